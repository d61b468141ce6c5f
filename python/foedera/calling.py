"""Every command of the command line as a function, made of the definitions of the command line itself."""

from __future__ import annotations

import datetime
import difflib
import inspect
import json
import keyword
import operator
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from typing import Any, Callable, Dict, List, NoReturn, Optional, Type, Union

from . import _native
from .answers import Aid, Answer, Fit, Forecast, Question, Treaty
from .problem import Interrupted, Problem

#: What hears how far a run is: what is being done, parts done, parts in all (0: not known). True shows a line on stderr.
Progress = Union[bool, Callable[[str, int, int], Any], None]

_SHAPES: List[Dict[str, Any]] = json.loads(_native.commands())
_OF_ANSWERS: Dict[str, Type[Answer]] = {"treaty": Treaty, "forecast": Forecast, "aid": Aid, "fit": Fit}


def _name(words: str) -> str:
    """A name that Python takes: `from` is `from_`."""
    plain = words.replace("-", "_").replace(" ", "_")
    return f"{plain}_" if keyword.iskeyword(plain) else plain


class Command:
    """A command: its name here, what it takes, and the words that call it."""

    def __init__(self, shape: Dict[str, Any]) -> None:
        self.path: List[str] = shape["path"]
        self.name = _name(" ".join(self.path))
        self.about: str = shape["about"]
        self.examples: str = shape["examples"]
        self.arguments: Dict[str, Dict[str, Any]] = {_name(own["name"]): own for own in shape["arguments"]}

    @property
    def alone(self) -> List[str]:
        """What stands by itself, in its order."""
        return [name for name, own in self.arguments.items() if own["option"] is None]

    @property
    def signature(self) -> inspect.Signature:
        """As Python has it: what stands by itself by place or name, options by name only."""
        parameters, optional = [], False
        for name, own in self.arguments.items():
            required = own["required"] and not optional
            kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if own["option"] is None else inspect.Parameter.KEYWORD_ONLY
            optional = optional or (own["option"] is None and not required)
            default = inspect.Parameter.empty if required else False if own["flag"] else None
            parameters.append(inspect.Parameter(name, kind, default=default, annotation=annotation(own)))
        parameters.append(
            inspect.Parameter("progress", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="Progress")
        )
        return inspect.Signature(parameters, return_annotation=self.gives.__name__)

    @property
    def gives(self) -> Type[Answer]:
        """The class of its answers."""
        return _OF_ANSWERS.get(self.name, Answer)

    def bound(self, given: Any, named: Dict[str, Any]) -> Dict[str, Any]:
        """The arguments by name.

        Raises TypeError for a name that the command does not have, and for one that is missing.
        """
        for name in named:
            if name not in self.arguments:
                near = difflib.get_close_matches(name, [*self.arguments, "progress"], 1)
                hint = f"did you mean `{near[0]}`?" if near else f"it takes {', '.join([*self.arguments, 'progress'])}"
                raise TypeError(f"{self.name}() has no argument `{name}`; {hint}")
        bound = self.signature.bind(*given, **named)
        return {name: value for name, value in bound.arguments.items() if value is not None and value is not False}


def annotation(argument: Dict[str, Any]) -> str:
    """The type of an argument, as a stub writes it."""
    if argument["flag"]:
        return "bool"
    single = {"text": "str", "whole": "int", "number": "float", "day": "Day", "path": "Table"}[argument["takes"]]
    if argument["values"]:
        single = f"Literal[{', '.join(repr(value) for value in argument['values'])}]"
    if argument["several"] and argument["takes"] == "text" and not argument["values"]:
        single = "Several"
    elif argument["several"]:
        single = f"Union[{single}, Sequence[{single}]]"
    return single if argument["required"] else f"Optional[{single}]"


COMMANDS: Dict[str, Command] = {command.name: command for command in map(Command, _SHAPES)}


class Call:
    """A command with what it was given."""

    def __init__(self, command: Command, given: Dict[str, Any]) -> None:
        self._command = command.name
        self.given = given

    @property
    def command(self) -> Command:
        """The command."""
        return COMMANDS[self._command]

    @property
    def name(self) -> str:
        """Its name as a function."""
        return self._command

    def again(self, **changed: Any) -> Answer:
        """The same with other arguments."""
        return run(self.command, {**self.given, **changed})

    def __getstate__(self) -> Dict[str, Any]:
        # Frames stay where they are: an answer is pickled without its data.
        plain = {name: _Left(name) if _holds_frame(value) else value for name, value in self.given.items()}
        return {"_command": self._command, "given": plain}

    def __str__(self) -> str:
        words = [f"{name}={value!r}" for name, value in self.given.items() if not _holds_frame(value)]
        words += [f"{name}=…" for name, value in self.given.items() if _holds_frame(value)]
        return f"{self._command}({', '.join(words)})"


