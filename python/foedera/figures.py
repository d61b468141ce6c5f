"""Figures of answers with matplotlib (`pip install 'foedera[figures]'`), in the colours of the report, which people with any colour
vision tell apart; branches differ by line and marker, too.

Each function takes an answer and gives the Axes that it drew on; `axes` takes those of the caller. What a figure shows stands in words in
`alternative(axes)`, and `save(axes, path)` puts it into the file. The SVGs of the report itself are `answer.figure(name)`.
"""

from __future__ import annotations

import datetime
import importlib
import os
import textwrap
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

#: The colours of the report's branches, in their order, and of base rates, text and grid (page/palette.css of foedera-report).
PALETTE = ("#006bab", "#ad4b00", "#007a5a", "#a8487f", "#7f6400", "#2f2f2f")
BASE = "#626b75"
INK = "#1b1f24"
GRID = "#e6e9ed"
_LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
_MARKERS = ("o", "s", "^", "D", "v", "P")
#: What a member may come to, with the name of its line.
_STATES = {"left": "has left", "frozen": "frozen", "treaty_over": "treaty over"}


def _axes(axes: Any, size: Tuple[float, float]) -> Any:
    if axes is None:
        try:
            pyplot: Any = importlib.import_module("matplotlib.pyplot")
        except ImportError as error:
            raise ImportError("figures need matplotlib: pip install 'foedera[figures]'") from error
        _, axes = pyplot.subplots(figsize=size, layout="constrained")
    axes.set_axisbelow(True)
    axes.grid(True, color=GRID, linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _told(axes: Any, text: str) -> Any:
    axes._foedera_alternative = text
    return axes


def alternative(axes: Any) -> str:
    """What a figure of this module shows, in words: for a screen reader, a caption, an `alt` attribute."""
    try:
        return str(axes._foedera_alternative)
    except AttributeError:
        raise ValueError("these axes were not drawn by foedera.figures") from None


def save(axes: Any, path: Union[str, "os.PathLike[str]"], **options: Any) -> None:
    """Write the figure, with its words inside where the format has room for them (SVG, PNG, PDF)."""
    ending = os.path.splitext(os.fspath(path))[1].lower()
    key = {".svg": "Description", ".png": "Description", ".pdf": "Subject"}.get(ending)
    metadata = {} if key is None else {key: alternative(axes), "Title": axes.get_title()}
    axes.get_figure().savefig(path, metadata=metadata or None, **options)


def _content(answer: Any, command: str) -> Dict[str, Any]:
    """The content of an answer of this command."""
    whole = answer if isinstance(answer, Mapping) else answer.json
    own = str(whole.get("schema", "")).split("/")
    if len(own) != 3 or own[1] != command:
        raise ValueError(f"this figure is of an answer of `{command}`, not of `{'/'.join(own) or type(answer).__name__}`")
    return dict(whole["answer"])


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _one(names: Sequence[str], ids: Sequence[str], asked: Optional[str], what: str) -> int:
    """The place of what is asked for by id or name; the first unless asked."""
    if asked is None:
        return 0
    for place, (own, name) in enumerate(zip(ids, names)):
        if asked in (own, name):
            return place
    raise ValueError(f"there is no {what} `{asked}`; there are {', '.join(ids)}")


def coefficients(fit: Any, *, level: float = 0.95, axes: Any = None) -> Any:
    """Coefficients of a fit with their intervals (estimate ± z times standard error), the first effect on top.

    An effect that is fixed has no interval; one that is separated (its estimate is not finite) is not drawn and told in the words.
    """
    from statistics import NormalDist

    if not 0 < level < 1:
        raise ValueError(f"`level` is {level}; it lies between 0 and 1")
    effects = _content(fit, "fit").get("effects")
    if not effects:
        raise ValueError("this fit has no list of effects")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    drawn = [own for own in effects if not own.get("separated") and own.get("estimate") is not None]
    axes = _axes(axes, (6.4, 0.9 + 0.42 * max(len(drawn), 1)))
    places = list(range(len(drawn), 0, -1))
    axes.axvline(0, color=BASE, linewidth=1)
    words = []
    for place, own in zip(places, drawn):
        error = own.get("standard_error")
        ends = None if error is None or own.get("fixed") else (own["estimate"] - z * error, own["estimate"] + z * error)
        if ends is not None:
            axes.plot(ends, [place, place], color=PALETTE[0], linewidth=2, solid_capstyle="butt")
        axes.plot([own["estimate"]], [place], marker="o", color=PALETTE[0], linestyle="none", fillstyle="full" if ends else "none")
        words.append(f"{own['effect']} {own['estimate']:.3g}" + (f" ({ends[0]:.3g} to {ends[1]:.3g})" if ends else " (fixed)"))
    axes.set_yticks(places, [own["effect"] for own in drawn])
    axes.set_ylim(0.4, len(drawn) + 0.6)
    axes.grid(False, axis="y")
    axes.set_xlabel(f"coefficient, with its {100 * level:g} % interval")
    axes.set_title("Coefficients")
    left = [own["effect"] for own in effects if own not in drawn]
    more = f" Not drawn, since not finite: {', '.join(left)}." if left else ""
    return _told(axes, f"Coefficients with {100 * level:g} % intervals: {'; '.join(words)}.{more}")


def reliability(backtest: Any, *, horizon: Optional[int] = None, axes: Any = None) -> Any:
    """Reliability of the first forecaster of a backtest: what happened in groups of cases beside what was forecast.

    The grey bars are the bands in which a reliable forecaster's points lie (90 %, the counts being what they are). `horizon` in years; the
    first unless given.
    """
    content = _content(backtest, "backtest")
    years = [own["horizon_years"] for own in content["horizons"]]
    own = content["horizons"][_one([str(year) for year in years], [str(year) for year in years], None if horizon is None else str(horizon), "horizon")]
    groups = own["reliability"]
    axes = _axes(axes, (5.2, 5.0))
    forecast = [group["forecast"] for group in groups]
    for place, group in enumerate(groups):
        label = "band of a reliable forecaster" if place == 0 else None
        band = [group["band_low"], group["band_high"]]
        axes.plot([group["forecast"]] * 2, band, color=BASE, alpha=0.45, linewidth=4, solid_capstyle="butt", label=label)
    top = max([*(group["happened"] for group in groups), *(group["band_high"] for group in groups)], default=1.0) * 1.05
    right = max(forecast, default=1.0) * 1.1
    axes.plot([0, max(top, right)], [0, max(top, right)], color=BASE, linewidth=1, linestyle="--", label="forecast = happened")
    axes.plot(forecast, [group["happened"] for group in groups], color=PALETTE[0], marker="o", linestyle="none", label="cases, by tenths")
    axes.set(xlim=(0, right), ylim=(-0.02 * top, top), xlabel="forecast", ylabel="happened")
    axes.set_title(f"Reliability: {content['process']}, within {own['horizon_years']} year{'s' if own['horizon_years'] > 1 else ''}")
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=1)
    outside = [group for group in groups if not group["band_low"] <= group["happened"] <= group["band_high"]]
    pairs = "; ".join(f"{_percent(group['forecast'])} forecast, {_percent(group['happened'])} happened (n {group['n']})" for group in groups)
    return _told(axes, f"Reliability in {len(groups)} groups, {len(outside)} outside their band: {pairs}.")


