"""The command `workdays`: a date, JSON, a warning, and slips in its arguments."""

from __future__ import annotations

import argparse
import json

import pytest

from app.commands import workdays
from app.services.errors import BadInput


def _run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    workdays.add_parser(parser.add_subparsers())
    args = parser.parse_args(["workdays", *arguments])
    return args.run(args)


def test_json_tells_the_date_and_that_it_is_certain(capsys):
    assert _run("2026-11-20", "2", "--json") == 0

    out, err = capsys.readouterr()
    assert json.loads(out) == {"date": "2026-11-24", "provisional": False}
    assert err == ""


def test_plain_output_is_the_date_alone(capsys):
    assert _run("2026-04-30", "2") == 0
    assert capsys.readouterr().out == "2026-05-07\n"


def test_missing_notice_is_told_in_json_and_on_standard_error(capsys):
    assert _run("2026-12-28", "5", "--json") == 0

    out, err = capsys.readouterr()
    assert json.loads(out) == {"date": "2027-01-04", "provisional": True}
    assert err.count("\n") == 1
    assert "2027年" in err


@pytest.mark.parametrize(
    ("start", "count", "field"),
    [
        ("2026-02-29", "2", "FROM"),
        ("20261120", "2", "FROM"),
        ("2026/11/20", "2", "FROM"),
        ("\uff12\uff10\uff12\uff16-11-20", "2", "FROM"),
        ("", "2", "FROM"),
        ("1921-06-30", "2", "FROM"),
        ("2101-01-01", "2", "FROM"),
        ("2026-11-20", "-1", "N"),
        ("2026-11-20", "2.5", "N"),
        ("2026-11-20", "two", "N"),
        ("2026-11-20", "3661", "N"),
        ("2026-11-20", "9" * 40, "N"),
    ],
)
def test_slip_in_an_argument_is_named(start, count, field):
    with pytest.raises(BadInput) as caught:
        _run(start, count)

    assert caught.value.field == field
    assert "请" in caught.value.message


def test_longest_span_is_answered(capsys):
    assert _run("2100-12-31", str(workdays.MOST_DAYS)) == 0
    assert capsys.readouterr().out.startswith("2115-")