class _Left:
    """A frame that was not pickled with an answer."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __fspath__(self) -> str:
        raise ValueError(f"`{self.name}` was a frame, which is not pickled with the answer; give it again")


def _is_frame(value: Any) -> bool:
    if hasattr(value, "__arrow_c_stream__"):
        return True
    if isinstance(value, Mapping):
        return bool(value) and all(isinstance(own, (list, tuple)) for own in value.values())
    return _is_matrix(value)


def _is_matrix(value: Any) -> bool:
    """Rows of numbers, as numpy or lists have them: the waves of a network."""
    if hasattr(value, "__arrow_c_stream__"):
        return False
    if getattr(value, "ndim", 0) == 2:
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(row, (list, tuple)) for row in value)


def _holds_frame(value: Any) -> bool:
    if _is_frame(value):
        return True
    if isinstance(value, Mapping):
        return any(map(_is_frame, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_is_frame, value))


class _Files:
    """The files of frames that were given, for as long as a command runs."""

    def __init__(self) -> None:
        self._folder: Optional[tempfile.TemporaryDirectory[str]] = None
        self.names: Dict[str, str] = {}

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, *_why: Any) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def write(self, frame: Any, name: str) -> str:
        """Write a frame; gives its path."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="foedera-")
        if _is_matrix(frame):
            rows = frame.tolist() if hasattr(frame, "tolist") else frame
            text = "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)
        else:
            text = _native.csv(dict(frame) if isinstance(frame, Mapping) else frame, name)
        file = f"{name}.csv"
        self.names[file] = name
        path = os.path.join(self._folder.name, file)
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        return path

    def plain(self, text: Any) -> Any:
        """A text in which the frames have their names, not the files of a moment."""
        if self._folder is None or not isinstance(text, str):
            return text
        return text.replace(self._folder.name + os.sep, "")


