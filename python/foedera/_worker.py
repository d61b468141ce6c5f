"""A process that does tasks for :mod:`foedera._engines`: it reads them on stdin and writes results to stdout, pickled, until stdin ends."""

from __future__ import annotations

import importlib
import os
import pickle
import sys
from typing import Any, Tuple


def _done(module: str, name: str, task: Any) -> Tuple[bool, Any]:
    work: Any = importlib.import_module(module)
    for part in name.split("."):
        work = getattr(work, part)
    try:
        return True, work(task)
    except Exception as error:
        return False, error


def _sendable(told: Tuple[bool, Any]) -> bytes:
    try:
        return pickle.dumps(told)
    except Exception as error:
        return pickle.dumps((False, RuntimeError(f"the result cannot be sent back ({error}): {told[1]!r}")))


def main() -> None:
    """Do tasks until there are no more."""
    results = os.fdopen(os.dup(1), "wb")
    # What a task prints must not stand among the results.
    os.dup2(2, 1)
    while True:
        try:
            module, name, task = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            results.write(_sendable(_done(module, name, task)))
            results.flush()
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
