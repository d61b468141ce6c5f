"""A laboratory for alliances.

Every command of the command line is a function here, with the same names and the same answers:

>>> import foedera as fd
>>> fd.treaty("CSTO").members(at="1996-01-01").column("state")
['RUS', 'ARM', 'KAZ', 'KGZ', 'TJK', 'UZB', 'AZE', 'GEO', 'BLR']

An answer knows its tables (`answer.tables`, `answer.table(name)`), what it says in words (`answer.text`), the whole in one
dict (`answer.json`) and its page (`answer.to_html("page.html")`). Tables go to pandas, polars, pyarrow or duckdb without a detour
(`frame.to_pandas()`), and frames of any of these go in wherever a command reads a table from a file. What goes wrong is a
:class:`Problem` with its code, place and remedy.
"""

from __future__ import annotations

from . import _native
from .answers import Aid, Answer, Figure, Fit, Forecast, Question, Treaty
from .calling import call, commands, install
from .frame import Frame
from .problem import Interrupted, Problem
from .worlds import World, import_folder

__version__ = _native.__version__

__all__ = [
    "Aid",
    "Answer",
    "Figure",
    "Fit",
    "Forecast",
    "Frame",
    "Interrupted",
    "Problem",
    "Question",
    "Treaty",
    "World",
    "call",
    "commands",
    "import_folder",
]
__all__ += install(globals())
