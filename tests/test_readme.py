"""What the README promises is there: every page, every command, every target, every picture and link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from app.__main__ import COMMANDS
from app.ui.registry import PAGES

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)]+)\)", README)
_LARGEST = 250_000


@pytest.mark.parametrize("page", [spec.title for spec in PAGES])
def test_every_page_is_told(page):
    assert f"| {page} |" in README


@pytest.mark.parametrize("command", [*(name.replace("_", "-") for name in COMMANDS), "restore", "check"])
def test_every_command_is_told(command):
    assert re.search(rf"^python -m app .*\b{command}\b", README, re.MULTILINE)


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_every_target_that_is_told_exists(target):
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("link", LINKS)
def test_every_link_leads_to_a_file(link):
    assert (PROJECT / link).is_file()


@pytest.mark.parametrize("link", [link for link in LINKS if link.endswith(".png")])
def test_pictures_are_whole_windows_and_small_files(link):
    path = PROJECT / link

    with Image.open(path) as picture:
        assert picture.size == (1366, 768)
    assert path.stat().st_size < _LARGEST
