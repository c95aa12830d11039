"""Published schemes: each is carried by the format, and known results come out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.services.points.facts_file import read_facts
from app.services.points.findings import Severity
from app.services.points.rulebook import parse, read
from app.services.points.rules_numbers import number_text
from app.services.points.scoring import score
from app.services.points.writing import dump

FOLDER = Path(__file__).parents[2] / "data" / "schemes"
SCHEMES = sorted(FOLDER.glob("*.toml"))
CASES = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))


def test_all_schemes_are_here():
    assert len(SCHEMES) == 24


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_scheme_is_carried_without_errors_and_reads_back(path):
    rulebook, findings = read(path.read_text(encoding="utf-8"))
    assert [finding.line for finding in findings if finding.level is Severity.ERROR] == []
    assert parse(dump(rulebook)) == rulebook


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_member_without_facts_is_scored(path):
    rulebook = parse(path.read_text(encoding="utf-8"))
    trial = read_facts('{"period": "2026", "members": [{"name": "张三"}]}', rulebook)
    (card,) = score(rulebook, trial.members, (), trial.period, explain=True).cards
    assert sum(step.value for step in card.steps) == card.total


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['scheme']}-{case['total']}-{case['categories']}"
)
def test_known_result(case):
    rulebook = parse((FOLDER / f"{case['scheme']}.toml").read_text(encoding="utf-8"))
    text = json.dumps({"period": case["period"], "members": [{"name": "张三"}], "facts": case["facts"]})
    trial = read_facts(text, rulebook)
    (card,) = score(rulebook, trial.members, trial.facts, trial.period, explain=True).cards
    if case["total"] is not None:
        assert number_text(card.total) == case["total"]
    assert {code: number_text(card.categories[code]) for code in case["categories"]} == case["categories"]
    assert sum(step.value for step in card.steps) == card.total


@pytest.mark.parametrize(
    ("scheme", "grade", "needed", "reached"),
    [("23", "优秀党员候选", "90", "25")],
    ids=["25-points-ask-for-90"],
)
def test_scheme_that_cannot_reach_its_own_grade_is_noticed(scheme, grade, needed, reached):
    _, findings = read((FOLDER / f"{scheme}.toml").read_text(encoding="utf-8"))
    (line,) = [finding.text for finding in findings if grade in finding.place]
    assert needed in line
    assert reached in line
