"""The rulebooks that come with the program are sound and feed themselves from attendance and make-ups."""

from __future__ import annotations

import pytest

from app.services.locations import resource
from app.services.points.rulebook import parse, read
from app.services.points.rules import Source
from app.services.points.rules_items import ItemKind
from app.services.points.writing import dump

PRESETS = sorted(resource("rulebooks").glob("*.toml"))


def test_there_are_three():
    assert [path.stem for path in PRESETS] == ["jianyi", "jiguan", "qiye"]


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_preset_has_no_finding_and_reads_back(path):
    rulebook, findings = read(path.read_text(encoding="utf-8"))
    assert findings == ()
    assert parse(dump(rulebook)) == rulebook


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_preset_says_that_it_is_an_example(path):
    assert path.read_text(encoding="utf-8").startswith("# 示例，请按本单位办法修改。")


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_preset_rates_every_presence_that_matters(path):
    rulebook = parse(path.read_text(encoding="utf-8"))
    rated = {
        word for item in rulebook.items_from(Source.ATTENDANCE) for word in item.when.get("presence", ())
    }
    assert rated == {"出勤", "线上", "迟到", "早退", "事假", "无故缺席"}
    made_up = {word for item in rulebook.items_from(Source.MAKEUP) for word in item.when["makeup"]}
    assert made_up == {"按期补", "逾期"}


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_preset_can_be_used_for_a_year_of_work(path):
    rulebook = parse(path.read_text(encoding="utf-8"))
    kinds = {item.kind for item in rulebook.items}
    assert kinds >= {ItemKind.PER_UNIT, ItemKind.PER_QUANTITY, ItemKind.LEVEL, ItemKind.MANUAL}
    assert [grade.name for grade in rulebook.grades] == ["优秀", "合格", "基本合格", "不合格"]
    assert rulebook.quota is not None
    assert rulebook.publication_workdays == 5
    assert rulebook.vetoes
