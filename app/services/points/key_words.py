"""The keys of the exchange file in the words of the forms, for everything that a window says."""

from __future__ import annotations

from app.services.points.rules_items import ItemKind
from app.services.points.rules_parameters import PARAMETERS

_WORDS = {
    "schema": "格式版本",
    "code": "编码",
    "title": "名称",
    "name": "名称",
    "version": "版本",
    "basis": "制定依据",
    "effective_from": "施行日期",
    "decimals": "小数位数",
    "period": "周期",
    "cycle": "积分周期",
    "starts": "年度起始日",
    "sub": "结算周期",
    "annual": "年度积分",
    "base": "基础分",
    "mode": "计分方式",
    "newcomer": "新转入党员",
    "total": "总分",
    "cap": "封顶",
    "floor": "保底",
    "full": "满分",
    "parent": "上级类别",
    "outside_total_cap": "不受总分封顶限制",
    "category": "类别",
    "joint": "合并封顶",
    "item": "积分项目",
    "text": "内容",
    "kind": "计分办法",
    "classes": "适用人员",
    "proof": "证明材料",
    "approval": "审定机构",
    "source": "来源",
    "when": "自动记分条件",
    "activity": "活动",
    "presence": "考勤",
    "makeup": "补学",
    "record": "档案记录",
    "level": "级别",
    "way": "交纳方式",
    "result": "结果",
    "retired": "停用",
    "grade": "等次",
    "veto": "一票否决",
    "effect": "后果",
    "quota": "名额",
    "at_most": "不超过",
    "publication": "公示",
    "workdays": "公示天数",
    "exempt": "可不参加",
    "needs_approval": "须经批准",
    "from": "起始次数",
    "to": "截止次数",
    "ge": "不低于",
    "lt": "低于",
    "le": "不高于",
    "points": "分值",
    "per": "周期",
    "factor": "比例",
}
_LABELS = {p.key: p.label for listed in PARAMETERS.values() for p in listed} | _WORDS


def place_words(place: str, kind: ItemKind | None = None) -> str:
    """Return a place of the check with the words of the forms instead of the file's keys.

    Args:
        place: As a finding has it, e.g. "积分项目 A1 · points".
        kind: The kind of the item that it points to, whose parameters have words of their own.

    """
    own = {} if kind is None else {parameter.key: parameter.label for parameter in PARAMETERS[kind]}
    head, *keys = place.split(" · ")
    return " · ".join([head, *(_key_words(key, own) for key in keys)])


def key_word(key: str) -> str:
    """Return what a key of the file is called in the forms."""
    return _key_words(key, {})


def _key_words(key: str, own: dict[str, str]) -> str:
    name, _, inner = key.partition(".")
    words = own.get(name) or _LABELS.get(name, name)
    return f"{words}“{inner}”" if inner else words
