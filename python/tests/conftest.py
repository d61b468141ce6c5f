"""What all tests share: cases from a fixed seed, and a folder without a world file of the user's."""

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, max_examples=60, deadline=None)
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
