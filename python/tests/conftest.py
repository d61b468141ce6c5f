"""What all tests share: cases from a fixed seed, a folder without a world file of the user's, and one package in all processes."""

from pathlib import Path

import foedera
import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, max_examples=60, deadline=None)
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # Other interpreters find the package that is tested, installed or not.
    monkeypatch.setenv("PYTHONPATH", str(Path(foedera.__file__).parents[1]))
