"""Turn structured facts about published schemes (JSON) into rulebook files; used to make tests/data/schemes.

Only figures and codes are taken over: kinds, points, caps, bounds. Run it as
`python -m tests.services.points.scheme_convert FOLDER_OF_JSON FOLDER_OF_TOML`.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.services.periods import Opening, Span, Window
from app.services.points import rules, rules_items
from app.services.points.rules import Cap, Category, Grade, Item, Joint, Mode, Rulebook, Veto
from app.services.points.rules_numbers import simplest
from app.services.points.writing import dump

_DAYS = {"1周": 7, "1个月": 30, "2个月": 60}
_BASE = {"granted": rules.BaseMode.GRANTED, "carry_over": rules.BaseMode.CARRY_OVER}
_LONG_SPANS = (Span.QUARTER, Span.HALF, Span.MONTH)


def convert(scheme: dict[str, Any]) -> Rulebook:
    """Return the rulebook of one scheme; what its source leaves open stays open."""
    categories = tuple(_category(c) for c in scheme["categories"] if c["mode"] != "granted")
    bounded = [grade for grade in scheme["grade_bands"] if grade.keys() & {"ge", "lt", "le"}]
    days = (scheme["publication"] or {}).get("days")
    return Rulebook(
        code=scheme["id"],
        title=scheme["id"],
        version="1",
        calendar=_calendar(scheme),
        base=_base(scheme["base"]),
        total_cap=_number(scheme["total_cap"]),
        total_floor=_number(scheme["floor"]),
        categories=categories,
        joints=tuple(_joints(scheme["items"])),
        items=tuple(map(_item, scheme["items"])),
        grades=tuple(
            Grade(g["grade"], _number(g.get("ge")), _number(g.get("lt")), _number(g.get("le")))
            for g in bounded
        ),
        vetoes=tuple(Veto(f"V{n}", f"V{n}") for n, _ in enumerate(scheme["veto"], 1)),
        publication_workdays=days,
    )


def load(text: str) -> dict[str, Any]:
    """Read a scheme with exact numbers."""
    return json.loads(text, parse_float=lambda number: simplest(Fraction(Decimal(number))))


def _number(value: Any) -> Any:
    return None if value is None else simplest(value) if isinstance(value, Fraction) else value


def _calendar(scheme: dict[str, Any]) -> rules.Calendar:
    period = scheme["period"]
    cycle = Span(period["cycle"]) if period["cycle"] in set(Span) else Span.YEAR
    subs = [span for span in _LONG_SPANS if span in period.get("subs", ()) and span.months <= cycle.months]
    start = period.get("start", "01-01")[:5]
    summed = scheme["aggregation"].startswith("sum")
    return rules.Calendar(
        cycle=cycle,
        opening=Opening.parse(start),
        sub=subs[0] if subs else min(cycle, Span.QUARTER, key=lambda span: span.months),
        annual=rules.Annual.SUM if summed else rules.Annual.RUNNING,
    )


def _base(base: dict[str, Any]) -> rules.Base:
    mode = _BASE.get(base["mode"], rules.BaseMode.ZERO)
    if mode is rules.BaseMode.CARRY_OVER:
        return rules.Base(mode, 0, base["carry_over"]["factor"], rules.BRANCH_AVERAGE)
    return rules.Base(mode, (base.get("points") or 0) if mode is rules.BaseMode.GRANTED else 0)


def _category(category: dict[str, Any]) -> Category:
    top = _number(category["cap"])
    if category["mode"] == "deduct":
        return Category(category["code"], category["name"], Mode.DEDUCT, full=top)
    return Category(category["code"], category["name"], Mode.EARN, cap=top)


def _joints(items: list[dict[str, Any]]) -> list[Joint]:
    found = {}
    for item in items:
        if joint := item.get("joint_cap"):
            found[joint["group"]] = Joint(joint["group"], _cap(joint))
    return list(found.values())


def _cap(cap: dict[str, Any]) -> Cap:
    return Cap(cap["points"], Window(cap["per"]))


def _item(item: dict[str, Any]) -> Item:
    return Item(
        code=item["code"],
        category=item["category"],
        text=item["code"],
        rule=_rule(item),
        cap=_cap(item["cap"]) if "cap" in item else None,
        joint=item["joint_cap"]["group"] if "joint_cap" in item else None,
    )


def _rule(item: dict[str, Any]) -> rules_items.Rule:
    calc = item["calc"]
    points, unit = calc.get("points") or 0, calc.get("unit", "")
    match calc["kind"]:
        case "fixed":
            return rules_items.Fixed(points)
        case "per_unit":
            return rules_items.PerUnit(points, unit)
        case "per_quantity":
            rounding = {"floor": rules_items.Rounding.DOWN}[calc["round"]]
            return rules_items.PerQuantity(points, calc["per"], unit, rounding)
        case "manual" | "external" | "role_bonus":
            return rules_items.Manual(calc.get("min"), calc.get("max"))
        case "range":
            return rules_items.Range(calc["min"], calc["max"])
        case "grade_map":
            return rules_items.GradeMap(_known(calc["map"]))
        case "level":
            return rules_items.Level(_known(calc["table"]))
        case "bands":
            return rules_items.Bands(tuple(map(_band, calc["bands"])))
        case "target":
            (bound,) = calc["any"]
            return rules_items.Target(bound.get("ge"), bound.get("le"), points)
        case "shortfall":
            return rules_items.Shortfall(calc["target"], points, unit)
        case "target_linear":
            return rules_items.TargetLinear(calc["target"], calc["over"], calc["under"], unit)
        case "cases":
            cases = {case: None if worth == "void" else worth for case, worth in calc["cases"].items()}
            # these schemes void the item itself, not its category
            return rules_items.Cases(calc["start"], cases, item["code"])
        case "two_way":
            return rules_items.TwoWay(calc["plus"], calc["minus"], unit)
        case "percent":
            return rules_items.Percent(calc["factor"])
        case "void":
            return rules_items.VoidScope(item["category"])
        case "bonus_on":
            return rules_items.Bonus(calc["base"], points)
        case "multiplier":
            return rules_items.Multiplier(calc["base"], calc["factor"])
    raise ValueError(calc["kind"])


def _known(points_of: dict[str, Any]) -> dict[str, Any]:
    return {name: points for name, points in points_of.items() if points is not None}


def _band(band: dict[str, Any]) -> rules_items.Band:
    ge, lt = band.get("ge"), band.get("lt")
    if isinstance(ge, str):
        ge, last = _DAYS[ge], band.get("le")
        lt = None if last is None else _DAYS[last] + 1
    return rules_items.Band(ge, lt, band["points"])


def main(source: Path, target: Path) -> None:
    """Convert every scheme of a folder."""
    for path in sorted(source.glob("*.json")):
        text = dump(convert(load(path.read_text(encoding="utf-8"))))
        (target / f"{path.name[:2]}.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
