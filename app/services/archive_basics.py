"""基本信息 for print: the items of the national form, what else is known of a member, and the branch's own fields."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.models.member import Member
from app.services import archive_view, member_beside, member_custom, member_tags
from app.services.member_fields import BY_KEY
from app.services.member_history import shown_value
from app.services.reports.archive_documents import Basics
from app.services.reports.words import day_text

_FURTHER = (
    "former_name", "birthplace", "household", "school", "marital", "health",
    "entry_kind", "admitted_by", "extended_to", "regular_kind",
    "leading_cadre", "party_worker", "first_secretary",
    "staff_kind", "occupation", "employee_no", "trade", "new_class", "migrant",
)  # fmt: skip
"""Fields that stand on paper only where they are filled; in the order of the form."""


def basics_in(session: Session, member: Member, on: date) -> Basics:
    """Return what is known of a member inside an open session; ages are counted on a day."""
    since = " ".join(filter(None, (day_text(member.lost_since), member.lost_reason)))
    return Basics(
        sex=member.sex.label if member.sex else "",
        ethnicity=member.ethnicity or "",
        native_place=member.native_place or "",
        born=member.birth or "",
        id_number=member.id_number or "",
        education=member.education or "",
        degree=member.degree or "",
        member_kind=member.kind.label,
        joined=member.joined or "",
        regular=member.regular or "",
        started_work=member.work_start or "",
        party_years=archive_view.party_age_words(member, on),
        employer=member.unit or "",
        post="、".join(dict.fromkeys(filter(None, (member.job, member.post, member.title)))),
        party_post=member.party_post or "",
        mobile=member.phone or "",
        landline=member.landline or "",
        address=member.address or "",
        status=member.status.label,
        lost=archive_view.yes_or_no(member.lost, since),
        floating=archive_view.yes_or_no(member.mobile, member.mobile_to),
        note=member.note or "",
        further=_further(session, member),
    )


def own_in(session: Session, member: Member) -> tuple[tuple[str, str], ...]:
    """Return a member's tags and what the branch's own fields hold, the filled ones, inside an open session."""
    tags = member_tags.tags_of_in(session, [member.id]).get(member.id, ())
    extra = member.extra or {}
    own = [
        (row.name, day_text(str(extra.get(row.name, "")))) for row in member_custom.list_fields_in(session)
    ]
    return tuple((label, text) for label, text in (("标签", "、".join(tags)), *own) if text)


def _further(session: Session, member: Member) -> tuple[tuple[str, str], ...]:
    found = [
        (BY_KEY[key].label, shown_value(key, value)) for key in _FURTHER if (value := getattr(member, key))
    ]
    seconds = "；".join(second.words for second in member_beside.seconds_in(session, member.id))
    return tuple((label, text) for label, text in (*found, ("兼任组织", seconds)) if text)
