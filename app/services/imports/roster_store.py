"""Writing a roster into the store (导入): the members there are, and what a preview says of them, in one step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import RecordKind
from app.models.member import Member, Record
from app.models.org import Org
from app.services import members, orgs
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, Refused
from app.services.imports.roster_drafts import draft_of
from app.services.imports.roster_match import Preview, RowPreview, Status, papers_to_add
from app.services.imports.roster_rows import PERSON_FIELDS, Known, RosterRow
from app.services.member_checks import MemberDraft
from app.services.progress import NO_PROGRESS, Progress

BRANCH_HEAD = "名册所列党支部"
"""Where a roster names another branch than the file's own, the name is kept under this word."""


class Mode(StrEnum):
    """What an import does with members there are: overwrite, fill blanks only, or leave them alone."""

    UPDATE = "update"
    FILL = "fill"
    SKIP = "skip"


def known_members(ctx: Context) -> list[Known]:
    """Return every member there is, also those who left, as an import compares them."""
    with ctx.read() as session:
        papers: defaultdict[int, set[str]] = defaultdict(set)
        on_file = select(Record.member_id, Record.title).where(
            Record.kind == RecordKind.PAPER, Record.deleted_at.is_(None)
        )
        for member_id, title in session.execute(on_file):
            papers[member_id].add(title)
        stored = [name for name in PERSON_FIELDS if name != "group"]
        columns = [getattr(Member, name) for name in stored]
        query = (
            select(Member.id, Member.extra, Member.left_on, Org.name.label("group"), *columns)
            .outerjoin(Org, Org.id == Member.group_id)
            .where(Member.deleted_at.is_(None))
            .order_by(Member.position, Member.id)
        )
        return [
            Known(
                id=row["id"],
                extra=row["extra"],
                left=row["left_on"] is not None,
                papers=frozenset(papers[row["id"]]),
                **{name: row[name] for name in PERSON_FIELDS},
            )
            for row in session.execute(query).mappings()
        ]


def apply(
    ctx: Context, preview: Preview, *, mode: Mode = Mode.UPDATE, progress: Progress = NO_PROGRESS
) -> Changes:
    """Write the good rows of a preview: new members are added, known ones changed as `mode` says.

    Conflicts and wrong rows are never written. All or nothing; `new_ids` are the members added.

    Raises:
        BadInput: A row does not fit what is stored by now; the sentence names the row.
        Refused: Somebody has entered the person meanwhile; the sentence names the row.
        Cancelled: The user cancelled; nothing is written.

    """
    with ctx.write(f"导入名册“{preview.roster.sheet}”") as work:
        _Import(work, mode).write(preview, progress)
    return work.changes


class _Import:
    """One import inside its transaction; groups are looked up once."""

    def __init__(self, work: Work, mode: Mode) -> None:
        self.work = work
        self.mode = mode
        self.groups: dict[str, int] = {}
        self.branch = ""

    def write(self, preview: Preview, progress: Progress) -> None:
        """Write the rows one after the other."""
        self.branch = self._branch(preview)
        for done, seen in enumerate(preview.rows):
            progress.step(done, len(preview.rows), f"正在导入 {seen.row.name}")
            try:
                self._row(seen)
            except (BadInput, Refused) as error:
                raise type(error)(f"第{seen.row.number}行：{error.message}", field=error.field) from error

    def _branch(self, preview: Preview) -> str:
        found = orgs.branch_in(self.work.session)
        if found is None:
            named = next((row.branch for row in preview.roster.rows if row.branch), None)
            if named is None:
                return ""
            found = orgs.set_branch_in(self.work, named)
        return found.name

    def _row(self, seen: RowPreview) -> None:
        row = seen.row
        if seen.status is Status.NEW:
            member = members.add_in(self.work, self._draft(row))
            self.work.new_ids.append(member.id)
            self._beside(member, row, dict(row.extra))
        elif seen.status is Status.UPDATE and self.mode is not Mode.SKIP and seen.known_id is not None:
            member = members.get_in(self.work.session, seen.known_id)
            changes = {
                change.field: change.new
                for change in seen.changes
                if self.mode is Mode.UPDATE or change.old in (None, "")
            }
            self._change(member, changes)
            self._beside(member, row, {head: new for head, new in changes.items() if head in row.extra})

    def _draft(self, row: RosterRow) -> MemberDraft:
        return replace(draft_of(row, self.work.today), group_id=self._group(row.group))

    def _change(self, member: Member, changes: dict[str, Any]) -> None:
        values = {name: new for name, new in changes.items() if name in PERSON_FIELDS}
        if not values:
            return
        if "group" in values:
            values["group_id"] = self._group(values.pop("group"))
        members.change_in(self.work, member.id, replace(_draft_of(member), **values))

    def _group(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self.groups:
            self.groups[name] = orgs.group_in(self.work, name).id
        return self.groups[name]

    def _beside(self, member: Member, row: RosterRow, extra: dict[str, str]) -> None:
        """Keep what has no field: unknown columns, another branch's name, papers of admission."""
        if row.branch is not None and row.branch != self.branch:
            extra[BRANCH_HEAD] = row.branch
        if extra:
            member.extra = {**member.extra, **extra}
        on_file = _papers(self.work.session, member.id) if row.papers else frozenset()
        for title in papers_to_add(row, on_file):
            self.work.session.add(
                Record(
                    member_id=member.id,
                    kind=RecordKind.PAPER,
                    title=title,
                    data={},
                    created_at=self.work.now,
                )
            )


def _draft_of(member: Member) -> MemberDraft:
    values = {item.name: getattr(member, item.name) for item in fields(MemberDraft)}
    return MemberDraft(**{name: value for name, value in values.items() if value is not None})


def _papers(session: Session, member_id: int) -> frozenset[str]:
    query = select(Record.title).where(
        Record.member_id == member_id, Record.kind == RecordKind.PAPER, Record.deleted_at.is_(None)
    )
    return frozenset(session.scalars(query))
