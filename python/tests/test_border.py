"""Frames at the border: what goes in comes back, or is refused with its column and row."""

import csv
import datetime
import decimal
import io
import math
import warnings

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import foedera as fd
from foedera import _native

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text.strip()
)
KINDS = {
    "whole": (st.integers(-(2**63), 2**63 - 1), [pa.int64()]),
    "small": (st.integers(0, 200), [pa.uint8(), pa.int16(), pa.uint64(), pa.int64(), pa.float64()]),
    "number": (st.floats(allow_infinity=False), [pa.float64()]),
    "text": (TEXTS, [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]),
    "day": (st.dates(), [pa.date32(), pa.date64()]),
    "truth": (st.booleans(), [pa.bool_()]),
}


def cells(text):
    """The cells by column; a missing one is empty and stands in no quotes."""
    rows = list(csv.reader(io.StringIO(text)))
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}


def expected(value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, datetime.date) else value if isinstance(value, str) else value


def same(cell, value):
    wanted = expected(value)
    return float(cell) == wanted if isinstance(wanted, float) else cell == str(wanted)


@st.composite
def columns(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    values, types = KINDS[kind]
    own = draw(st.lists(st.one_of(st.none(), values), max_size=8))
    return own, draw(st.sampled_from(types))


@given(columns(), st.integers(1, 4))
def test_arrow_columns_go_in_as_they_are(column, chunk):
    values, kind = column
    parts = [pa.array(values[at : at + chunk], kind) for at in range(0, len(values), chunk)]
    table = pa.table({"key": pa.chunked_array([pa.array(range(len(p))) for p in parts], pa.int64()),
                      "x": pa.chunked_array(parts, kind)})
    found = cells(_native.csv(table, "x"))["x"]
    assert len(found) == len(values)
    for cell, value in zip(found, values):
        value = float(value) if kind == pa.float64() and value is not None else value
        assert same(cell, value), (cell, value)


@given(st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=8))
def test_lists_pandas_and_polars_give_the_same(values):
    if all(value is None for value in values):
        values = [*values, "a"]
    key = list(range(len(values)))
    lists = _native.csv({"key": key, "x": values}, "x")
    polars = _native.csv(pl.DataFrame({"key": key, "x": values}), "x")
    category = pl.DataFrame({"key": key, "x": values}).with_columns(pl.col("x").cast(pl.Categorical))
    pandas = pd.DataFrame({"key": key, "x": pd.array(values, dtype="string")})
    categories = pandas.assign(x=pandas["x"].astype("category"))
    assert lists == polars == _native.csv(category, "x") == _native.csv(pandas, "x") == _native.csv(categories, "x")


@given(st.lists(st.floats(allow_infinity=False), min_size=1, max_size=8))
def test_nan_and_null_are_both_missing(values):
    null = [None if math.isnan(value) else value for value in values]
    frame, nulls = pl.DataFrame({"x": values}), pl.DataFrame({"x": null}, schema={"x": pl.Float64})
    assert _native.csv(frame, "x") == _native.csv(nulls, "x") == _native.csv({"x": values}, "x")


REFUSED = {
    "time of the day": (pa.array([None, datetime.datetime(2020, 1, 1, 12)], pa.timestamp("us")), "row 1: a time of the day"),
    "time zone": (pa.array([datetime.datetime(2020, 1, 1)], pa.timestamp("us", "Asia/Tokyo")), "in the zone Asia/Tokyo"),
    "infinite": (pa.array([1.0, math.inf]), "row 1: inf is no number"),
    "list": (pa.array([[1], [2]]), "values of the type List"),
    "struct": (pa.array([{"a": 1}]), "values of the type Struct"),
    "binary": (pa.array([b"a"]), "values of the type Binary"),
    "duration": (pa.array([datetime.timedelta(1)]), "values of the type Duration"),
    "empty text": (pa.array(["a", ""]), "row 1: a text without letters"),
    "blanks": (pa.array(["a", "b "]), "row 1: \"b \" begins or ends with blanks"),
    "control": (pa.array(["a\x07b"]), "row 0: a text with the control character"),
    "far day": (pa.array([2**31 - 1], pa.int32()).cast(pa.date32()), "row 0: a day outside the years"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_go_in_is_refused_with_column_and_row(name):
    array, message = REFUSED[name]
    with pytest.raises(ValueError, match="`events`, column `x`") as caught:
        _native.csv(pa.table({"x": array}), "events")
    assert message in str(caught.value)


def test_the_row_that_is_refused_is_counted_over_all_chunks():
    chunks = pa.chunked_array([pa.array([1.0, 2.0]), pa.array([3.0, math.inf])])
    with pytest.raises(ValueError, match="row 3"):
        _native.csv(pa.table({"x": chunks}), "x")


def test_midnights_are_days_and_decimals_stay_exact():
    stamps = pa.array([datetime.datetime(1999, 12, 31), None], pa.timestamp("ns"))
    exact = pa.array([decimal.Decimal("0.10"), decimal.Decimal("-3.25")])
    found = cells(_native.csv(pa.table({"t": stamps, "d": exact}), "x"))
    assert found == {"t": ["1999-12-31", ""], "d": ["0.10", "-3.25"]}


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ({"x": [1, "a"]}, "column `x`, row 1: texts among numbers"),
        ({"x": [1, True]}, "row 1: truth values among numbers"),
        ({"x": [1], "y": [1, 2]}, "lists of one length"),
        ({"x": [object()]}, "a value of the type object"),
        ({"x": [datetime.datetime(2020, 1, 1)]}, "a time of the day"),
        ({"": [1]}, "it has no name"),
        ({}, "has no column"),
    ],
)
def test_lists_that_cannot_go_in_are_refused(lists, message):
    with pytest.raises(ValueError, match="`x`") as caught:
        _native.csv(lists, "x")
    assert message in str(caught.value)