def incidence(forecast: Any, member: str, *, what: str = "left", branches: Optional[Sequence[str]] = None, axes: Any = None) -> Any:
    """Cumulative incidence of a member's exit (or of `what`: left, frozen, treaty_over) over time, one line a branch.

    The bands are the 90 % intervals over parameters and assumptions, known at the horizons and joined by straight lines. Base rates are drawn
    as rings at the horizons, for exits.
    """
    if what not in _STATES:
        raise ValueError(f"`what` is `{what}`; take one of {', '.join(_STATES)}")
    content = _content(forecast, "forecast")
    members, cards = content["members"], content["branches"]
    own = members[_one([card["name"] for card in members], [card["state"] for card in members], member, "member at risk")]
    ids, names = [card["id"] for card in cards], [card["name"] for card in cards]
    chosen = range(len(cards)) if branches is None else [_one(names, ids, branch, "branch") for branch in branches]
    axes = _axes(axes, (7.2, 4.2))
    start = _day(content["scenario"]["date"])
    words = []
    for place in chosen:
        of = own["branches"][place]
        points = [(_day(point["date"]), point[what]) for point in of["incidence"]]
        color, line = PALETTE[place % len(PALETTE)], _LINES[place % len(_LINES)]
        axes.plot([day for day, _ in points], [value for _, value in points], color=color, linestyle=line, label=cards[place]["name"])
        at = of["horizons"]
        days = [start, *(_day(point["date"]) for point in at)]
        low = [points[0][1], *(point[what]["interval"]["low"] for point in at)]
        high = [points[0][1], *(point[what]["interval"]["high"] for point in at)]
        axes.fill_between(days, low, high, color=color, alpha=0.12, linewidth=0)
        for edge in (low, high):
            axes.plot(days, edge, color=color, linestyle=line, linewidth=0.6)
        last = at[-1][what]
        ends = f"{_percent(last['interval']['low'])} to {_percent(last['interval']['high'])}"
        words.append(f"{cards[place]['name']} {_percent(last['probability'])} ({ends})")
    if what == "left" and content["reference_classes"]:
        rates = content["reference_classes"][0]
        days = [_day(point["date"]) for point in own["branches"][0]["horizons"]]
        values = [estimate["probability"] for estimate in rates["one_member"]]
        axes.plot(days, values, color=BASE, marker="o", fillstyle="none", linestyle="none", label=f"base rate: {rates['name']}")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("probability")
    axes.set_title(f"{own['name']}: {_STATES[what]}")
    axes.legend(frameon=False, loc="upper left")
    end = own["branches"][0]["horizons"][-1]["date"]
    return _told(axes, f"Probability that {own['name']} {_STATES[what]} by {end}, with 90 % intervals: {'; '.join(words)}.")


