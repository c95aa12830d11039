"""方案总则: title, calendar, base, total, quota, publication and exemptions as one form."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.models.kinds import MemberClass
from app.services.errors import BadInput
from app.services.periods import Opening, Span
from app.services.points.drafting import WorkingCopy
from app.services.points.reading import share_of
from app.services.points.rules import (
    BRANCH_AVERAGE,
    Annual,
    Base,
    BaseMode,
    Calendar,
    Exempt,
    MakeupEffect,
    Quota,
    Rulebook,
)
from app.ui.points.editor_fields import ChecksField, ExactField
from app.ui.points.editor_pane import Pane
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, NumberField

_SECTIONS = {"period": "cycle", "base": "mode", "total": "cap", "quota": "quota", "publication": "workdays"}


class GeneralPane(Pane):
    """What holds for the whole rulebook."""

    def show_part(self, copy: WorkingCopy, code: str) -> None:
        """Show the rulebook's own figures."""
        self.copy, self.code = copy, code
        book = copy.rulebook
        self.begin("方案总则", "施行日期在保存时填写。")
        self._add_names(book)
        self._add_period(book)
        self._add_base(book)
        self._add_total(book)
        self._add_rest(book)
        self.end()

    def _add_names(self, book: Rulebook) -> None:
        self.add("title", "名称", LineField("如：机关党员积分管理办法"), book.title, required=True, wide=True)
        self.add("basis", "依据", LineField("如：支部党员大会 2026-01-08 通过"), book.basis, wide=True)
        self.add("version", "版本", LineField("如：2026", limit=40), book.version)
        self.add("code", "方案编号", LineField("如：jiguan-2026", limit=60), book.code, required=True)
        self.add("decimals", "显示小数", NumberField(0, 6, unit="位"), book.decimals)

    def _add_period(self, book: Rulebook) -> None:
        calendar = book.calendar
        self.form.add_section("周期")
        self.add(
            "cycle", "积分周期", ChoiceField(Span.choices()), calendar.cycle.value, hint="过一个周期重新计分"
        )
        self.add(
            "sub", "结算周期", ChoiceField(Span.choices()), calendar.sub.value, hint="多久结算、公示一次"
        )
        self.add("starts", "年度起始日", LineField("01-01"), calendar.opening.code)
        self.add("annual", "年度积分", ChoiceField(Annual.choices()), calendar.annual.value)

    def _add_base(self, book: Rulebook) -> None:
        base = book.base
        self.form.add_section("基础分")
        self.add("mode", "基础分", ChoiceField(BaseMode.choices()), base.mode.value)
        self.add("points", "分值", ExactField("直接赋予，或结转首年的基础分"), base.points or None)
        self.add("factor", "结转比例", ExactField("上年总分的多少，如 0.2"), base.factor or None)
        average = base.newcomer == BRANCH_AVERAGE
        self.add("average", "新转入党员", CheckField("取支部平均基础分"), average)
        newcomer = None if average else base.newcomer
        self.add("newcomer", "新转入基础分", ExactField("不取平均时填写"), newcomer)

    def _add_total(self, book: Rulebook) -> None:
        self.form.add_section("总分")
        self.add("cap", "总分封顶", ExactField("不填即不封顶"), book.total_cap)
        self.add("floor", "总分保底", ExactField("不填即不保底"), book.total_floor)

    def _add_rest(self, book: Rulebook) -> None:
        quota, exempt = book.quota, book.exempt
        self.form.add_section("名额、公示与补学")
        names = [(grade.name, grade.name) for grade in book.grades]
        self.add("quota", "名额限制", ChoiceField(names, blank="不限"), quota.grade if quota else None)
        share = f"{quota.at_most.numerator}/{quota.at_most.denominator}" if quota else ""
        self.add(
            "at_most",
            "不超过",
            LineField("如 1/3 或 30%", limit=12),
            share,
            hint="占评定等次人数的比例，舍去零头",
        )
        days = book.publication_workdays
        self.add("workdays", "公示", NumberField(1, 60, unit="个工作日", blank="不公示"), days)
        self.add("makeup", "补学完成后", ChoiceField(MakeupEffect.choices()), book.makeup.value)
        self.form.add_section("可不参加积分管理")
        classes = ChecksField(kind.label for kind in MemberClass)
        self.add("exempt", "人员类别", classes, exempt.classes, wide=True)
        self.add("approval", "批准", CheckField("须经批准，逐人登记"), exempt.needs_approval, wide=True)

    def go_to(self, key: str) -> None:
        """Put the cursor on the field of a section's finding."""
        super().go_to(_SECTIONS.get(key, key))

    def apply(self, rulebook: Rulebook, values: dict[str, Any]) -> tuple[Rulebook, str]:
        """Put the form's figures into the rulebook."""
        for key, word in (("title", "名称"), ("code", "方案编号")):
            if not values[key]:
                raise BadInput(f"请填写{word}。", field=key)
        return replace(
            rulebook,
            title=values["title"],
            basis=values["basis"],
            version=values["version"],
            code=values["code"],
            decimals=values["decimals"],
            calendar=_calendar(values),
            base=_base(values),
            total_cap=values["cap"],
            total_floor=values["floor"],
            quota=_quota(values),
            publication_workdays=values["workdays"],
            makeup=MakeupEffect(values["makeup"]),
            exempt=Exempt(values["exempt"], values["approval"]),
        ), ""


def _calendar(values: dict[str, Any]) -> Calendar:
    try:
        opening = Opening.parse(values["starts"] or "01-01")
    except BadInput as error:
        raise BadInput(error.message, field="starts") from error
    return Calendar(Span(values["cycle"]), opening, Span(values["sub"]), Annual(values["annual"]))


def _base(values: dict[str, Any]) -> Base:
    newcomer = BRANCH_AVERAGE if values["average"] else values["newcomer"]
    return Base(BaseMode(values["mode"]), values["points"] or 0, values["factor"] or 0, newcomer)


def _quota(values: dict[str, Any]) -> Quota | None:
    if values["quota"] is None:
        return None
    share = _share(values["at_most"])
    if share is None:
        raise BadInput("请填写比例，如 1/3 或 30%。", field="at_most")
    return Quota(values["quota"], share)


def _share(text: str) -> Fraction | None:
    share = share_of(text.strip())
    return None if share is None or not 0 < share <= 1 else Fraction(share)
