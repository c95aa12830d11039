from datetime import datetime
from pathlib import Path

import pytest

from app.services.errors import BadFile, Refused
from app.services.fonts import find_fonts
from app.services.reports.typeset import Typesetter

NOW = datetime(2026, 11, 22, 9, 30)


def test_a_spoilt_template_is_reported_in_chinese_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "bad.typ").write_text("#let x = (", encoding="utf-8")
    with pytest.raises(BadFile, match=r"打印模板“bad[.]typ”无法排版"):
        Typesetter(tmp_path, find_fonts()).pdf("bad.typ", {}, made_at=NOW)
    assert "bad.typ does not compile" in caplog.text


def test_a_large_document_does_not_change_the_next_one(tmp_path: Path):
    (tmp_path / "t.typ").write_text("#json(bytes(sys.inputs.data)).text", encoding="utf-8")
    setter = Typesetter(tmp_path, find_fonts())
    small = setter.pdf("t.typ", {"text": "小"}, made_at=NOW)
    setter.pdf("t.typ", {"text": "大 " * 150_000}, made_at=NOW)
    assert setter.pdf("t.typ", {"text": "小"}, made_at=NOW) == small


def test_without_a_chinese_font_printing_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="没有找到中文字体"):
        Typesetter(tmp_path, find_fonts([tmp_path]))