def test_what_is_no_frame_is_refused():
    with pytest.raises(TypeError, match="int is no frame"):
        _native.csv(3, "x")
    with pytest.raises(ValueError, match="two columns `x`"):
        _native.csv(pa.table([pa.array([1]), pa.array([2])], names=["x", "x"]), "x")


def test_an_empty_frame_is_told_by_the_command():
    with pytest.raises(fd.Problem) as caught:
        fd.fit("choice(calls ~ inertia)", events={"time": [], "sender": [], "receiver": []}, actors={"label": ["a", "b"]})
    assert caught.value.message


def test_row_labels_of_pandas_are_no_column():
    frame = pd.DataFrame({"x": [1, 2, 3]})
    assert _native.csv(frame[frame["x"] > 1], "x") == '"x"\n2\n3\n'


def test_frames_go_out_to_every_reader_with_their_types():
    frame = fd.forecast("csto-2022", futures=40).frame
    arrow = frame.to_arrow()
    assert arrow.column_names == frame.columns == frame.to_polars().columns == list(frame.to_pandas().columns)
    assert arrow.to_pydict() == frame.to_dict() == frame.to_polars().to_dict(as_series=False)
    assert pa.schema(frame) == arrow.schema
    duckdb = pytest.importorskip("duckdb")
    assert duckdb.sql("select count(*) from frame").fetchall() == [(len(frame),)]


def test_truth_values_are_truth_values():
    rows = fd.fit("choice(calls ~ inertia)", events=EVENTS, actors=ACTORS).tidy()
    assert rows.types["fixed"] == "Boolean" and rows["fixed"] == [False]


EVENTS = {
    "time": ["2022-01-01", "2022-01-02", "2022-01-03", "2022-01-04", "2022-01-05", "2022-01-06"],
    "sender": ["ann", "bob", "ann", "cid", "ann", "bob"],
    "receiver": ["bob", "ann", "bob", "ann", "cid", "ann"],
}
ACTORS = {"label": ["ann", "bob", "cid"], "age": [30, 40, None], "area": ["NA", "EU", "NA"]}


def test_a_fit_is_the_same_of_files_and_of_any_frame(tmp_path):
    files = {}
    for name, table in (("events", EVENTS), ("actors", ACTORS)):
        files[name] = tmp_path / f"{name}.csv"
        files[name].write_text(_native.csv(table, name), encoding="utf-8")
    formula = "choice(calls ~ inertia + recip + same(actors$area))"
    of_files = fd.fit(formula, **files)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        days = pl.DataFrame(EVENTS).with_columns(pl.col("time").str.to_date())
        for events, actors in (
            (EVENTS, ACTORS),
            (days, pl.DataFrame(ACTORS)),
            (pa.table(EVENTS), pa.table(ACTORS)),
            (pd.DataFrame(EVENTS).assign(time=lambda own: pd.to_datetime(own["time"])), pd.DataFrame(ACTORS)),
        ):
            fit = fd.fit(formula, events=events, actors=actors)
            assert fit.tidy() == of_files.tidy()
            assert "NA" not in (fit.text.split("no value")[0] if "no value" in fit.text else "")


def test_a_column_is_written_as_in_python_or_as_in_r():
    both = [fd.fit(f"choice(calls ~ inertia + same(actors{mark}area))", events=EVENTS, actors=ACTORS) for mark in ".$"]
    assert both[0].tidy() == both[1].tidy()


def test_a_problem_in_a_frame_names_the_frame_and_the_row():
    broken = {**EVENTS, "receiver": ["bob", "ann", "bob", "nobody", "cid", "ann"]}
    with pytest.raises(fd.Problem) as caught:
        fd.fit("choice(calls ~ inertia)", events=broken, actors=ACTORS)
    assert caught.value.place == "events, row 3" and "nobody" in caught.value.message
    assert "/tmp" not in str(caught.value)


def test_a_model_file_of_frames_is_refused_and_a_replication_keeps_them(tmp_path):
    with pytest.raises(ValueError, match="replication"):
        fd.fit("choice(calls ~ inertia)", events=EVENTS, actors=ACTORS, output=tmp_path / "m.toml")
    fd.fit("choice(calls ~ inertia)", events=EVENTS, actors=ACTORS, replication=tmp_path / "again")
    assert any(file.name.endswith("events.csv") for file in (tmp_path / "again").rglob("*"))


def test_scores_take_frames():
    forecasts = pl.DataFrame({"question": ["a", "b", "c"], "probability": [0.9, 0.2, 0.4]})
    outcomes = pd.DataFrame({"question": ["a", "b", "c"], "outcome": ["yes", "no", "no"]})
    answer = fd.score(forecasts, outcomes)
    assert len(answer.frame) >= 1 and "Brier" in answer.text


def test_named_networks_are_a_mapping():
    friends = {"time": [None, None], "sender": ["ann", "bob"], "receiver": ["bob", "cid"], "replace": [1, 1]}
    fit = fd.fit("choice(calls ~ inertia + tie(friends))", events=EVENTS, actors=ACTORS, network={"friends": friends})
    assert len(fit.tidy()) == 2


