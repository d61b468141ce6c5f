"""Answers of commands, as objects."""

from __future__ import annotations

import html
import json
import os
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple, Union

from . import _native
from .frame import Frame
from .problem import Problem

if TYPE_CHECKING:
    from .calling import Call

Path = Union[str, "os.PathLike[str]"]


class Figure(str):
    """A figure of a page: its SVG, which a notebook shows."""

    def _repr_svg_(self) -> str:
        return str(self)

    def save(self, path: Path) -> None:
        """Write it as an SVG file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self)


class Answer:
    """What a command answered.

    >>> import foedera as fd
    >>> answer = fd.power("NATO", rule="unanimity", at="2020-01-01")
    >>> answer.schema
    'foedera/power/1'
    >>> answer.frame.columns[:2]
    ['name', 'weight']
    """

    def __init__(self, call: "Call", told: Dict[str, Any]) -> None:
        self._call = call
        #: The answer in words, with all its sections.
        self.text: str = told["text"]
        #: What was said beside it: files written, rows left out.
        self.notes: List[str] = told["notes"]
        #: Rows and files that the command did without, with their places; a failed command raises instead.
        self.warnings: List[Problem] = told["warnings"]
        #: How the command line would end: 0, or 1 for a negative finding (an estimate that did not converge, say).
        self.exit_code: int = told["code"]
        #: The page in HTML, if the command has one.
        self.html: Optional[str] = told["page"]
        self._answers: List[Tuple[str, str, str]] = told["answers"]
        self._parts: Optional[_native.Columns] = told["columns"]
        self._citations: str = told["citations"]
        self._read: Optional[Dict[str, Any]] = None
        self._tables: Optional[Dict[str, Frame]] = None

    def __getstate__(self) -> Dict[str, Any]:
        return {**self.__dict__, "_tables": None, "_read": None}

    @property
    def json(self) -> Dict[str, Any]:
        """The whole answer in its envelope, as `--format json` prints it (docs/json.md)."""
        if self._read is None:
            if not self._answers:
                raise ValueError(f"`{self._call.name}` answers in words only: see `.text`")
            self._read = json.loads(self._answers[0][2])
        return self._read

    @property
    def answer(self) -> Dict[str, Any]:
        """What is answered, without what made it."""
        return dict(self.json["answer"])

    @property
    def schema(self) -> str:
        """The name and version of the layout."""
        return str(self.json["schema"])

    @property
    def provenance(self) -> Dict[str, Any]:
        """What made the answer: versions, fingerprints, seed, the command that makes it again."""
        return dict(self.json["provenance"])

    @property
    def tables(self) -> Dict[str, Frame]:
        """The tables of the answer by name: every list of things in it."""
        if self._tables is None:
            found: Dict[str, Frame] = {}
            for _, own, text in self._answers:
                found.update((columns.name, Frame(columns)) for columns in _native.tables(text, own))
            if self._parts is not None:
                found[self._parts.name] = Frame(self._parts, self.text, self._citations)
            self._tables = found
        return self._tables

    @property
    def frame(self) -> Frame:
        """The answer's own table: that which `--format csv` prints."""
        if self._parts is not None:
            return self.tables[self._parts.name]
        for _, own, _ in self._answers:
            if own:
                return self.tables[own]
        names = ", ".join(self.tables) or "none"
        raise KeyError(f"`{self._call.name}` has no table of its own; its tables: {names}")

    def table(self, name: str) -> Frame:
        """A table by its name; a wrong name gives the list."""
        if name in self.tables:
            return self.tables[name]
        raise KeyError(f"no table `{name}`; its tables: {', '.join(self.tables) or 'none'}")

    @property
    def figures(self) -> Dict[str, str]:
        """The figures of the page: name and title."""
        return {} if self.html is None else dict(_native.figures(self.html))

    def figure(self, name: str) -> Figure:
        """A figure of the page as SVG, as it stands in it."""
        svg = None if self.html is None else _native.figure(self.html, name)
        if svg is None:
            raise KeyError(f"no figure `{name}`; its figures: {', '.join(self.figures) or 'none'}")
        return Figure(svg)

    def to_html(self, path: Optional[Path] = None) -> str:
        """The page of the answer; written to a file if one is named. What stands there before is replaced."""
        if self.html is None:
            raise ValueError(f"`{self._call.name}` has no page")
        if path is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.html)
        return self.html

    def to_pandas(self, **options: Any) -> Any:
        """Its own table as a `pandas.DataFrame`."""
        return self.frame.to_pandas(**options)

    def to_polars(self) -> Any:
        """Its own table as a `polars.DataFrame`."""
        return self.frame.to_polars()

    def to_arrow(self) -> Any:
        """Its own table as a `pyarrow.Table`."""
        return self.frame.to_arrow()

    def summary(self) -> str:
        """The answer in words."""
        return self.text

    def plot(self, kind: Optional[str] = None, **options: Any) -> Any:
        """A plot of the answer (`foedera.figures`; needs matplotlib)."""
        from . import figures  # type: ignore[attr-defined,unused-ignore]

        return figures.plot(self, kind, **options)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        lines = [line for line in self.text.splitlines() if line.strip()]
        more = "" if len(lines) <= 6 else f"\n… {len(lines) - 6} more lines: print(answer)"
        return f"<{self._call}>\n" + "\n".join(lines[:6]) + more

    def _repr_html_(self) -> str:
        if self.html is None:
            return f"<pre>{html.escape(self.text)}</pre>"
        # A page has styles of its own, which stay in a frame of their own.
        page = html.escape(self.html, quote=True)
        title = html.escape(str(self._call), quote=True)
        return f'<iframe srcdoc="{page}" title="{title}" width="100%" height="640" sandbox="allow-downloads"></iframe>'


