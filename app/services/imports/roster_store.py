"""Writing a roster into the store (导入): the members there are, and what a preview says of them, in one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import bulk
from app.models.kinds import RecordKind
from app.models.member import Member, Record
from app.models.org import Org
from app.services import id_numbers, member_checks, members, orgs
from app.services.context import Context, Work
from app.services.errors import BadInput, Refused
from app.services.imports.roster_drafts import draft_of
from app.services.imports.roster_match import papers_to_add
from app.services.imports.roster_rows import PERSON_FIELDS, Known, RosterRow
from app.services.imports.table import Mode, Preview, RowPreview, Status
from app.services.member_checks import MemberDraft
from app.services.progress import Progress

BRANCH_HEAD = "名册所列党支部"
"""Where a roster names another branch than the file's own, the name is kept under this word."""


def known_members(ctx: Context) -> list[Known]:
    """Return every member there is, also those who left, as an import compares them."""
    with ctx.read() as session:
        papers = _papers_in(session, session.scalars(select(Member.id)))
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


def write_in(work: Work, preview: Preview, mode: Mode, progress: Progress) -> None:
    """Write the good rows of a preview inside an open transaction."""
    _Import(work, preview, mode, progress).write()


class _Import:
    """One import inside its transaction: what all rows need is read once, new members go in at once."""

    def __init__(self, work: Work, preview: Preview, mode: Mode, progress: Progress) -> None:
        self.work = work
        self.preview = preview
        self.mode = mode
        self.progress = progress
        self.groups: dict[str, int] = {}
        self.branch = self._branch()
        self.numbers = _numbers_in(work.session)
        self.papers: list[dict[str, Any]] = []

    def write(self) -> None:
        """Write the new members, then the changes."""
        new, changed = [], []
        for seen in self.preview.rows:
            if seen.status is Status.NEW:
                new.append(seen)
            elif seen.applied(self.mode):
                changed.append(seen)
        self._add(new, len(new) + len(changed))
        self._change(changed, len(new), len(new) + len(changed))
        bulk.insert_in(self.work.session, Record, self.papers)

    def _add(self, seen: Sequence[RowPreview], total: int) -> None:
        rows = []
        session = self.work.session
        last = session.scalar(select(func.max(Member.position))) or 0
        branch_id = None if self.branch is None else self.branch.id
        for done, one in enumerate(seen):
            row: RosterRow = one.row
            self.progress.step(done, total, f"正在导入 {row.name}")
            with self._named(row):
                values = members.values_of(self._draft(row))
                self._claim(values["id_number"], None)
            values["group_id"] = self._group(row.group)
            values["branch_id"] = branch_id
            values["position"] = last + done + 1
            values["created_at"] = self.work.now
            values["extra"] = self._extra(row, row.extra)
            rows.append(values)
        ids = bulk.insert_in(session, Member, rows)
        self.work.new_ids.extend(ids)
        for member_id, one in zip(ids, seen, strict=True):
            self._file_papers(member_id, one.row, ())

    def _change(self, seen: Sequence[RowPreview], before: int, total: int) -> None:
        session = self.work.session
        known: dict[int, Member] = {}
        for ids in bulk.chunks(one.known_id for one in seen):
            known |= {m.id: m for m in session.scalars(select(Member).where(Member.id.in_(ids)))}
        on_file = _papers_in(session, [one.known_id for one in seen if one.row.papers])
        with session.no_autoflush:
            for done, one in enumerate(seen, start=before):
                row: RosterRow = one.row
                self.progress.step(done, total, f"正在更新 {row.name}")
                with self._named(row):
                    member = known.get(one.known_id or 0)
                    if member is None or member.deleted_at is not None:
                        raise Refused(f"“{row.name}”的档案已不存在，请重新选择文件。")
                    self._update(member, row, {change.field: change.new for change in one.applied(self.mode)})
                self._file_papers(member.id, row, on_file[member.id])

    def _update(self, member: Member, row: RosterRow, changes: dict[str, Any]) -> None:
        values = {name: new for name, new in changes.items() if name in PERSON_FIELDS}
        if "group" in values:
            values["group_id"] = self._group(values.pop("group"))
        if values:
            draft = member_checks.checked(replace(_draft_of(member), **values), self.work.today)
            if draft.id_number != (member.id_number or ""):
                self._claim(draft.id_number, member.id)
            for key, value in members.values_of(draft).items():
                setattr(member, key, value)
        extra = self._extra(row, {head: new for head, new in changes.items() if head in row.extra})
        if extra:
            member.extra = {**member.extra, **extra}

    def _draft(self, row: RosterRow) -> MemberDraft:
        """Return what the checks of the preview made of the row; they are pure, so they hold as long as the day."""
        draft: MemberDraft | None = self.preview.table.clean.get(row.number)
        if draft is None:
            draft, problems = draft_of(row, self.work.today)
            if problems:
                raise problems[0]
        return draft

    def _claim(self, number: str | None, member_id: int | None) -> None:
        """Refuse an ID number that belongs to somebody else, in its old or its new form."""
        if not number:
            return
        standard = id_numbers.standard(number)
        owner = self.numbers.get(standard)
        if owner is not None and owner[0] != member_id:
            raise Refused(f"这个身份证号已属于“{owner[1]}”，请核对是否重复录入。", field="id_number")
        self.numbers[standard] = (member_id, "")

    def _group(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self.groups:
            self.groups[name] = orgs.group_in(self.work, name).id
        return self.groups[name]

    def _branch(self) -> Org | None:
        found = orgs.branch_in(self.work.session)
        if found is None:
            named = next((row.branch for row in self.preview.table.rows if row.branch), None)
            if named is not None:
                found = orgs.set_branch_in(self.work, named)
        return found

    def _extra(self, row: RosterRow, extra: Mapping[str, str]) -> dict[str, str]:
        """Return what has no field: unknown columns, another branch's name."""
        kept = dict(extra)
        if row.branch is not None and (self.branch is None or row.branch != self.branch.name):
            kept[BRANCH_HEAD] = row.branch
        return kept

    def _file_papers(self, member_id: int, row: RosterRow, on_file: Iterable[str]) -> None:
        self.papers += (
            {
                "member_id": member_id,
                "kind": RecordKind.PAPER,
                "title": title,
                "data": {},
                "created_at": self.work.now,
            }
            for title in papers_to_add(row, on_file)
        )

    @contextmanager
    def _named(self, row: RosterRow) -> Iterator[None]:
        try:
            yield
        except (BadInput, Refused) as error:
            raise type(error)(f"第{row.number}行：{error.message}", field=error.field) from error


def _numbers_in(session: Session) -> dict[str, tuple[int | None, str]]:
    """Return whose ID number is whose, by its 18-place form."""
    query = select(Member.id_number, Member.id, Member.name).where(
        Member.id_number.is_not(None), Member.deleted_at.is_(None)
    )
    return {id_numbers.standard(row.id_number): (row.id, row.name) for row in session.execute(query)}


def _draft_of(member: Member) -> MemberDraft:
    values = {item.name: getattr(member, item.name) for item in fields(MemberDraft)}
    return MemberDraft(**{name: value for name, value in values.items() if value is not None})


def _papers_in(session: Session, member_ids: Iterable[int | None]) -> defaultdict[int, set[str]]:
    """Return the papers of admission on file, by member."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for ids in bulk.chunks(member_ids):
        query = select(Record.member_id, Record.title).where(
            Record.member_id.in_(ids), Record.kind == RecordKind.PAPER, Record.deleted_at.is_(None)
        )
        for member_id, title in session.execute(query):
            found[member_id].add(title)
    return found
