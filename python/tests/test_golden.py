"""Fits of frames beside results of goldfish, as the tests in Rust have them from files."""

import json
import os
import pathlib

import pandas as pd
import polars as pl
import pytest

import foedera as fd

CASES = {
    "v01-se-choice-basic": "choice(calls ~ inertia + recip + trans)",
    "v02-se-choice-friend": "choice(calls ~ tie(friends))",
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kind", ["pandas", "polars", "lists"])
def test_golden_estimates_of_frames_are_those_of_goldfish(name, kind):
    root = os.environ.get("FOEDERA_GOLDEN")
    if root is None:
        pytest.skip("FOEDERA_GOLDEN is not set")
    folder = pathlib.Path(root) / "process" / name
    golden = json.loads((folder / "case.json").read_text(encoding="utf-8"))["result"]["exact_mle"]
    turn = {"pandas": lambda own: own, "polars": pl.from_pandas, "lists": lambda own: own.to_dict("list")}[kind]

    def read(file, columns):
        return turn(pd.read_csv(folder / file, skipinitialspace=True)[columns])

    friends = {}
    if "friends" in CASES[name]:
        changes = ["time", "sender", "receiver", "replace"]
        friends = {"network": {"friends": read("events_friendshipNetwork.csv", changes)}}
    fit = fd.fit(
        CASES[name],
        events=read("dependent.csv", ["time", "sender", "receiver"]),
        actors=read("nodes.csv", ["label", "floor", "gradeType"]),
        **friends,
    )
    rows = fit.tidy()
    assert rows["estimate"] == pytest.approx(golden["parameters"], abs=1e-6)
    assert rows["standard_error"] == pytest.approx(golden["standard_errors"], abs=1e-6)
    assert fit.converged
