"""World files and panels, from small hand-made datasets in the form of the published ones."""

import pathlib
import shutil

import pandas as pd
import pytest

import foedera as fd

DATASETS = pathlib.Path(__file__).parents[2] / "crates/foedera-sources/tests/fixtures/datasets"
SOME = ["atop-alliance", "contiguity", "democracy", "mid-b", "nmc", "ucdp-acd"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    if not DATASETS.is_dir():
        pytest.skip("not in a checkout")
    folder = tmp_path_factory.mktemp("data")
    for name in SOME:
        shutil.copy(DATASETS / f"{name}.csv", folder)
    return folder


@pytest.fixture(scope="module")
def world(folder):
    return fd.import_folder(folder)


def test_a_panel_is_the_table_of_the_command_line_with_codebook_and_citations(world, tmp_path):
    own = world.panel("directed-dyad-year", 1946, 1960, ["cinc", "contiguity"])
    file = tmp_path / "panel.csv"
    fd.panel("directed-dyad-year", from_=1946, to=1960, with_=["cinc", "contiguity"], world=world, output=file)
    read = pd.read_csv(file)
    assert own.columns == list(read.columns) and len(own) == len(read) > 100
    pd.testing.assert_frame_equal(own.to_pandas(), read, check_dtype=False)
    assert own.to_polars().null_count().row(0) == tuple(read.isna().sum())
    assert own.codebook == (tmp_path / "panel.codebook.md").read_text(encoding="utf-8")
    assert own.citations == (tmp_path / "panel.bib").read_text(encoding="utf-8")


def test_names_are_texts_and_years_are_whole(world):
    frame = world.panel("state-year", 1950, 1952, ["cinc"], names=True)
    assert frame.types["year"] == "Int32" and frame.types["cinc"] == "Float64"
    assert "United States of America" in {*frame[frame.columns[-1]]} or all(isinstance(n, str) for n in frame[frame.columns[-1]])


def test_a_panel_without_rows_has_its_columns(world):
    frame = world.panel("state-year", 1501, 1502, ["cinc"])
    assert len(frame) == 0 and frame.columns == ["ccode", "year", "cinc"]
    assert len(frame.to_pandas()) == 0


def test_a_dataset_comes_back_as_it_was_read(world):
    frame = world.dataset("nmc")
    assert len(frame) > 0 and frame.codebook.startswith("# ")
    with pytest.raises(fd.Problem, match="unknown dataset"):
        world.dataset("nmcc")


def test_a_world_serves_every_command_and_goes_with_its_object(folder):
    world = fd.import_folder(folder)
    assert fd.state("USA", at="1955-01-01", world=world).json["answer"]
    path = pathlib.Path(world.path)
    assert path.exists() and world.imported is not None
    del world
    assert not path.exists()


def test_an_unknown_variable_is_a_problem(world):
    with pytest.raises(fd.Problem) as caught:
        world.panel("state-year", 1950, 1952, ["cincc"])
    assert "cinc" in caught.value.remedy


def test_on_the_command_line_a_panel_needs_a_file(folder):
    import subprocess
    import sys

    line = [sys.executable, "-m", "foedera", "panel", "state-year", "--with", "cinc"]
    run = subprocess.run(line, capture_output=True, text=True)
    assert run.returncode == 2 and "--output FILE" in run.stderr
