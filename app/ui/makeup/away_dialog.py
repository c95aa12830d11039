"""The forms of a time away (离岗): entering or correcting it, and ending several with one date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.kinds import AwayKind
from app.services import away, members
from app.services.away import AwayDraft, AwayRow
from app.services.context import Changes, Context
from app.ui.consequences import asking
from app.ui.desk import Desk
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import ChoiceField, LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.member_field import MemberChoice, MemberField

_WIDTH = 62
_QUESTION = "这样登记会更正已有的补学任务或积分，要保存吗？"


def away_dialog(desk: Desk, row: AwayRow | None = None, *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that enters a time away, or corrects one."""
    today = desk.ctx.today
    choices = [
        MemberChoice(m.id, m.shown_name, f"{m.name_initials} {m.name_key}", m.group_name)
        for m in members.list_members(desk.ctx, include_left=True)
        # who has left meanwhile keeps his times away, and they can be corrected
        if m.left_on is None or (row is not None and m.id == row.member_id)
    ]
    form = Form()
    form.add("member_id", "党员", MemberField(choices), required=True)
    form.add("kind", "离岗原因", ChoiceField([(kind, kind.label) for kind in AwayKind]), required=True)
    form.add("starts_on", "离岗日期", DateField(today), required=True)
    form.add("planned_back_on", "预计返岗", DateField(today))
    form.add(
        "back_on",
        "返岗日期",
        DateField(today),
        hint="还没返岗就留空；这段时间里的每次缺席都从返岗日期起算认领期限。",
    )
    form.add("note", "备注", LineField("如 上堤防汛，文件号", limit=200))
    start: dict[str, object] = {"starts_on": today}
    if row is not None:
        names = ("member_id", "kind", "starts_on", "planned_back_on", "back_on", "note")
        start = {name: getattr(row, name) for name in names}
    form.set_values(start)

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        draft = AwayDraft(**values | {"kind": AwayKind(values["kind"])})

        def act(ctx: Context) -> Changes:
            return away.add(ctx, draft) if row is None else away.change(ctx, row.id, draft)

        return asking(form, _QUESTION, act, yes="保存")(ctx)

    return FormDialog(
        desk,
        "登记离岗" if row is None else "更正离岗登记",
        form,
        submit,
        button="登记" if row is None else "保存",
        success="已登记离岗。" if row is None else "已更正离岗登记，补学期限随之更新。",
        width=_WIDTH,
        parent=parent,
    )


def back_dialog(desk: Desk, rows: Sequence[AwayRow], *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that ends times away with one date."""
    form = Form()
    form.add("back_on", "返岗日期", DateField(desk.ctx.today), required=True)
    form.set_values({"back_on": desk.ctx.today})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        ids = [row.id for row in rows]
        question = f"登记 {len(ids)} 人 {values['back_on']} 返岗？"
        act = asking(
            form, question, lambda ctx: away.close(ctx, ids, values["back_on"]), yes="登记返岗", always=True
        )
        return act(ctx)

    return FormDialog(
        desk,
        "登记返岗",
        form,
        submit,
        button="登记返岗",
        success="已登记返岗，期间缺席的认领期限已算出。",
        note="、".join(f"{row.name}（{row.kind.label}，{row.starts_on:%m-%d} 起）" for row in rows),
        width=_WIDTH,
        parent=parent,
    )
