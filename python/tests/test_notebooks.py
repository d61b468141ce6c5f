"""The notebooks run from end to end, and each ends with what it does not show."""

import os
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="skipped: nbformat is not installed (pip install 'foedera[notebooks]')")
nbclient = pytest.importorskip("nbclient", reason="skipped: nbclient is not installed (pip install 'foedera[notebooks]')")
pytest.importorskip("ipykernel", reason="skipped: ipykernel is not installed (pip install 'foedera[notebooks]')")
pytest.importorskip("matplotlib", reason="skipped: matplotlib is not installed (pip install 'foedera[figures]')")
pytest.importorskip("pandas", reason="skipped: pandas is not installed (pip install 'foedera[notebooks]')")

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, monkeypatch):
    if path.stem == "leeds-anac" and not os.environ.get("FOEDERA_DATA"):
        pytest.skip("skipped: FOEDERA_DATA is not set")
    notebook = nbformat.read(path, as_version=4)
    # The kernel finds what this process finds.
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(own for own in __import__("sys").path if own))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs and not [output for output in outputs if output.output_type == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_shipped_without_outputs_and_says_what_it_does_not_show(path):
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    last = notebook.cells[-1]
    assert last.cell_type == "markdown" and last.source.startswith("## What this does not show")


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["brief", "leeds-anac", "relational-events"]
