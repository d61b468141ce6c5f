"""A table, for pandas, polars, pyarrow, duckdb or plain Python."""

from __future__ import annotations

import html
import importlib
from typing import Any, Dict, Iterator, List, Optional, Tuple

from . import _native

_SHOWN = 10


def _needed(module: str, what: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(f"{what} needs {module}: pip install {module}") from error


class Frame:
    """A table with named columns: whole numbers, numbers, days and texts; what is missing is None (null in Arrow, never NaN).

    It offers the Arrow PyCapsule interface, so that `polars.DataFrame(frame)`, `pyarrow.table(frame)` and duckdb read it as it is.

    >>> import foedera as fd
    >>> frame = fd.treaty("CSTO").members(at="1996-01-01")
    >>> len(frame), frame.columns[:3]
    (9, ['state', 'name', 'status'])
    >>> frame.rows()[1]["name"]
    'Armenia'
    """

    def __init__(self, columns: _native.Columns, note: str = "", citations: str = "") -> None:
        self._columns = columns
        #: What the columns are, where a codebook goes with the table (Markdown).
        self.codebook = note
        #: The citations of the datasets in it (BibTeX).
        self.citations = citations

    @property
    def name(self) -> str:
        """The name of the table."""
        return self._columns.name

    @property
    def columns(self) -> List[str]:
        """The names of the columns."""
        return self._columns.names

    @property
    def types(self) -> Dict[str, str]:
        """The Arrow type of each column."""
        return dict(zip(self._columns.names, self._columns.types))

    @property
    def shape(self) -> Tuple[int, int]:
        """Rows and columns."""
        return len(self), len(self.columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        return iter(self.rows())

    def __getitem__(self, column: str) -> List[Any]:
        return self.column(column)

    def column(self, name: str, first: int = 0, count: Optional[int] = None) -> List[Any]:
        """The cells of a column, from row `first`, `count` of them."""
        return self._columns.column(name, first, count)

    def rows(self, count: Optional[int] = None) -> List[Dict[str, Any]]:
        """The rows as dicts, the first `count` of them."""
        cells = [self.column(name, 0, count) for name in self.columns]
        return [dict(zip(self.columns, row)) for row in zip(*cells)]

    def to_dict(self) -> Dict[str, List[Any]]:
        """All cells by column."""
        return self._columns.to_dict()

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`, over the same memory."""
        return _needed("pyarrow", "to_arrow").table(self)

    def to_pandas(self, **options: Any) -> Any:
        """A `pandas.DataFrame`; with pyarrow (`options` are those of `pyarrow.Table.to_pandas`), else cell by cell."""
        pandas = _needed("pandas", "to_pandas")
        try:
            importlib.import_module("pyarrow")
        except ImportError:
            if options:
                raise
            return pandas.DataFrame(self.to_dict())
        return self.to_arrow().to_pandas(**options)

    def to_polars(self) -> Any:
        """A `polars.DataFrame`, over the same memory."""
        return _needed("polars", "to_polars").DataFrame(self)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._columns.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self._columns.__arrow_c_schema__()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frame):
            return NotImplemented
        return self.types == other.types and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        rows = [self.columns, *([_cell(value) for value in row.values()] for row in self.rows(_SHOWN))]
        widths = [max(len(row[place]) for row in rows) for place in range(len(self.columns))]
        lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() for row in rows]
        more = len(self) - _SHOWN
        if more > 0:
            lines.append(f"… {more} more rows")
        return "\n".join([f"{self.name}: {len(self)} rows, {len(self.columns)} columns", *lines])

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_cell(value))}</td>" for value in row.values()) + "</tr>"
            for row in self.rows(_SHOWN)
        )
        caption = f"{html.escape(self.name)}: {len(self)} rows"
        if len(self) > _SHOWN:
            caption += f", the first {_SHOWN} shown"
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
