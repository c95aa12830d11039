"""操作日志: read-only; filter by person, kind, object and day; before and after beside the list."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.models.kinds import AuditKind
from app.services import audit, audit_check, audit_view, audit_words, safekeeping
from app.services.audit_view import LogFilter, LogRow
from app.services.context import Context
from app.services.security.rights import LOG, allows, explained
from app.ui import theme
from app.ui.desk import Desk
from app.ui.list_export import export_as
from app.ui.settings.frame import card
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import FieldProblem, LineField
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.table_model import Column

_TONES = {
    AuditKind.LOGIN_FAILED: "bad",
    AuditKind.REVEAL: "warn",
    AuditKind.KEYS: "warn",
    AuditKind.EXPORT: "info",
    AuditKind.PRINT: "info",
}

COLUMNS: list[Column[LogRow]] = [
    Column("number", "序号", text=lambda row: str(row.number), width=60, align="right", sort=lambda row: row.number),
    Column("at", "时间", text=lambda row: f"{row.at:%Y-%m-%d %H:%M}", width=132, sort=lambda row: row.at),
    Column("operator", "操作人", text=lambda row: row.operator or "未填写", width=76),
    Column(
        "kind", "类型", text=lambda row: row.kind.label, width=96,
        tone=lambda row: _TONES.get(row.kind, "neutral"), badge=True,
    ),
    Column("act", "操作", text=lambda row: row.act, width=150),
    Column("subject", "对象", text=lambda row: row.subject, width=132),
    Column("summary", "内容", text=lambda row: row.summary, width=0),
]  # fmt: skip


class AuditTab(QWidget):
    """The log as it is kept; nothing can be changed here.

    Args:
        desk: Gives the store.

    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.state = faded("", wrap=True)
        self._foreign = ""
        self.filters = FilterBar()
        self.filters.add_choice("operator", "操作人", [])
        self.filters.add_choice("kind", "类型", [(kind, kind.label) for kind in AuditKind])
        self.filters.add_choice(
            "table", "对象", sorted(audit_words.TABLE_WORDS.items(), key=lambda item: item[1])
        )
        self.filters.add_search("操作、内容或党员姓名")
        self._dates: list[DateField] = []
        self.export_button = plain_button("导出 Excel…", self._on_export, icon_name="download")
        self.head_button = plain_button("核对校验码…", self._on_head, icon_name="checklist")
        self.table = DataTable[LogRow](
            COLUMNS, name="audit", settings=desk.settings, key=lambda row: row.number
        )
        self.table.setAccessibleName("操作日志")
        self.table.set_empty(
            "没有符合条件的记录", "每一步保存、导出、打印和登录都会自动记在这里。", icon="history"
        )
        self.panel = SidePanel("选择一行，查看改动前后的内容。")
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([theme.unit(96), theme.unit(34)])
        self._second = QHBoxLayout()
        self._second.setSpacing(theme.unit())
        self._second.addStretch(1)
        self._second.addWidget(self.head_button)
        self._second.addWidget(self.export_button)
        second = QWidget()
        second.setLayout(self._second)
        self._second.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(self.filters, second, self.state, splitter))
        self.filters.changed.connect(lambda _: self._read())
        self.table.current_changed.connect(self._show)

    def load(self, ctx: Context) -> None:
        """Read the log where whoever is logged in may see it."""
        allowed = allows(ctx.roles, LOG)
        for part in (self.filters, self.table, self.panel):
            part.setEnabled(allowed)
        if not allowed:
            self.table.set_rows([])
            self.state.setText(explained(ctx.roles, LOG))
            return
        self._need_dates(ctx)
        self._foreign = "".join(f"　{sentence}" for sentence in audit_check.foreign_parts(ctx))
        self.filters.set_options("operator", [(name, name) for name in audit_view.operators(ctx)])
        self._read()

    def _need_dates(self, ctx: Context) -> None:
        if self._dates:
            return
        for name in ("从", "到"):
            field = DateField(ctx.today)
            field.setAccessibleName(f"{name}哪天")
            field.setToolTip("只看这一天起的记录" if name == "从" else "只看到这一天为止的记录")
            field.setFixedWidth(theme.unit(18))
            field.edited.connect(self._read)
            self._dates.append(field)
            at = self._second.count() - 3
            self._second.insertWidget(at, faded(name))
            self._second.insertWidget(at + 1, field)

    def _wanted(self) -> LogFilter:
        chosen = self.filters.values()
        kind = chosen["kind"]
        since, until = (_day(field) for field in self._dates)
        return LogFilter(
            operator=str(chosen["operator"] or ""),
            kind=kind if isinstance(kind, AuditKind) else None,
            table=str(chosen["table"] or ""),
            since=since,
            until=until,
            text=str(chosen["text"]),
        )

    def _read(self) -> None:
        ctx = self.desk.ctx
        rows = audit_view.lines(ctx, self._wanted())
        self.table.set_rows(rows)
        whole = audit_view.count(ctx)
        more = f"，显示最近 {audit_view.MOST} 条" if len(rows) == audit_view.MOST else ""
        self.state.setText(
            f"共 {whole} 条{more}。只能查看，不能修改。现在的校验码 {audit.short_head(ctx)}。{self._foreign}"
        )

    def _show(self, row: LogRow | None) -> None:
        if row is None:
            self.panel.clear()
            return
        tone = _TONES.get(row.kind, "neutral")
        self.panel.begin(
            row.act, f"{row.at:%Y-%m-%d %H:%M:%S}　{row.operator}", badge=row.kind.label, tone=tone
        )
        self.panel.add_section("对象", [("对象", row.subject or "—"), ("日志序号", str(row.number))])
        if row.what:
            self.panel.add_section("内容")
            self.panel.add_text(row.what)
        if row.changes:
            self.panel.add_section(
                "改动前 → 改动后", [(c.field, f"{c.before} → {c.after}") for c in row.changes]
            )
        self.panel.end()

    def _on_head(self) -> None:
        form = Form()
        form.add("head", "校验码", LineField("如 3F2A-91C0-7B1D", limit=80), required=True)
        FormDialog(
            self.desk,
            "核对公示表上的校验码",
            form,
            lambda ctx, values: safekeeping.require_head(ctx, values["head"]),
            button="核对",
            success="日志中有这个校验码，在它之前的记录都没有被改动。",
            note="输入公示表或公示通知下方印的操作日志校验码。",
            parent=self,
        ).exec()

    def _on_export(self) -> None:
        export_as(self.desk, self.table, "操作日志")


def _day(field: DateField) -> date | None:
    try:
        found = field.value()
    except FieldProblem:
        # half a date is being typed
        return None
    return found if isinstance(found, date) else None
