"""The start: the window is painted before anything heavy is loaded, and its first page comes by itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.architecture_rules import HEAVY
from tests.bench.bench_start import start
from tests.bench.sample import branch_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the offscreen start is timed on Linux")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder: Path = tmp_path_factory.mktemp("start") / "data"
    branch_of(3, folder)
    return start("program", str(folder))


def test_nothing_heavy_is_loaded_at_the_first_paint(started):
    loaded = {name.split(".")[0] for name in started["modules"]}

    assert "PySide6" in loaded
    assert loaded & HEAVY == set()


def test_the_first_page_is_usable_after_the_first_paint(started):
    assert 0 < started["painted"] <= started["usable"]