def _word(value: Any, argument: Dict[str, Any], where: str) -> str:
    """A value as a word of the command line."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, datetime.datetime):
        if value.time() != datetime.time() or value.tzinfo is not None:
            raise ValueError(f"{where}: {value} is no day; take its `.date()`")
        text = value.date().isoformat()
    elif isinstance(value, datetime.date):
        text = value.isoformat()
    elif hasattr(value, "__fspath__"):
        text = os.fsdecode(os.fspath(value))
    elif isinstance(value, bool):
        raise TypeError(f"{where}: it takes {argument['takes']}, not {value}")
    elif isinstance(value, (int, float)):
        text = repr(value)
    elif hasattr(value, "__index__"):
        text = repr(operator.index(value))
    elif hasattr(value, "__float__"):
        text = repr(float(value))
    else:
        raise TypeError(f"{where}: a {type(value).__name__} is no {argument['takes']}")
    if argument["commas"] and argument["several"] and "," in text and argument["takes"] != "text":
        raise ValueError(f"{where}: {text!r} has a comma, which separates values")
    return text


def _words_of(name: str, value: Any, argument: Dict[str, Any], files: _Files) -> List[str]:
    where = f"`{name}`"
    if argument["takes"] == "path" and _is_frame(value):
        return [files.write(value, name)]
    if isinstance(value, Mapping):
        if not argument["several"]:
            raise TypeError(f"{where}: a mapping is a frame if it has lists, and this takes {argument['takes']}")
        pairs = [(key, files.write(own, f"{key}") if _is_frame(own) else _word(own, argument, where)) for key, own in value.items()]
        return [f"{key}={own}" for key, own in pairs]
    if isinstance(value, (list, tuple, set, frozenset)):
        if not argument["several"]:
            raise TypeError(f"{where}: it takes one value")
        values = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        words = []
        for place, own in enumerate(values):
            if _is_frame(own):
                words.append(files.write(own, f"{name}-{place + 1}"))
                continue
            word = _word(own, argument, where)
            if argument["commas"] and "," in word:
                raise ValueError(f"{where}: {word!r} has a comma, which separates values; give each by itself")
            words.append(word)
        return words
    return [_word(value, argument, where)]


def words(command: Command, given: Dict[str, Any], files: _Files) -> List[str]:
    """The words of the command line for what was given."""
    options: List[str] = []
    alone: List[str] = []
    for name, own in command.arguments.items():
        value = given.get(name)
        if value is None or value is False:
            continue
        if own["flag"]:
            if value is not True:
                raise TypeError(f"`{name}` is True or False, not {value!r}")
            options.append(own["option"])
        elif own["option"] is None:
            before = command.alone[: command.alone.index(name)]
            lacking = [other for other in before if given.get(other) is None]
            if lacking:
                raise TypeError(f"{command.name}(): `{name}` needs `{lacking[0]}` before it")
            alone.extend(_words_of(name, value, own, files))
        else:
            options.extend(f"{own['option']}={word}" for word in _words_of(name, value, own, files))
    return [*command.path, *options, *(["--", *alone] if alone else [])]


def _shown(what: str, done: int, parts: int) -> None:
    far = f" {done} of {parts}" if parts else ""
    sys.stderr.write(f"\r\x1b[K{what}:{far}" if sys.stderr.isatty() else f"{what}:{far}\n")
    sys.stderr.flush()


def run(command: Command, given: Dict[str, Any], progress: Progress = None) -> Answer:
    """Run a command with arguments by name."""
    hears = _shown if progress is True else (progress or None)
    given = {name: value for name, value in given.items() if value is not None and value is not False}
    given = _fit_formula(given) if command.name == "fit" else given
    with _Files() as files:
        line = words(command, given, files)
        if files.names and command.name == "fit" and "output" in given:
            raise ValueError(
                "`output`: a model file names the files of its data, and a frame has none; write the data to files and "
                "give their paths, or take `replication`, which keeps them"
            )
        told = _native.run(line, hears)
        if progress is True and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        for key in ("text", "page", "citations"):
            told[key] = files.plain(told[key])
        told["notes"] = [files.plain(note) for note in told["notes"]]
        told["answers"] = [tuple(map(files.plain, own)) for own in told["answers"]]
        for problem in [*told["failures"], *told["problems"]]:
            for key, text in problem.items():
                problem[key] = files.plain(text)
            name = files.names.get(problem["file"] or "")
            if name is not None:
                row = "" if problem["line"] is None else f", row {problem['line'] - 2}" if problem["line"] > 1 else ", its head"
                problem["file"], problem["place"] = name, name + row
    code = told["code"]
    if code == 130:
        raise Interrupted
    if told["failures"] or code > 1:
        _raise(told, code)
    told["warnings"] = [Problem(own, code) for own in told["problems"]]
    gives = command.gives
    if command.name == "explain" and given.get("question") is not None:
        gives = Question
    return gives(Call(command, given), told)


def _raise(told: Dict[str, Any], code: int) -> NoReturn:
    problems = [Problem(own, code) for own in [*told["failures"], *told["problems"]]]
    if not problems:
        raise RuntimeError(f"foedera ended with {code}: {told['text'] or 'a defect; please report it'}")
    first = problems[0]
    raise Problem(first._told, code, problems[1:])


def _fit_formula(given: Dict[str, Any]) -> Dict[str, Any]:
    """What is fitted may be a formula; in it a column is `actors.age` as in Python, or `actors$age` as in R."""
    process = given.get("process")
    if isinstance(process, str) and "~" in process and "formula" not in given:
        given = {"formula" if name == "process" else name: value for name, value in given.items()}
    if isinstance(given.get("formula"), str):
        given = {**given, "formula": re.sub(r"\b(actors|receivers)\.(?=\w)", r"\1$", given["formula"])}
    return given


def call(name: str, *given: Any, progress: Progress = None, **named: Any) -> Answer:
    """Run any command by its name: `call("scenario show", "csto-2022")`.

    >>> import foedera as fd
    >>> fd.call("scenario show", "csto-2022").text.splitlines()[0]
    '# ...'
    """
    command = COMMANDS.get(_name(name))
    if command is None:
        near = difflib.get_close_matches(_name(name), COMMANDS, 1)
        raise TypeError(f"there is no command `{name}`" + (f"; did you mean `{near[0]}`?" if near else ""))
    return run(command, command.bound(given, named), progress)


def commands() -> List[str]:
    """The names of all commands, as functions.

    >>> import foedera as fd
    >>> "forecast" in fd.commands() and "scenario_new" in fd.commands()
    True
    """
    return list(COMMANDS)


def function(command: Command) -> Callable[..., Answer]:
    """The function of a command, with its signature and docstring."""

    def own(*given: Any, progress: Progress = None, **named: Any) -> Answer:
        return run(command, command.bound(given, named), progress)

    own.__name__ = own.__qualname__ = command.name
    own.__module__ = "foedera"
    own.__doc__ = docstring(command)
    own.__signature__ = command.signature  # type: ignore[attr-defined]
    return own


def docstring(command: Command) -> str:
    """What the command is for, and its arguments."""
    lines = [f"{command.about}.", ""]
    for name, own in command.arguments.items():
        default = f" (unless given: {own['default']})" if own["default"] is not None else ""
        lines.append(f"{name}: {own['help']}{default}.")
    lines += ["progress: True shows how far it is; a callable hears `(what, done, parts)`.", ""]
    lines.append(f"As on the command line: `foedera {' '.join(command.path)}`.")
    return "\n".join(lines)


def install(names: Dict[str, Any]) -> List[str]:
    """Put the functions into a module; gives their names."""
    names.update((name, function(command)) for name, command in COMMANDS.items())
    return list(COMMANDS)