def fan(forecast: Any, *, branch: Optional[str] = None, axes: Any = None) -> Any:
    """How many members take part over time in a branch (the first unless named): mean, and the bands of 50 and 90 % of futures.

    Bands are counts read once a year; each holds to the next.
    """
    content = _content(forecast, "forecast")
    cards = content["branches"]
    place = _one([card["name"] for card in cards], [card["id"] for card in cards], branch, "branch")
    points = content["member_count"][place]
    axes = _axes(axes, (7.2, 4.2))
    days = [_day(point["date"]) for point in points]
    color = PALETTE[place % len(PALETTE)]
    for low, high, alpha, share in (("p05", "p95", 0.16, 90), ("p25", "p75", 0.3, 50)):
        ends = [[point["quantiles"][end] for point in points] for end in (low, high)]
        axes.fill_between(days, *ends, color=color, alpha=alpha, linewidth=0, step="post", label=f"{share} % of futures")
    axes.plot(days, [point["mean"] for point in points], color=color, marker=_MARKERS[place % len(_MARKERS)], markersize=4, label="mean")
    axes.set_ylim(0, 1.04 * max(max(point["mean"], *point["quantiles"].values()) for point in points))
    axes.set_ylabel("members that take part")
    axes.set_title(f"{content['scenario']['treaty_name']}: {cards[place]['name']}")
    axes.legend(frameon=False, loc="lower left")
    first, last = points[0], points[-1]
    most = f"{last['quantiles']['p05']:g} to {last['quantiles']['p95']:g}"
    start = f"{first['mean']:g} on {first['date']}"
    end = f"{last['mean']:.2f} on average on {last['date']} (90 % of futures: {most})"
    return _told(axes, f"Members that take part, {cards[place]['name']}: {start}, {end}.")


def who_comes(aid: Any, *, most: int = 20, axes: Any = None) -> Any:
    """Who comes with troops if a member calls: a dot an ally with its 90 % interval, the likeliest on top, and base rates below.

    Of more than `most` allies those likeliest to come are drawn; the words say how many are not. Where the call was made, a ring marks who
    sent troops.
    """
    content = _content(aid, "aid")
    allies = sorted(content["allies"], key=lambda ally: -ally["troops"]["probability"])
    drawn, rates = allies[:most], [rate for rate in content["base_rates"] if "answers of" in rate["name"]]
    rows: List[Tuple[str, Mapping[str, Any], bool, bool]] = [(ally["name"], ally["troops"], False, ally["happened"] == "troops") for ally in drawn]
    rows += [(f"{rate['name']} ({rate['happened']} of {rate['n']})", rate["share"], True, False) for rate in rates]
    labels = [textwrap.fill(row[0], 36) for row in rows]
    # A label of several lines takes more room; places count from below.
    room = [max(1.0, 0.75 * (1 + label.count("\n"))) for label in labels]
    places = [sum(room[place:]) - room[place] / 2 for place in range(len(rows))]
    axes = _axes(axes, (7.6, 1.0 + 0.28 * max(sum(room), 1)))
    for place, (_, estimate, base, came) in zip(places, rows):
        color = BASE if base else PALETTE[0]
        axes.plot([estimate["interval"]["low"], estimate["interval"]["high"]], [place, place], color=color, linewidth=2, solid_capstyle="butt", alpha=0.7)
        axes.plot([estimate["probability"]], [place], marker="D" if base else "o", color=color, linestyle="none")
        if came:
            axes.plot([estimate["probability"]], [place], marker="o", markersize=11, fillstyle="none", color=INK, linestyle="none")
    if rates and drawn:
        axes.axhline(sum(room[len(drawn) :]), color=BASE, linewidth=0.8, linestyle=":")
    axes.set_yticks(places, labels, linespacing=0.95)
    axes.set(xlim=(0, 1), ylim=(-0.2, sum(room) + 0.2), xlabel="probability of troops, with its 90 % interval")
    axes.grid(False, axis="y")
    need = ", ".join(content["in_need"])
    axes.set_title(f"If {need} calls under {content['treaty']} on {content['date']}")
    told = "; ".join(f"{name} {_percent(estimate['probability'])}" for name, estimate, _, _ in rows)
    left = f" {len(allies) - len(drawn)} less likely allies are not drawn." if len(allies) > len(drawn) else ""
    return _told(axes, f"Probability that each ally sends troops, then base rates: {told}.{left}")


_OF_COMMANDS: Dict[str, Dict[str, Callable[..., Any]]] = {
    "fit": {"coefficients": coefficients},
    "backtest": {"reliability": reliability},
    "aid": {"who_comes": who_comes},
    "forecast": {"fan": fan, "incidence": incidence},
}


def plot(answer: Any, kind: Optional[str] = None, **options: Any) -> Any:
    """The figure of an answer; `kind` names another than the first."""
    command = str(answer.json.get("schema", "")).split("/")[1]
    known = _OF_COMMANDS.get(command, {})
    if not known:
        raise ValueError(f"there is no plot of `{command}`; `answer.figures` lists the figures of its page")
    name = kind or next(iter(known))
    if name not in known:
        raise ValueError(f"there is no plot `{name}` of `{command}`; take one of {', '.join(known)}")
    return known[name](answer, **options)