class Treaty(Answer):
    """A treaty: members, dates, articles, what happened."""

    def members(self, at: Any = None) -> Frame:
        """The members on a day, or all that ever were."""
        answer = self if at is None else self._call.again(at=at)
        return answer.table("members")


class Question(Answer):
    """The answer to one question of a scenario, with what makes it."""

    @property
    def probability(self) -> float:
        """The probability of the answer."""
        return float(self.answer["explanation"]["estimate"]["probability"])

    @property
    def interval(self) -> Tuple[float, float]:
        """Its 90 % interval over parameters and assumptions."""
        ends = self.answer["explanation"]["estimate"]["interval"]
        return float(ends["low"]), float(ends["high"])

    @property
    def n(self) -> int:
        """The events of this kind in the data of the model."""
        return int(self.answer["explanation"]["estimate"]["n"])

    @property
    def date(self) -> str:
        """The day of the answer."""
        return str(self.answer["explanation"]["date"])


class Forecast(Answer):
    """What may become of a treaty and its members.

    >>> import foedera as fd
    >>> forecast = fd.forecast("csto-2022", futures=400)
    >>> 0 < forecast.question("armenia-leaves").probability < 0.2
    True
    """

    @property
    def questions(self) -> Frame:
        """The questions that can be asked of it."""
        from . import calling

        return calling.call("explain", scenario=self._scenario()).table("questions")

    def question(self, name: str, *, at: Any = None, branch: Optional[str] = None) -> Question:
        """One of its questions, answered by the same futures, with what makes the answer.

        `at` is a day (the third horizon unless given), `branch` one of the scenario's (the first unless given).
        """
        from . import calling

        given = self._call.given
        run = {key: given[key] for key in ("futures", "seed", "threads", "facts") if given.get(key) is not None}
        answer = calling.call("explain", scenario=self._scenario(), question=name, at=at, branch=branch, **run)
        assert isinstance(answer, Question)
        return answer

    def _scenario(self) -> str:
        changed = [key for key in ("set", "models", "at") if self._call.given.get(key)]
        if changed:
            raise ValueError(
                f"questions are of a scenario as it stands, and this forecast has `{changed[0]}`; "
                "write the change into a scenario file, or read the tables of the forecast"
            )
        return str(self._call.given["scenario"])


class Aid(Answer):
    """Who comes with what, if a member calls."""


class Fit(Answer):
    """A fitted model."""

    @property
    def converged(self) -> bool:
        """Whether the estimate is one: it converged, and no effect is separated."""
        return self.exit_code == 0

    def tidy(self) -> Frame:
        """The coefficients, one a row."""
        return self.table("effects")
