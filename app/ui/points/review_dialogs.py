"""Dialogs of the review: the meeting that decided, missing evidence, and the papers of an entry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.services.attachments import Owner
from app.services.points import entries, review
from app.services.points.entry_list import EntryRow
from app.ui.attachment_field import AttachmentField
from app.ui.desk import Desk
from app.ui.widgets.fields import ChoiceField, LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog


class ApproveDialog(FormDialog):
    """Approves entries (审定) with the meeting that decided; asks why where evidence is missing."""

    def __init__(self, desk: Desk, rows: Sequence[EntryRow], parent: QWidget | None = None) -> None:
        bare = len(proofless(rows))
        ids = [row.id for row in rows]
        meetings = [(row.id, row.label) for row in review.recent_meetings(desk.ctx)]
        form = Form(label_width=9)
        hint = "" if meetings else "近期没有已召开的支委会、党员大会、党小组会或组织生活会。"
        meeting = ChoiceField(meetings, blank="（不记会议）")
        form.add("meeting", "审定会议", meeting, hint=hint)
        if bare:
            form.add(
                "without_proof",
                "未附证明的原因",
                LineField("如：原件在机关党委，已核对", limit=200),
                required=True,
                hint=f"有 {bare} 条须附证明材料，还没有附上；写明原因后照常审定，原因记入事由。",
            )
        super().__init__(
            desk,
            f"审定 {len(ids)} 条记录",
            form,
            lambda ctx, values: review.approve(
                ctx, ids, values["meeting"], without_proof=values.get("without_proof", "")
            ),
            button="审定",
            success=f"已审定 {len(ids)} 条，计入合计。",
            parent=parent,
        )


def proofless(rows: Sequence[EntryRow]) -> list[EntryRow]:
    """Return the entries that lack the evidence they ask for while nobody has said why."""
    return [row for row in rows if row.proof_missing and not review.is_excused(row.reason)]


class PapersDialog(FormDialog):
    """Attaches evidence (证明材料) to an entry or takes it off."""

    def __init__(self, desk: Desk, row: EntryRow, parent: QWidget | None = None) -> None:
        form = Form(label_width=8)
        field = AttachmentField(desk)
        form.add("papers", "证明材料", field)
        field.load(Owner.ENTRY, row.id)
        super().__init__(
            desk,
            f"{row.member_name}：{row.item_text}",
            form,
            lambda ctx, values: entries.change_papers(ctx, row.id, values["papers"]),
            success="证明材料已更改。",
            parent=parent,
        )
