"""What goes wrong, as exceptions that say where and what to do."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple


class Problem(Exception):
    """A command that failed, with the reason, its place and a remedy; all problems of the run in `problems`.

    >>> import foedera as fd
    >>> try:
    ...     fd.treaty("CTSO")
    ... except fd.Problem as problem:
    ...     print(problem.code, problem.remedy)
    F0301 did you mean `CSTO`?
    """

    #: The stable code of the kind of problem, e.g. `F0301`.
    code: str
    #: What is wrong.
    message: str
    #: What to do.
    remedy: str
    #: The file and the line in it, counted from 1; of a frame that was given, its name and the row, counted from 0.
    place: Optional[str]
    #: The file, or the name of the frame.
    file: Optional[str]
    #: The line of the file.
    line: Optional[int]
    #: What stands at the place.
    snippet: Optional[str]
    #: The exit code that the command line would end with.
    exit_code: int
    #: All problems of the run, the first being this one.
    problems: List["Problem"]

    def __init__(self, told: Dict[str, Any], exit_code: int = 2, others: Sequence["Problem"] = ()) -> None:
        super().__init__(told.get("text") or told["message"])
        self._told = told
        self.code = told["code"]
        self.message = told["message"]
        self.remedy = told["remedy"]
        self.file = told.get("file")
        self.line = told.get("line")
        self.snippet = told.get("snippet")
        self.place = told.get("place") or _place(self.file, self.line)
        self.exit_code = exit_code
        self.problems = [self, *others]

    def __reduce__(self) -> Tuple[Any, ...]:
        return _again, ([own._told for own in self.problems], self.exit_code)

    def __str__(self) -> str:
        text = str(self.args[0]).rstrip()
        more = len(self.problems) - 1
        return text if more == 0 else f"{text}\n\nand {more} more: see `.problems`"


def _place(file: Optional[str], line: Optional[int]) -> Optional[str]:
    if file is None:
        return None
    return file if line is None else f"{file}:{line}"


def _again(told: List[Dict[str, Any]], exit_code: int) -> Problem:
    """The exception of a run's problems."""
    others = [Problem(own, exit_code) for own in told[1:]]
    return Problem(told[0], exit_code, others)


class Interrupted(KeyboardInterrupt):
    """A run that was stopped from outside; what it was writing is as it was before."""
