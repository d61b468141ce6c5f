"""The type stubs of the functions, made of the definitions of the commands: `python -m foedera._stubs` writes `__init__.pyi`."""

from __future__ import annotations

import os
import textwrap
from typing import List

from .calling import COMMANDS, Command, annotation, docstring

_HEAD = '''"""Made by `python -m foedera._stubs` of the definitions of the commands: change those, not this file."""

import datetime
import os
from typing import Any, Callable, List, Literal, Mapping, Optional, Sequence, Union

from .answers import Aid as Aid, Answer as Answer, Figure as Figure, Fit as Fit, Forecast as Forecast
from .answers import Question as Question, Treaty as Treaty
from .frame import Frame as Frame
from .problem import Interrupted as Interrupted, Problem as Problem
from .worlds import World as World, import_folder as import_folder

__version__: str
Day = Union[str, datetime.date]
# A file, a world, or a frame: anything with `__arrow_c_stream__`, a mapping of lists, rows of numbers.
Table = Any
# Texts, or pairs NAME=VALUE as a mapping.
Several = Union[str, Sequence[str], Mapping[str, Any]]
Progress = Union[bool, Callable[[str, int, int], Any], None]

def call(name: str, *given: Any, progress: Progress = None, **named: Any) -> Answer: ...
def commands() -> List[str]: ...
'''


def stub(command: Command) -> str:
    """The stub of one function."""
    lines = [f"def {command.name}("]
    starred, optional = False, False
    for name, own in command.arguments.items():
        if own["option"] is not None and not starred:
            lines.append("    *,")
            starred = True
        required = own["required"] and not optional
        optional = optional or (own["option"] is None and not required)
        default = "" if required else " = False" if own["flag"] else " = None"
        lines.append(f"    {name}: {annotation(own)}{default},")
    if not starred:
        lines.append("    *,")
    lines += ["    progress: Progress = None,", f") -> {command.gives.__name__}:"]
    text = docstring(command).replace("\\", "\\\\").replace('"""', "'''")
    lines += ['    """' + textwrap.indent(text, "    ").strip(), '    """']
    return "\n".join(lines) + "\n"


def text() -> str:
    """The whole file."""
    parts: List[str] = [_HEAD, *(stub(command) for command in COMMANDS.values())]
    return "\n".join(parts)


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(__file__), "__init__.pyi")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text())
    print(f"wrote {path}")
