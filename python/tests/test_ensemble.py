"""Ensembles: the same answer for any number of shards, either engine, and workers that die."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import foedera as fd
import killing
from foedera import ensemble
from foedera._engines import WorkerDied, WorkerLost, run
from foedera.ensemble import backtest_on, forecast_on, sweep

FUTURES = 1_700
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def whole():
    return fd.forecast("csto-2022", futures=FUTURES, seed=5)


@pytest.fixture(scope="module")
def cluster():
    ray = pytest.importorskip("ray", reason="skipped: Ray is not installed (pip install 'foedera[ray]')")
    os.environ[killing.FLAG] = os.devnull
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=80 * 1024 * 1024)
    yield ray
    ray.shutdown()


def same(found, whole):
    assert found._answers[0][2] == whole._answers[0][2], "the same JSON to the byte"
    assert found.text == whole.text
    assert found.html == whole.html
    assert isinstance(found, fd.Forecast)


@pytest.mark.parametrize("shards", [1, 2, 7])
def test_any_number_of_shards_gives_the_answer_of_one_run(whole, shards):
    same(forecast_on("local", "csto-2022", futures=FUTURES, seed=5, shards=shards, workers=2), whole)


def test_a_merged_forecast_can_be_asked_and_says_how_far_it_is(whole):
    heard = []
    found = forecast_on("local", "csto-2022", futures=FUTURES, seed=5, shards=3, workers=2, progress=lambda *told: heard.append(told))
    assert [told[1:] for told in heard] == [(1, 3), (2, 3), (3, 3)]
    assert found.question("any-leaves").probability == whole.question("any-leaves").probability
    assert "forecast(" in repr(found) and found.provenance["futures"] == FUTURES


def test_a_treaty_of_a_day_and_settings_go_through():
    named = {"at": "2005-01-01", "futures": 600, "set": "threshold=2"}
    same(forecast_on("local", "ANZUS", shards=2, workers=1, **named), fd.forecast("ANZUS", **named))


def test_a_worker_killed_in_the_middle_loses_nothing(whole, monkeypatch, tmp_path):
    flag = tmp_path / "died"
    monkeypatch.setenv(killing.FLAG, str(flag))
    monkeypatch.setattr(ensemble, "perform", killing.perform)
    with pytest.warns(WorkerLost, match=r"part 2/3: its worker died; it is done again \(try 2 of 3\)"):
        found = forecast_on("local", "csto-2022", futures=FUTURES, seed=5, shards=3, workers=2)
    assert flag.exists(), "it has died"
    same(found, whole)


@pytest.mark.filterwarnings("ignore::foedera._engines.WorkerLost")
def test_a_shard_that_always_dies_is_given_up():
    with pytest.raises(WorkerDied, match="its worker died 2 times"):
        list(run("local", killing.always_die, ["a task"], 1, 2))


def test_what_is_wrong_with_a_shard_is_told_once_and_not_tried_again():
    with pytest.raises(fd.Problem) as told:
        forecast_on("local", "csto-2022", futures=FUTURES, set="threshold=900", shards=2, workers=2)
    assert told.value.remedy
    with pytest.raises(ValueError, match="there is no engine `slurm`"):
        forecast_on("slurm", "csto-2022")
    for wrong in ({"shards": 0}, {"workers": 0}, {"tries": 0}):
        with pytest.raises(ValueError):
            forecast_on("local", "csto-2022", futures=40, **wrong)
    with pytest.raises(TypeError, match="part"):
        forecast_on("local", "csto-2022", part="1/2")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc")
def test_ctrl_c_ends_the_workers():
    script = "from foedera.ensemble import forecast_on\nforecast_on('local', 'csto-2022', futures=4_000_000, shards=4, workers=2)\n"
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )

    def workers():
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == child.pid and fields[0] != "Z":
                found.append(int(stat.parent.name))
        return found

    until = time.monotonic() + 120
    while len(started := workers()) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode != 0 and b"KeyboardInterrupt" in errors
    assert len(started) == 2
    alive = [pid for pid in started if Path(f"/proc/{pid}").exists() and b"_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert not alive


def test_a_sweep_is_the_forecasts_of_its_settings():
    found = sweep("csto-2022", {"threshold": [3, 5], "assumption.freeze_rate.range": [(0.01, 0.02)]}, futures=80, workers=2)
    assert found.settings == [{"threshold": own, "assumption.freeze_rate.range": (0.01, 0.02)} for own in (3, 5)]
    for setting, forecast in found:
        alone = fd.forecast("csto-2022", futures=80, set=[f"threshold={setting['threshold']}", "assumption.freeze_rate.range=0.01..0.02"])
        assert forecast.answer == alone.answer
    table = found.table("members.branches.horizons")
    assert len(table["threshold"]) == 2 * len(found[0][1].table("members.branches.horizons"))
    for wrong in ({}, {"threshold": []}, {"threshold": "3"}):
        with pytest.raises(ValueError):
            sweep("csto-2022", wrong)


def test_a_backtest_in_shards_of_its_origins_is_that_of_one_run(tmp_path):
    named = {"history": str(EXAMPLES / "alliances.jsonl"), "from_": 1985, "to": 1989, "horizon": "1y"}
    found = backtest_on("local", "ends", shards=3, workers=2, resume=tmp_path / "kept", **named)
    assert found.answer == fd.backtest("ends", **named).answer
    assert any((tmp_path / "kept").iterdir())


def test_ray_gives_the_same_bytes(whole, cluster):
    same(forecast_on("ray", "csto-2022", futures=FUTURES, seed=5, shards=3, workers=2), whole)


def test_a_worker_of_ray_killed_in_the_middle_loses_nothing(whole, cluster, monkeypatch, tmp_path):
    flag = tmp_path / "died"
    monkeypatch.setattr(ensemble, "perform", _with_flag(flag))
    with pytest.warns(WorkerLost, match="part 2/3"):
        found = forecast_on("ray", "csto-2022", futures=FUTURES, seed=5, shards=3, workers=2)
    assert flag.exists(), "it has died"
    same(found, whole)


def _with_flag(flag):
    folder = str(Path(__file__).parent)

    def perform(task):
        # A worker of Ray knows the package, not the folder of the tests.
        if folder not in sys.path:
            sys.path.insert(0, folder)
        import killing as own

        os.environ[own.FLAG] = str(flag)
        return own.perform(task)

    return perform
