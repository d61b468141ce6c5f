"""Where tasks are run: in processes of this machine, or by Ray. Tasks are independent; a result does not depend on the engine.

A worker that dies (killed, out of memory) loses its task only, which is done again, at most `tries` times. A task that raises is not:
it would raise again.
"""

from __future__ import annotations

import importlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import warnings
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

#: What is done with a task; a function at the top of a module, since workers look it up by name.
Work = Callable[[Any], Any]

ENGINES = ("local", "ray")
#: Memory of Ray's object store, if Ray is started here: results are parts of a run, which are small.
_STORE_BYTES = 100 * 1024 * 1024


class WorkerDied(RuntimeError):
    """A task whose workers died, again and again."""


class WorkerLost(UserWarning):
    """A worker that died; its task is done again."""


def run(engine: str, work: Work, tasks: Sequence[Any], workers: Optional[int], tries: int) -> Iterator[Tuple[int, Any]]:
    """The results of tasks as they come, each with the place of its task."""
    if engine not in ENGINES:
        raise ValueError(f"there is no engine `{engine}`; take one of {', '.join(ENGINES)}")
    if tries < 1:
        raise ValueError(f"`tries` is {tries}; a task is tried once at least")
    if workers is not None and workers < 1:
        raise ValueError(f"`workers` is {workers}; one at least is needed")
    return _local(work, tasks, workers, tries) if engine == "local" else _ray(work, tasks, workers, tries)


def cores() -> int:
    """The processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _again(name: str, tried: int, tries: int) -> None:
    """Tell that a task is done again, or give up."""
    if tried >= tries:
        raise WorkerDied(f"{name}: its worker died {tried} times (out of memory, or killed?); it is given up")
    warnings.warn(f"{name}: its worker died; it is done again (try {tried + 1} of {tries})", WorkerLost, stacklevel=4)


class _Process:
    """A process of its own, without what the caller's script does when it is imported."""

    def __init__(self) -> None:
        paths = os.pathsep.join(path for path in sys.path if path)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "foedera._worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
            # Ctrl-C is for the caller, who ends its workers.
            start_new_session=os.name == "posix",
        )

    def do(self, work: Work, task: Any) -> Tuple[bool, Any]:
        """Whether the task was done, and its result or what it raised; EOFError if the process died."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            pickle.dump((work.__module__, work.__qualname__, task), self.process.stdin)
            self.process.stdin.flush()
            done, result = pickle.load(self.process.stdout)
        except (BrokenPipeError, ConnectionResetError, pickle.UnpicklingError, ValueError) as error:
            raise EOFError from error
        return bool(done), result

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass


class _Team:
    """Threads that each mind one process, and hand on what it does."""

    def __init__(self, work: Work, tasks: Sequence[Any], workers: int) -> None:
        self.work = work
        self.tasks = tasks
        self.todo: "queue.SimpleQueue[Optional[int]]" = queue.SimpleQueue()
        #: Place of the task, what came (`done`, `raised`, `died`), and the result.
        self.came: "queue.SimpleQueue[Tuple[int, str, Any]]" = queue.SimpleQueue()
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.processes: Dict[int, _Process] = {}
        for place in range(len(tasks)):
            self.todo.put(place)
        self.threads = [threading.Thread(target=self._mind, args=(seat,), daemon=True) for seat in range(workers)]
        for thread in self.threads:
            thread.start()

    def _process(self, seat: int) -> Optional[_Process]:
        with self.lock:
            if self.ended.is_set():
                return None
            if seat not in self.processes:
                self.processes[seat] = _Process()
            return self.processes[seat]

    def _mind(self, seat: int) -> None:
        while True:
            place = self.todo.get()
            try:
                process = None if place is None else self._process(seat)
            except OSError as error:
                self.came.put((place or 0, "raised", error))
                return
            if place is None or process is None:
                return
            try:
                done, result = process.do(self.work, self.tasks[place])
                self.came.put((place, "done" if done else "raised", result))
            except EOFError:
                with self.lock:
                    self.processes.pop(seat, process).end()
                self.came.put((place, "died", None))
            except Exception as error:  # what cannot be sent to a worker is told to the caller
                self.came.put((place, "raised", error))

    def end(self) -> None:
        """End all processes, whatever they do."""
        self.ended.set()
        with self.lock:
            for process in self.processes.values():
                process.end()
        for _ in self.threads:
            self.todo.put(None)
        for thread in self.threads:
            thread.join()


def _local(work: Work, tasks: Sequence[Any], workers: Optional[int], tries: int) -> Iterator[Tuple[int, Any]]:
    team = _Team(work, tasks, min(workers or cores(), max(len(tasks), 1)))
    tried = [1] * len(tasks)
    left = len(tasks)
    try:
        while left:
            place, what, result = team.came.get()
            if what == "raised":
                raise result
            if what == "died":
                _again(str(tasks[place]), tried[place], tries)
                tried[place] += 1
                team.todo.put(place)
                continue
            left -= 1
            yield place, result
    finally:
        team.end()


def _ray(work: Work, tasks: Sequence[Any], workers: Optional[int], tries: int) -> Iterator[Tuple[int, Any]]:
    try:
        ray: Any = importlib.import_module("ray")
        exceptions: Any = importlib.import_module("ray.exceptions")
    except ImportError as error:
        raise ImportError("the engine `ray` needs Ray: pip install 'foedera[ray]'") from error
    own = not ray.is_initialized()
    if own:
        address = os.environ.get("RAY_ADDRESS")
        local: Dict[str, Any] = {} if address else {"num_cpus": workers or cores(), "object_store_memory": _STORE_BYTES}
        ray.init(address=address, include_dashboard=None if address else False, log_to_driver=False, **local)
    lost = (exceptions.WorkerCrashedError, exceptions.NodeDiedError, exceptions.OutOfMemoryError, exceptions.ObjectLostError)
    # Dead workers are counted here, so that each is told.
    remote = ray.remote(num_cpus=1, max_retries=0)(work)
    at_once = workers or max(int(ray.cluster_resources().get("CPU", 1)), 1)
    waiting = list(reversed(range(len(tasks))))
    running: Dict[Any, int] = {}
    tried = [1] * len(tasks)
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                place = waiting.pop()
                running[remote.remote(tasks[place])] = place
            ready, _ = ray.wait(list(running), num_returns=1, timeout=0.2)
            for reference in ready:
                place = running.pop(reference)
                try:
                    result = ray.get(reference)
                except lost:
                    _again(str(tasks[place]), tried[place], tries)
                    tried[place] += 1
                    waiting.append(place)
                    continue
                except exceptions.RayTaskError as error:
                    raise error.cause from None
                yield place, result
    finally:
        for reference in running:
            ray.cancel(reference, force=True)
        if own:
            ray.shutdown()


def in_order(results: Iterator[Tuple[int, Any]], count: int, heard: Optional[Callable[[int], None]] = None) -> List[Any]:
    """All results in the order of their tasks; `heard` is told how many have come."""
    found: List[Any] = [None] * count
    for come, (place, result) in enumerate(results, 1):
        found[place] = result
        if heard:
            heard(come)
    return found
