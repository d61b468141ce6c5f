"""World files: published datasets, read once."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from typing import Any, Optional, Sequence, Union

from . import calling
from .answers import Answer
from .frame import Frame

Path = Union[str, "os.PathLike[str]"]


class World:
    """A world file, which every argument `world` takes: `aid(..., world=world)`.

    `World("world.foedera")` opens one that was made before; :func:`import_folder` makes one.
    """

    def __init__(self, path: Path) -> None:
        self.path = os.path.abspath(os.fspath(path))
        if not os.path.isfile(self.path):
            raise FileNotFoundError(self.path)
        #: What was said when it was made; None of one that is only opened.
        self.imported: Optional[Answer] = None

    def __fspath__(self) -> str:
        return self.path

    def panel(
        self, kind: str, from_: int = 1946, to: int = 2018, with_: Sequence[str] = (), **options: Any
    ) -> Frame:
        """A panel as a frame: `world.panel("directed-dyad-year", 1946, 2018, ["defense", "cinc"])`.

        `options` are those of the command `panel`. The codebook is in `frame.codebook`, the citations in `frame.citations`.
        """
        return calling.call("panel", kind, from_=from_, to=to, with_=list(with_), world=self, **options).frame

    def dataset(self, key: str) -> Frame:
        """A dataset as it was read, by its key of `data_list()`."""
        return calling.call("data export", key, world=self).frame

    def __repr__(self) -> str:
        return f"World({self.path!r})"


def import_folder(folder: Path, output: Optional[Path] = None, **options: Any) -> World:
    """Read a folder of published datasets into a world file.

    `output` is the file; without it, it is kept as long as the world is. `options` are those of the command `import`. Rows that
    could not be read are in `world.imported.warnings`.
    """
    if output is not None:
        answer = calling.call("import", os.fspath(folder), output=os.fspath(output), **options)
        world = World(output)
    else:
        kept = tempfile.mkdtemp(prefix="foedera-world-")
        try:
            path = os.path.join(kept, "world.foedera")
            answer = calling.call("import", os.fspath(folder), output=path, **options)
            world = World(path)
        except BaseException:
            shutil.rmtree(kept, ignore_errors=True)
            raise
        weakref.finalize(world, shutil.rmtree, kept, True)
    world.imported = answer
    return world
