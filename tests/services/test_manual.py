"""The manual: every chapter is there, its pictures lie beside it and are small, and a word is found."""

from __future__ import annotations

import re

from app.services import manual

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]*)\)")
_MOST_BYTES = 150_000


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
