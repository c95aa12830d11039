"""Exact numbers: read, rounded and shown without a float."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.services.points.rules_items import Rounding
from app.services.points.rules_numbers import (
    exact,
    half_up,
    number_text,
    rounded,
    shown_text,
    signed_text,
    simplest,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90", 90),
        ("90.0", 90),
        ("-0.1", Fraction(-1, 10)),
        ("1e3", 1000),
        ("0e99999999", 0),
        ("1000000000", 10**9),
        ("0.000000001", Fraction(1, 10**9)),
        ("1000000001", None),
        ("0.0000000001", None),
        ("1.0000000001", None),
        ("1e999999999", None),
        ("1e-999999999", None),
        ("nan", None),
        ("-inf", None),
        ("十", None),
    ],
)
def test_numbers_are_read_without_loss(text, expected):
    assert exact(text) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Fraction("87.5"), "87.5"),
        (Fraction(90), "90"),
        (-3, "-3"),
        (Fraction("-0.05"), "-0.05"),
        (Fraction("14.7"), "14.7"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(-2, 3), "-0.666667"),
        (Fraction(1, 3) * 3, "1"),
        (Fraction(1, 30_000_000), "0"),
        (Fraction(1, 2**20), "0.00000095367431640625"),
    ],
)
def test_numbers_are_written_without_padding(number, expected):
    assert number_text(number) == expected


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (Fraction("87.45"), 1, "87.5"),
        (Fraction("87.44"), 1, "87.4"),
        (90, 1, "90.0"),
        (Fraction("2.5"), 0, "3"),
        (3, 2, "3.00"),
    ],
)
def test_shown_points_are_rounded_half_up(number, decimals, expected):
    assert shown_text(number, decimals) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [("2.5", 3), ("3.5", 4), ("-2.5", -3), ("2.49", 2), ("0", 0)]
)
def test_half_is_rounded_away_from_zero(number, expected):
    assert half_up(Fraction(number)) == expected


def test_quotient_is_rounded_as_the_item_says():
    quotient = Fraction(35, 10)
    assert [rounded(quotient, rounding) for rounding in Rounding] == [3, 4, quotient]


def test_signs_and_whole_numbers():
    assert [signed_text(n) for n in (2, 0, Fraction("-0.5"))] == ["+2", "0", "-0.5"]
    assert type(simplest(Fraction(4, 2))) is int
