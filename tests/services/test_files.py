"""Files are written whole or not at all, and text is clean before it is stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.services.errors import BadInput, FileBusy
from app.services.files import clean_text, write_atomic


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "积分表 #1?.xlsx"
    target.write_bytes(b"old")

    write_atomic(target, b"new content")

    assert target.read_bytes() == b"new content"
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_a_full_disk_leaves_the_old_file_and_no_remains(tmp_path: Path) -> None:
    import resource

    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(FileBusy, match="原文件未改动"):
            write_atomic(target, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)

    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    blocked = tmp_path / "不是文件夹"
    blocked.write_text("x")

    with pytest.raises(FileBusy):
        write_atomic(blocked / "a.xlsx", b"data")


@pytest.mark.skipif(os.name != "posix", reason="permissions differ")
def test_an_export_can_be_read_by_others(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.pdf", b"data")

    assert (tmp_path / "a.pdf").stat().st_mode & 0o044


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  王建国\u3000", "王建国"),
        ("王\u202e建国", "王建国"),
        ("a\x0bb\x00c", "abc"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("\ud800坏", "坏"),
    ],
)
def test_text_loses_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_text_too_long_is_refused_not_cut() -> None:
    with pytest.raises(BadInput, match="最多 10 字"):
        clean_text("很长" * 10, limit=10, field="note")
