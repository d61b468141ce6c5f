"""Runs: progress, interruption, several at once, pickles."""

import os
import pickle
import signal
import threading
import time

import pytest

import foedera as fd


def threads():
    """How many threads runs of ours have."""
    names = []
    for task in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{task}/comm") as file:
                names.append(file.read().strip())
        except FileNotFoundError:
            pass
    return names.count("foedera")


LONG = {
    "forecast": lambda: fd.forecast("csto-2022", futures=3_000_000),
    "explain": lambda: fd.explain("csto-2022", question="armenia-leaves", futures=1_000_000),
    "compare": lambda: fd.compare("csto-2022", futures=1_000_000),
    "credibility": lambda: fd.credibility("CSTO", draws=100_000),
    "summit": lambda: fd.summit("yerevan-2022", draws=1_000_000),
}


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are counted on Linux")
@pytest.mark.parametrize("name", LONG)
def test_an_interruption_ends_a_long_run_and_leaves_no_thread(name):
    sent = []

    def interrupt():
        time.sleep(0.7)
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    other = threading.Thread(target=interrupt)
    other.start()
    with pytest.raises(KeyboardInterrupt):
        LONG[name]()
    seconds = time.monotonic() - sent[0]
    other.join()
    # 0.2 s are promised of a machine that does nothing else; this one may be busy.
    assert seconds < 1.0, f"{seconds:.3f} s"
    until = time.monotonic() + 5
    while threads() and time.monotonic() < until:
        time.sleep(0.01)
    assert threads() == 0


def test_an_interrupted_file_is_as_it_was(tmp_path):
    page = tmp_path / "page.html"
    first = fd.forecast("csto-2022", futures=40, html=page)
    before = page.read_text(encoding="utf-8")
    assert before == first.html
    signal.setitimer(signal.ITIMER_REAL, 0.7)
    old = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            fd.forecast("csto-2022", futures=3_000_000, html=page)
    finally:
        signal.signal(signal.SIGALRM, old)
    assert page.read_text(encoding="utf-8") == before
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]


def test_progress_is_told_and_what_it_raises_stops_the_run():
    heard = []
    fd.forecast("csto-2022", futures=4000, progress=lambda *far: heard.append(far))
    counted = [far for far in heard if far[2] > 0]
    assert counted and all(done <= parts for _, done, parts in counted)
    assert [far[1] for far in counted] == sorted(far[1] for far in counted)

    def refuse(*_far):
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        fd.forecast("csto-2022", futures=1_000_000, progress=refuse)


def test_runs_of_several_threads_do_not_mix_and_leave_python_free():
    alone = {seed: fd.forecast("csto-2022", futures=400, seed=seed).json for seed in (1, 2, 3)}
    found, ticks, done = {}, [], threading.Event()

    def one(seed):
        found[seed] = fd.forecast("csto-2022", futures=400, seed=seed, threads=2).json

    def tick():
        while not done.is_set():
            ticks.append(1)
            time.sleep(0.001)

    workers = [threading.Thread(target=one, args=(seed,)) for seed in alone]
    beside = threading.Thread(target=tick)
    beside.start()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    done.set()
    beside.join()
    assert found == alone
    assert len(ticks) > 20


def test_answers_frames_and_problems_pickle():
    forecast = fd.forecast("csto-2022", futures=400)
    again = pickle.loads(pickle.dumps(forecast))
    assert again.json == forecast.json and again.frame == forecast.frame and again.html == forecast.html
    frame = pickle.loads(pickle.dumps(forecast.frame))
    assert frame == forecast.frame and frame.columns == forecast.frame.columns
    with pytest.raises(fd.Problem) as caught:
        fd.treaty("CTSO")
    problem = pickle.loads(pickle.dumps(caught.value))
    assert (problem.code, str(problem)) == (caught.value.code, str(caught.value))


def test_everything_shows_itself_in_a_notebook():
    forecast = fd.forecast("csto-2022", futures=400)
    shown = forecast._repr_html_()
    assert shown.startswith("<iframe srcdoc=") and "<script" not in shown
    assert forecast.frame._repr_html_().count("<tr>") == 11
    assert fd.effects("recip")._repr_html_().startswith("<pre>")
    name = next(iter(forecast.figures))
    assert forecast.figure(name)._repr_svg_().startswith("<svg")
    with pytest.raises(KeyError, match="its figures"):
        forecast.figure("no-such")


def test_a_question_is_answered_by_the_same_futures():
    forecast = fd.forecast("csto-2022", futures=2000, seed=5)
    question = forecast.question("armenia-leaves", at="2032-11-25")
    horizons = forecast.answer["members"]
    armenia = next(own for own in horizons if own["state"] == "ARM")["branches"][0]["horizons"][-1]
    assert question.date == armenia["date"]
    assert question.probability == pytest.approx(armenia["left"]["probability"], rel=1e-9)
    assert question.interval[0] < question.probability < question.interval[1]
    with pytest.raises(fd.Problem, match="did you mean"):
        forecast.question("armenia-leave")
    with pytest.raises(ValueError, match="`set`"):
        fd.forecast("csto-2022", futures=40, set="title=Another").question("armenia-leaves")
