"""志愿服务 and 奖惩荣誉 from sheets: each row becomes one record of a member's archive."""

# A kind of sheet may use less than its base hands it.
# ruff: noqa: ARG002
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import RecordKind
from app.models.member import Record
from app.services import partial_dates, records
from app.services.context import Work
from app.services.hours import hours_text
from app.services.imports import cells, line_values, roster_values
from app.services.imports.lines import PERSON, Line, LineField, LineSubject, always, vocabulary
from app.services.imports.subject import Choices
from app.services.imports.table import FieldChange, RowPreview, Table
from app.services.progress import Progress
from app.services.records import RecordDraft

_TEXTS = ("issuer", "detail", "document_no", "note")
_CHANGED = ("ends", "quantity", *_TEXTS)


def _date(key: str) -> Any:
    return lambda today: roster_values.partial_date(key, today)


class RecordSubject(LineSubject):
    """A kind of sheet whose rows become records."""

    kinds: ClassVar[tuple[RecordKind, ...]]
    identity = ("kind", "title", "starts")

    def completed(self, line: Line, choices: Choices, today: date) -> Mapping[str, Any]:
        """Say which kind of record a line is."""
        values = dict(line.values)
        values.setdefault("kind", self.kinds[0])
        return values

    def problems(self, line: Line, today: date) -> Iterable[tuple[str, str]]:
        """Refuse an end before its beginning, and days that have not come."""
        starts, ends = line.values.get("starts"), line.values.get("ends")
        if starts and ends and partial_dates.surely_before(ends, starts):
            yield "ends", "结束日期早于开始日期，请核对。"
        if starts and partial_dates.first_day(starts) > today:
            yield "starts", "日期晚于今天，请核对。"

    def stored_in(self, session: Session, table: Table) -> Mapping[Any, Any]:
        """Return the records of these kinds by member, kind, title and first day."""
        query = select(Record).where(Record.kind.in_(self.kinds), Record.deleted_at.is_(None))
        return {(r.member_id, r.kind, r.title, r.starts): r for r in session.scalars(query)}

    def changes(self, line: Line, known: Record) -> Iterable[FieldChange]:
        """Compare what the line says with the record."""
        for key in _CHANGED:
            new = line.values.get(key)
            old = (known.data or {}).get(key) or None if key == "note" else getattr(known, key)
            if new is not None and new != old:
                yield FieldChange(key, old, new)

    def add_in(self, work: Work, lines: list[Line], progress: Progress) -> None:
        """Add the records one by one, as the archive's own page does."""
        for done, line in enumerate(lines):
            progress.step(done, len(lines), f"正在导入 {line.name}")
            assert line.member_id is not None
            draft = RecordDraft(kind=line.values["kind"], title=line.values["title"], **_texts(line.values))
            work.new_ids.append(records.add_in(work, line.member_id, draft))

    def change_in(self, work: Work, seen: RowPreview, changes: Mapping[str, Any]) -> None:
        """Change one record."""
        assert seen.known_id is not None
        former = asdict(records.draft_of_in(work.session, seen.known_id))
        records.change_in(work, seen.known_id, RecordDraft(**(former | _texts(changes))))

    def shown(self, name: str, value: Any) -> str:
        """Return a value in words."""
        if name in ("starts", "ends") and value:
            return partial_dates.show(value)
        return hours_text(value) if name == "quantity" and value is not None else super().shown(name, value)


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a record's draft as a form has them."""
    texts = {key: values[key] for key in ("starts", "ends", *_TEXTS) if values.get(key)}
    if values.get("quantity") is not None:
        texts["quantity"] = hours_text(values["quantity"])
    return texts


class Volunteering(RecordSubject):
    """志愿服务时长."""

    key = "volunteer"
    title = "志愿服务"
    noun = "条"
    examples = "姓名、项目、日期、时长"
    hint = "一行一次：姓名、服务项目、日期、时长（小时）。"
    kinds = (RecordKind.VOLUNTEER,)
    fields = (
        *PERSON,
        LineField(
            "title",
            "项目 服务项目 志愿服务项目 活动名称 项目名称 服务内容 志愿服务内容 志愿活动 志愿服务",
            always(roster_values.line),
            needed=True,
            needed_column=True,
        ),
        LineField(
            "starts",
            "日期 开始日期 服务日期 时间 服务时间 活动时间 活动日期 开始时间",
            _date("starts"),
            needed=True,
        ),
        LineField("ends", "结束日期 结束时间 截止日期", _date("ends")),
        LineField(
            "quantity",
            "时长 时长（小时） 服务时长 志愿服务时长 小时数 小时 时数 志愿时长 服务时数 总时长",
            always(line_values.hours),
            needed=True,
            needed_column=True,
        ),
        LineField("issuer", "组织单位 主办单位 组织者 发起单位 志愿队伍", always(roster_values.line)),
        LineField("note", "备注 说明", always(roster_values.paragraph)),
    )
    words = vocabulary(fields)


class Honours(RecordSubject):
    """奖惩荣誉."""

    key = "honours"
    title = "奖惩荣誉"
    noun = "条"
    examples = "姓名、荣誉名称、授予日期、授予机关"
    hint = "一行一项：姓名、奖励或处分名称、日期、机关、文号。"
    kinds = (RecordKind.AWARD, RecordKind.PENALTY)
    fields = (
        *PERSON,
        LineField(
            "title",
            "名称 荣誉名称 奖励名称 获奖名称 荣誉称号 获得荣誉 处分名称 奖惩名称 奖项 奖项名称 所获荣誉 表彰名称 荣誉",
            always(roster_values.line),
            needed=True,
            needed_column=True,
        ),
        LineField("kind", "类型 奖惩类型 奖惩类别 类别 奖惩 奖惩情况", always(line_values.honour_kind)),
        LineField(
            "starts",
            "日期 授予日期 获奖时间 表彰时间 授予时间 获奖日期 处分日期 时间 表彰日期 奖惩日期 奖惩时间 批准日期",
            _date("starts"),
            needed=True,
        ),
        LineField("ends", "影响期满 处分期满 解除日期", _date("ends")),
        LineField(
            "issuer",
            "授予机关 授予单位 表彰单位 颁发单位 决定机关 批准机关 发文单位 颁奖单位 表彰机关",
            always(roster_values.line),
        ),
        LineField("detail", "事由 原因 主要事迹 事迹 奖惩原因", always(cells.text)),
        LineField("document_no", "文号 文件号 发文字号 表彰文号 证书编号", always(roster_values.line)),
        LineField("note", "备注 说明 级别 奖励级别", always(roster_values.paragraph)),
    )
    words = vocabulary(fields)

    def completed(self, line: Line, choices: Choices, today: date) -> Mapping[str, Any]:
        """Tell a penalty from an award by its name where no column does."""
        values = dict(line.values)
        if "kind" not in values:
            values["kind"] = line_values.honour_of(values.get("title") or "")
        return values
