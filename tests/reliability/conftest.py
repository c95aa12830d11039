"""Fixtures of the faults: a folder on a fast disk, a branch made once, a clock for the figures only."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reliability import branch, figures

_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def fast() -> Iterator[Path]:
    """A folder where syncing costs nothing: what is lost in a cut is decided by the model, not by this disk."""
    parent = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="xianfeng-", dir=parent) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def founded(fast: Path) -> Path:
    """The folder of a small branch, to be copied and never written to."""
    folder = fast / "founded"
    branch.found(folder)
    return folder


@pytest.fixture
def folder(fast: Path, founded: Path) -> Iterator[Path]:
    """A data folder of a small branch for one test."""
    with tempfile.TemporaryDirectory(dir=fast) as parent:
        yield Path(shutil.copytree(founded, Path(parent) / "data"))


@pytest.fixture
def tell() -> Callable[..., None]:
    """Tell figures with the seconds since the test began."""
    started = time.monotonic()
    return lambda fault, **numbers: figures.tell(fault, time.monotonic() - started, **numbers)
