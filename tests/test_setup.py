"""What a fresh machine is set up from: the lock and the scripts behind make."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
LOCK = (PROJECT / ".ci" / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK, flags=re.MULTILINE | re.IGNORECASE))


def _asked_for() -> set[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {re.split(r"[\[><=;~! ]", line)[0].lower().replace("_", "-") for line in lines}


def test_every_dependency_is_pinned():
    pinned = {name.lower().replace("_", "-") for name in PINS}

    assert _asked_for() - pinned == set()


def test_every_pin_has_its_hashes_and_no_address():
    blocks = re.split(r"\n(?=[A-Za-z0-9])", LOCK)

    assert all("--hash=sha256:" in block for block in blocks if "==" in block.splitlines()[0])
    assert "://" not in LOCK


def test_qt_is_a_release_for_older_desktops_and_for_python_311():
    assert PINS["pyside6-essentials"].startswith(("6.8.", "6.9."))


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup.sh", ".ci/window.sh"])
def test_script_can_be_read_by_bash_and_run(script):
    path = PROJECT / script

    answer = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stderr
    assert path.stat().st_mode & 0o100


@pytest.mark.parametrize("target", ["run", "demo", "check", "test", "bench", "clean"])
def test_make_knows_the_target_and_help_tells_it(target):
    told = subprocess.run(
        ["make", "-s", "help"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    steps = subprocess.run(["make", "-n", target], cwd=PROJECT, capture_output=True, text=True, check=False)

    assert f"make {target} " in told
    assert steps.returncode == 0
    assert target == "clean" or ".ci/setup.sh" in steps.stdout
