"""Forecasts, sweeps and backtests on many processes or machines.

>>> import foedera as fd
>>> from foedera.ensemble import forecast_on
>>> forecast_on("local", "csto-2022", futures=1200, shards=2, workers=1).answer == fd.forecast("csto-2022", futures=1200).answer
True

The engine `local` starts processes of this machine, `ray` takes a cluster of Ray (`pip install 'foedera[ray]'`; RAY_ADDRESS, or a
`ray.init` before). The answer has the same bytes for any number of shards and either engine: a future is a function of its number, and
sums of futures are put together without rounding (docs/ensembles.md). A worker that dies loses nothing: its shard is done again, with a
:class:`WorkerLost` warning, at most `tries` times. Ctrl-C ends the workers.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from ._engines import WorkerDied, WorkerLost, cores, in_order, run
from .answers import Answer, Forecast
from .calling import COMMANDS, Call, call

__all__ = ["Sweep", "WorkerDied", "WorkerLost", "backtest_on", "forecast_on", "sweep"]

#: What hears how far an ensemble is: what is done, tasks done, tasks in all. True shows a line on stderr.
Progress = Union[bool, Callable[[str, int, int], Any], None]


class Task(NamedTuple):
    """A command for a worker, with its arguments, and what comes back of it."""

    name: str
    command: str
    given: Dict[str, Any]
    #: `answer`, `file` (what it writes with `output`) or `folder` (what it keeps with `resume`).
    gives: str

    def __str__(self) -> str:
        return self.name


def perform(task: Task) -> Any:
    """Do a task; a worker calls it."""
    if task.gives == "answer":
        return call(task.command, **task.given)
    with tempfile.TemporaryDirectory(prefix="foedera-") as folder:
        path = os.path.join(folder, "kept")
        if task.gives == "file":
            call(task.command, output=path, **task.given)
            return _read(path)
        call(task.command, resume=path, **task.given)
        return {name: _read(os.path.join(path, name)) for name in sorted(os.listdir(path))}


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(folder: str, name: str, content: bytes) -> str:
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def _hears(progress: Progress, what: str, count: int) -> Optional[Callable[[int], None]]:
    if not progress:
        return None
    if progress is True:
        return lambda come: print(f"{what}: {come} of {count}", file=sys.stderr, flush=True)
    hears = progress
    return lambda come: hears(what, come, count)


def _parts(shards: Optional[int], workers: Optional[int]) -> int:
    if shards is not None and shards < 1:
        raise ValueError(f"`shards` is {shards}; one at least is needed")
    return shards or 4 * (workers or cores())


def forecast_on(
    engine: str,
    scenario: Any,
    *,
    futures: int = 10_000,
    shards: Optional[int] = None,
    workers: Optional[int] = None,
    tries: int = 3,
    progress: Progress = None,
    **named: Any,
) -> Forecast:
    """A forecast whose futures are run in shards; the answer is that of `foedera.forecast(scenario, futures=futures, **named)`.

    engine: `local` or `ray`.
    shards: parts into which the futures are cut, in whole blocks of 512 (four for each worker unless given).
    workers: processes of this machine, or tasks of Ray at once (as many as there are processors unless given).
    tries: how often a shard is tried whose workers die.
    progress: True shows how far it is; a callable hears `(what, done, parts)`.
    named: what `foedera.forecast` takes: at, set, seed, models, facts, threads (of each worker: 1 unless given).

    Files (a scenario, models, facts) must be at the same path on every machine of a cluster.
    """
    refused = {"part", "output", "html", "figure", "force"} & set(named)
    if refused:
        raise TypeError(f"forecast_on() has no argument `{min(refused)}`; take it from the answer")
    of = _parts(shards, workers)
    own = {"scenario": scenario, "futures": futures, "threads": 1, **named}
    tasks = [Task(f"part {number}/{of}", "forecast", {**own, "part": f"{number}/{of}"}, "file") for number in range(1, of + 1)]
    hears = _hears(progress, "parts of the forecast", of)
    with tempfile.TemporaryDirectory(prefix="foedera-") as folder:
        # Parts go to files as they come: one is in memory at a time.
        paths: List[str] = []
        for place, content in run(engine, perform, tasks, workers, tries):
            paths.append(_write(folder, f"part-{place + 1}.json", content))
            if hears:
                hears(len(paths))
        merged = call("merge", parts=paths, **{name: named[name] for name in ("models", "facts") if name in named})
    return _as_forecast(merged, own)


def _as_forecast(merged: Answer, given: Dict[str, Any]) -> Forecast:
    """The merged answer as that of the forecast which it is."""
    made = Forecast.__new__(Forecast)
    made.__dict__.update(merged.__dict__)
    plain = {name: value for name, value in given.items() if name != "threads" and value is not None}
    made._call = Call(COMMANDS["forecast"], plain)
    made.notes = []
    return made


class Sweep(Sequence[Tuple[Dict[str, Any], Forecast]]):
    """Forecasts of one scenario under several settings: pairs of setting and forecast, in the order of the settings."""

    def __init__(self, pairs: List[Tuple[Dict[str, Any], Forecast]]) -> None:
        self._pairs = pairs

    def __getitem__(self, place: Any) -> Any:
        return self._pairs[place]

    def __len__(self) -> int:
        return len(self._pairs)

    @property
    def settings(self) -> List[Dict[str, Any]]:
        """The settings."""
        return [setting for setting, _ in self._pairs]

    @property
    def forecasts(self) -> List[Forecast]:
        """The forecasts."""
        return [forecast for _, forecast in self._pairs]

    def table(self, name: str) -> Dict[str, List[Any]]:
        """A table of all forecasts, with the settings as its first columns; `pandas.DataFrame` and `polars.DataFrame` take it."""
        found: Dict[str, List[Any]] = {}
        rows = 0
        for setting, forecast in self._pairs:
            frame = forecast.table(name)
            cells = {**{key: [value] * len(frame) for key, value in setting.items()}, **frame.to_dict()}
            for column in [*found, *(column for column in cells if column not in found)]:
                found.setdefault(column, [None] * rows).extend(cells.get(column, [None] * len(frame)))
            rows += len(frame)
        return found


def sweep(
    scenario: Any,
    values: Mapping[str, Sequence[Any]],
    *,
    engine: str = "local",
    workers: Optional[int] = None,
    tries: int = 3,
    progress: Progress = None,
    **named: Any,
) -> Sweep:
    """Forecasts of a scenario with each combination of these values, side by side.

    values: for each path of the scenario (as `--set` has it, e.g. `assumption.freeze_rate.range`) the values that it takes; a pair is a
    range. named: what `foedera.forecast` takes.

    >>> from foedera.ensemble import sweep
    >>> found = sweep("csto-2022", {"threshold": [3, 5]}, futures=40, workers=1)
    >>> [setting["threshold"] for setting in found.settings]
    [3, 5]
    """
    if not values:
        raise ValueError("`values` names nothing that varies")
    empty = [path for path, own in values.items() if isinstance(own, str) or not len(own)]
    if empty:
        raise ValueError(f"`values`: `{empty[0]}` has no list of values")
    others = named.pop("set", None) or []
    others = [others] if isinstance(others, str) else list(others)
    settings = [dict(zip(values, combination)) for combination in itertools.product(*values.values())]
    own = {"scenario": scenario, "threads": 1, **named}
    tasks = [
        Task(", ".join(said), "forecast", {**own, "set": [*others, *said]}, "answer")
        for said in ([f"{path}={_value(value)}" for path, value in setting.items()] for setting in settings)
    ]
    results = run(engine, perform, tasks, workers, tries)
    return Sweep(list(zip(settings, in_order(results, len(tasks), _hears(progress, "forecasts of the sweep", len(tasks))))))


def _value(value: Any) -> str:
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return f"{value[0]}..{value[1]}"
    return str(value)


def backtest_on(
    engine: str,
    process: str,
    *,
    shards: Optional[int] = None,
    workers: Optional[int] = None,
    tries: int = 3,
    progress: Progress = None,
    **named: Any,
) -> Answer:
    """A backtest whose baselines are made in shards of its origins; the answer is that of `foedera.backtest(process, **named)`.

    Our own models are fitted where this is called: each choice of theirs rests on all origins before. `resume` names a folder in which what
    is made is kept; unless given it is a temporary one.
    """
    if "part" in named:
        raise TypeError("backtest_on() has no argument `part`; it has `shards`")
    of = _parts(shards, workers)
    folder = named.pop("resume", None)
    held = {name: value for name, value in named.items() if name not in ("html", "csv", "force")}
    own = {"process": process, "threads": 1, **held}
    tasks = [Task(f"part {number}/{of} of the origins", "backtest", {**own, "part": f"{number}/{of}"}, "folder") for number in range(1, of + 1)]
    hears = _hears(progress, "parts of the origins", of)
    with tempfile.TemporaryDirectory(prefix="foedera-") as passing:
        kept = os.fspath(folder) if folder is not None else os.path.join(passing, "kept")
        os.makedirs(kept, exist_ok=True)
        for come, (_, files) in enumerate(run(engine, perform, tasks, workers, tries), 1):
            for name, content in files.items():
                _write(kept, name, content)
            if hears:
                hears(come)
        return call("backtest", process=process, resume=kept, **named)
