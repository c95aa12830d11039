"""免于积分: approved by member and year, with a document, and seen by the totals."""

from __future__ import annotations

import pytest

from app.services.errors import BadInput, NotFound, Refused
from app.services.points import exemptions, rulebooks, totals
from tests.services.points import samples

EXEMPT = '\n[exempt]\nclasses = ["离退休"]\nneeds_approval = true\n'


@pytest.fixture
def members(branch):
    rulebooks.import_toml(branch, samples.rulebook_text() + EXEMPT)
    return samples.add_members(branch)


def exempt_names(ctx, period="2026Q3"):
    return [row.name for row in totals.period_totals(ctx, period).rows if row.exempt]


def test_who_needs_an_approval_takes_part_until_he_has_it(branch, members):
    seen = exemptions.list_exemptions(branch, 2026)
    assert (seen.needs_approval, [(row.name, row.approved) for row in seen.rows]) == (True, [("逄喆", False)])
    assert exempt_names(branch) == []
    exemptions.approve_exemption(branch, members[-1], 2026, "支委会 2026-01-08 决定")
    assert exempt_names(branch) == exempt_names(branch, "2026") == ["逄喆"]
    (row,) = exemptions.list_exemptions(branch, 2026).rows
    assert row.document == "支委会 2026-01-08 决定"


def test_an_approval_holds_for_its_year_and_can_be_withdrawn(branch, members):
    exemptions.approve_exemption(branch, members[-1], 2026, "支委会决定")
    assert exempt_names(branch, "2027Q1") == []
    exemptions.withdraw_exemption(branch, members[-1], 2026)
    assert exempt_names(branch) == []


def test_a_document_and_a_fitting_class_are_needed(branch, members):
    with pytest.raises(BadInput, match="批准的文件"):
        exemptions.approve_exemption(branch, members[-1], 2026, " ")
    with pytest.raises(Refused, match="在职党员不在"):
        exemptions.approve_exemption(branch, members[0], 2026, "支委会决定")
    with pytest.raises(NotFound):
        exemptions.approve_exemption(branch, 999, 2026, "支委会决定")


def test_a_settled_quarter_keeps_its_list(branch, members):
    samples.close(branch, "2026Q1")
    with pytest.raises(Refused, match="已经结算"):
        exemptions.approve_exemption(branch, members[-1], 2026, "支委会决定")
