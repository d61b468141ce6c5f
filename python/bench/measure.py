"""What docs/python.md and docs/ensembles.md say was measured, made again: seconds and memory of this machine.

    python python/bench/measure.py panel WORLD      a panel of 1,988,010 rows, to pandas and to polars (beside crates/foedera-panel/examples/panel_polars.py)
    python python/bench/measure.py fit [EVENTS]     a fit from frames beside the same on the command line
    python python/bench/measure.py shards [FUTURES] futures a second by shards and workers
"""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta

FORMULA = "choice(calls ~ inertia + recip + trans + indeg + alter(actors$age))"
PANEL = "defense,offense,neutrality,nonaggression,consultation,alliance,cinc,contiguity,mid_onset,rivalry_tss"


def spent(who=resource.RUSAGE_SELF):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime, time.time()


def since(start, who=resource.RUSAGE_SELF):
    cpu, wall = spent(who)
    return f"{cpu - start[0]:.2f} CPU s, {wall - start[1]:.2f} s"


def panel(world):
    """Each in a process of its own, so that its peak of memory is its own."""
    for kind in ("pandas", "polars"):
        subprocess.run([sys.executable, __file__, "one-panel", world, kind], check=True)


def one_panel(world, kind):
    import foedera as fd

    start = spent()
    made = fd.panel("directed-dyad-year", world=world, from_=1816, to=2018, with_=PANEL.split(","))
    made_in, start = since(start), spent()
    frame = made.to_pandas() if kind == "pandas" else made.to_polars()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{kind}: {frame.shape[0]} rows, {frame.shape[1]} columns: made in {made_in}; handed over in {since(start)}; peak {peak} MB")


def drawn(count, folder):
    """Events that follow each other, and actors, as files."""
    random.seed(7)
    names = [f"a{place}" for place in range(150)]
    last, events = [], []
    for place in range(count):
        if last and random.random() < 0.5:
            sender, receiver = random.choice(last[-200:])
            if random.random() < 0.5:
                sender, receiver = receiver, sender
        else:
            sender, receiver = random.sample(names, 2)
        last.append((sender, receiver))
        events.append((date(2000, 1, 1) + timedelta(days=place * 7000 // count), sender, receiver))
    files = {"events": [("time", "sender", "receiver"), *events], "actors": [("label", "age"), *((name, random.randint(18, 80)) for name in names)]}
    for name, rows in files.items():
        with open(os.path.join(folder, f"{name}.csv"), "w", newline="") as file:
            csv.writer(file).writerows(rows)
    return [os.path.join(folder, f"{name}.csv") for name in files]


def fit(count):
    import foedera as fd
    import pandas

    with tempfile.TemporaryDirectory() as folder:
        events, actors = drawn(count, folder)
        frames = {"events": pandas.read_csv(events), "actors": pandas.read_csv(actors)}
        ways = {
            "command line": (resource.RUSAGE_CHILDREN, lambda: subprocess.run(
                ["foedera", "fit", "--events", events, "--actors", actors, "--formula", FORMULA, "--threads", "1", "--format", "json"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)),
            "from Python": (resource.RUSAGE_SELF, lambda: fd.fit(FORMULA, threads=1, **frames)),
        }
        times = {name: [] for name in ways}
        for _ in range(9):
            for name, (who, run) in ways.items():
                start = spent(who)
                run()
                times[name].append(spent(who)[0] - start[0])
        for name, own in times.items():
            print(f"{name}: {count} events, median of 9: {sorted(own)[4]:.3f} CPU s")


def shards(futures):
    from foedera.ensemble import forecast_on

    for count in (1, 2, 4, 8):
        for workers in (1, 2):
            start = spent(resource.RUSAGE_CHILDREN)
            forecast_on("local", "csto-2022", futures=futures, shards=count, workers=workers)
            taken = since(start, resource.RUSAGE_CHILDREN)
            print(f"{count} shards, {workers} workers: {taken}; {futures / (time.time() - start[1]):.0f} futures a second", flush=True)


def main(words):
    if words[:1] == ["panel"] and len(words) == 2:
        panel(words[1])
    elif words[:1] == ["one-panel"] and len(words) == 3:
        one_panel(*words[1:])
    elif words[:1] == ["fit"] and len(words) <= 2:
        fit(int((words + ["60000"])[1]))
    elif words[:1] == ["shards"] and len(words) <= 2:
        shards(int((words + ["131072"])[1]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
