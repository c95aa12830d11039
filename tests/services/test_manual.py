"""The manual: every chapter is there, its pictures lie beside it and are small, and a word is found."""

from __future__ import annotations

import re
from pathlib import Path

import app
from app.services import manual

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]*)\)")
_MOST_BYTES = 150_000
_QUOTED, _STEPS = re.compile("“([^”]*)”"), re.compile(r"\s*[→—]\s*")
_OTHERS = {"请假三次按缺席一次", "返岗后 2 个工作日内认领"}
"""What a rule of a branch says, and no button."""
_APP = Path(app.__file__).parent


def test_the_six_chapters_are_in_their_order():
    titles = [chapter.title for chapter in manual.chapters()]

    assert titles == ["头十分钟", "一个月", "一个季度", "一年", "常见问题", "制度依据"]


def test_every_picture_that_is_named_is_there_and_small():
    named = {name for chapter in manual.chapters() for name in _PICTURE.findall(chapter.text)}

    assert named
    for name in named:
        assert 5_000 < (manual.folder() / name).stat().st_size < _MOST_BYTES, name


def test_nothing_leads_out_of_the_computer():
    assert not any("://" in chapter.text for chapter in manual.chapters())


def test_a_chapter_is_found_by_all_words_that_are_looked_for():
    found = [chapter.title for chapter in manual.chapters() if chapter.holds("公示 异议")]

    assert found == ["一个季度"]


def test_every_name_in_quotes_is_a_name_on_the_screen():
    shown = "\n".join(path.read_text(encoding="utf-8") for path in _APP.rglob("*.py"))

    for chapter in manual.chapters():
        for quoted in _QUOTED.findall(chapter.text):
            for name in _STEPS.split(quoted):
                assert name in shown or quoted in _OTHERS, (chapter.title, quoted)
