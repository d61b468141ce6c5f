"""Figures: what is drawn is what the answer says."""

import re
from pathlib import Path

import pytest

import foedera as fd

matplotlib = pytest.importorskip("matplotlib", reason="skipped: matplotlib is not installed (pip install 'foedera[figures]')")
matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402

from foedera import figures  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def forecast():
    return fd.forecast("csto-2022", futures=400, seed=1)


@pytest.fixture(scope="module")
def fit():
    return fd.fit("choice(calls ~ inertia + recip)", events=str(EXAMPLES / "calls.csv"), actors=str(EXAMPLES / "actors.csv"))


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def lines(axes, color, kind="-"):
    return [line for line in axes.lines if line.get_color() == color and line.get_linestyle() == kind]


def test_the_colours_are_those_of_the_report():
    palette = (ROOT / "crates/foedera-report/src/page/palette.css").read_text()
    light = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", palette.split("@media")[0]))
    assert figures.PALETTE == tuple(light[f"branch{place}"] for place in range(6))
    assert (figures.BASE, figures.INK, figures.GRID) == (light["base"], light["ink"], light["grid"])


def test_coefficients_are_drawn_with_their_intervals(fit):
    axes = fit.plot()
    effects = fit.answer["effects"]
    assert [text.get_text() for text in axes.get_yticklabels()] == [own["effect"] for own in effects]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == [own["estimate"] for own in effects]
    for line, own in zip(lines(axes, figures.PALETTE[0]), effects):
        low, high = line.get_xdata()
        assert abs((high - low) / 2 - 1.959964 * own["standard_error"]) < 1e-5
    assert "recip" in figures.alternative(axes)
    wider = figures.coefficients(fit, level=0.99)
    assert lines(wider, figures.PALETTE[0])[0].get_xdata()[1] > lines(axes, figures.PALETTE[0])[0].get_xdata()[1]
    with pytest.raises(ValueError):
        figures.coefficients(fit, level=1.5)


def test_a_fixed_effect_has_no_interval_and_a_separated_one_is_told():
    told = {"effect": "a", "estimate": 1.0, "standard_error": 0.5, "fixed": False, "separated": False}
    effects = [told, {**told, "effect": "b", "fixed": True, "standard_error": None}, {**told, "effect": "c", "separated": True}]
    axes = figures.coefficients({"schema": "foedera/fit/1", "answer": {"effects": effects}})
    assert len(lines(axes, figures.PALETTE[0])) == 1
    assert "Not drawn, since not finite: c" in figures.alternative(axes) and "b 1 (fixed)" in figures.alternative(axes)


def test_reliability_draws_each_group_in_its_band():
    backtest = fd.backtest("ends", history=str(EXAMPLES / "alliances.jsonl"), from_=1985, to=1989, horizon=["1y", "5y"])
    axes = backtest.plot("reliability", horizon=5)
    groups = backtest.answer["horizons"][1]["reliability"]
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert list(dots.get_xdata()) == [group["forecast"] for group in groups]
    assert list(dots.get_ydata()) == [group["happened"] for group in groups]
    bands = [tuple(line.get_ydata()) for line in axes.lines if line.get_linewidth() == 4]
    assert bands == [(group["band_low"], group["band_high"]) for group in groups]
    assert "within 5 years" in axes.get_title()
    with pytest.raises(ValueError, match="no horizon `7`"):
        figures.reliability(backtest, horizon=7)


def test_incidence_has_a_line_a_band_and_base_rates(forecast):
    axes = figures.incidence(forecast, "Armenia")
    own = next(member for member in forecast.answer["members"] if member["state"] == "ARM")
    drawn = {line.get_label(): line for line in axes.lines}
    for card, branch in zip(forecast.answer["branches"], own["branches"]):
        assert list(drawn[card["name"]].get_ydata()) == [point["left"] for point in branch["incidence"]]
    assert len({line.get_color() for line in drawn.values()}) >= 4 and len(axes.collections) == 3
    last = own["branches"][0]["horizons"][-1]["left"]["interval"]
    band = axes.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(last["high"])
    rings = next(line for label, line in drawn.items() if label.startswith("base rate"))
    assert list(rings.get_ydata()) == [own["probability"] for own in forecast.answer["reference_classes"][0]["one_member"]]
    one = figures.incidence(forecast, "ARM", what="frozen", branches=["russia-fails"])
    assert len(one.collections) == 1 and "frozen" in one.get_title() and "base rate" not in figures.alternative(one)
    for wrong in ({"member": "FRA"}, {"member": "ARM", "what": "sleeps"}, {"member": "ARM", "branches": ["peace"]}):
        with pytest.raises(ValueError):
            figures.incidence(forecast, **wrong)


def test_the_fan_has_the_quantiles_of_the_branch(forecast):
    axes = forecast.plot("fan", branch="russia-fails")
    points = forecast.answer["member_count"][2]
    mean = next(line for line in axes.lines if line.get_label() == "mean")
    assert list(mean.get_ydata()) == [point["mean"] for point in points]
    assert [band.get_label() for band in axes.collections] == ["90 % of futures", "50 % of futures"]
    lowest = axes.collections[0].get_paths()[0].vertices[:, 1].min()
    assert lowest == min(point["quantiles"]["p05"] for point in points)
    assert "Russia fails" in axes.get_title()


def test_who_comes_ranks_allies_above_base_rates():
    aid = fd.aid("ARM", treaty="CSTO", trigger="attack", by="AZE", at="2022-09-13", draws=40)
    axes = aid.plot(most=3)
    chance = {ally["name"]: ally["troops"]["probability"] for ally in aid.answer["allies"]}
    ranked = sorted(chance.values(), reverse=True)
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o" and line.get_color() == figures.PALETTE[0]]
    assert dots == ranked[:3]
    rates = [rate["share"]["probability"] for rate in aid.answer["base_rates"] if "answers of" in rate["name"]]
    assert rates and [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"] == rates
    assert f"{len(chance) - 3} less likely allies are not drawn" in figures.alternative(axes)


def test_words_go_into_the_file_and_own_axes_are_taken(forecast, tmp_path):
    figure, own = pyplot.subplots()
    assert figures.fan(forecast, axes=own) is own
    figures.save(own, tmp_path / "fan.svg")
    assert figures.alternative(own)[:40] in (tmp_path / "fan.svg").read_text().replace("\n", " ")
    figures.save(own, tmp_path / "fan.png")
    assert b"Members that take part" in (tmp_path / "fan.png").read_bytes()
    with pytest.raises(ValueError, match="not drawn by foedera"):
        figures.alternative(pyplot.subplots()[1])


def test_a_figure_of_another_answer_is_refused(forecast, fit):
    with pytest.raises(ValueError, match="of an answer of `fit`"):
        figures.coefficients(forecast)
    with pytest.raises(ValueError, match="no plot `fan` of `fit`"):
        fit.plot("fan")
    with pytest.raises(ValueError, match="no plot of `power`"):
        fd.power("NATO", at="2020-01-01").plot()


def test_the_svgs_of_the_report_are_there_as_they_are(forecast):
    name = next(iter(forecast.figures))
    svg = forecast.figure(name)
    words = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
    assert svg.startswith("<svg") and f'aria-labelledby="fig-{name}-title' in svg
    assert words and all(own in forecast.html for own in words)
