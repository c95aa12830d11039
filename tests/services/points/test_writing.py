"""A written rulebook reads back as the same rulebook."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.points.rulebook import parse, read
from app.services.points.rules import Category, Item, Rulebook
from app.services.points.rules_items import (
    Band,
    Bands,
    Cases,
    CountRow,
    CountTable,
    GradeMap,
    Manual,
    PerQuantity,
    Rounding,
)
from app.services.points.writing import dump
from tests.services.points.kit import number
from tests.services.points.test_rulebook import WHOLE

# what TOML can hold; the reader trims the ends of a text
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)) | st.sampled_from(string.printable),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip())
NUMBERS = st.integers(-(10**9) * 1000, 10**9 * 1000).map(lambda thousandths: number(f"{thousandths}e-3"))


def book(rule, **more) -> Rulebook:
    return Rulebook("t", "t", categories=(Category("A", "A"),), items=(Item("X", "A", "X", rule, **more),))


def back(rulebook: Rulebook) -> Rulebook:
    answer, _ = read(dump(rulebook))
    return answer


def test_whole_rulebook_reads_back():
    assert parse(dump(parse(WHOLE))) == parse(WHOLE)


def test_writing_is_stable():
    text = dump(parse(WHOLE))
    assert dump(parse(text)) == text


@settings(deadline=None, max_examples=80)
@given(TEXTS, TEXTS, TEXTS)
def test_any_text_survives(title, name, key):
    rulebook = replace(book(GradeMap({key: 1})), title=title)
    rulebook = replace(rulebook, categories=(Category("A", name),))
    assert back(rulebook) == rulebook


@settings(deadline=None, max_examples=80)
@given(NUMBERS, NUMBERS, NUMBERS)
def test_any_number_survives(points, low, high):
    for rule in (
        PerQuantity(points, 3, "小时", Rounding.HALF_UP),
        Manual(min(low, high), max(low, high)),
        Bands((Band(min(low, high), max(low, high), points),)),
        Cases(points, {"甲": low, "乙": None}),
        CountTable((CountRow(1, 2, points), CountRow(3, None, None)), "A"),
    ):
        assert back(book(rule)) == book(rule)


def test_empty_lists_of_a_draft_survive():
    for rule in (Bands(), CountTable(), GradeMap(), Cases()):
        assert back(book(rule)) == book(rule)
