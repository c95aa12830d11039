"""What each repeating part of an archive (档案记录) asks for, and how its fields are called there."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of a kind of record: `key` of the draft, its words, whether it must be filled in."""

    key: str
    label: str
    required: bool = False
    words: tuple[str, ...] = ()


def _field(text: str, *words: str) -> RecordField:
    key, label = text.split(":")
    return RecordField(key, label.removesuffix("*"), label.endswith("*"), words)


_AWARDS = ("优秀共产党员", "优秀党务工作者", "先进工作者", "嘉奖", "记三等功")
_PENALTIES = ("警告", "严重警告", "撤销党内职务", "留党察看", "开除党籍")
_STEPS = (
    "申请入党",
    "确定为入党积极分子",
    "确定为发展对象",
    "接收为预备党员",
    "延长预备期",
    "按期转正",
    "取消预备党员资格",
)
_PAPERS = ("入党申请书", "入党志愿书", "政治审查材料", "培养教育考察材料", "转正申请书", "预备党员考察登记表")

RECORD_FORMS: dict[RecordKind, tuple[RecordField, ...]] = {
    RecordKind.EDUCATION: (
        _field("title:学历、学位*", "大学本科毕业", "大学专科毕业", "硕士研究生毕业", "学士", "硕士"),
        _field("issuer:毕业院校"),
        _field("detail:专业"),
        _field("starts:入学时间"),
        _field("ends:毕业时间"),
        _field("note:备注"),
    ),
    RecordKind.POST: (
        _field("title:职务*"),
        _field("issuer:单位"),
        _field("detail:类别", "党内职务", "行政职务", "专业技术职务"),
        _field("starts:任职时间*"),
        _field("ends:离任时间"),
        _field("document_no:任免文号"),
    ),
    RecordKind.AWARD: (
        _field("title:奖励名称*", *_AWARDS),
        _field("starts:授予日期*"),
        _field("issuer:授予机关"),
        _field("amount:级别", "国家级", "省部级", "市级", "县级", "本单位"),
        _field("detail:事由"),
        _field("document_no:文号"),
    ),
    RecordKind.PENALTY: (
        _field("title:处分名称*", *_PENALTIES),
        _field("starts:处分日期*"),
        _field("ends:影响期满"),
        _field("issuer:决定机关"),
        _field("detail:事由"),
        _field("document_no:文号"),
    ),
    RecordKind.TRAINING: (
        _field("title:培训内容*"),
        _field("starts:开始日期*"),
        _field("ends:结束日期"),
        _field("issuer:主办单位"),
        _field("quantity:学时"),
        _field("note:备注"),
    ),
    RecordKind.STEP: (
        _field("title:步骤*", *_STEPS),
        _field("starts:日期*"),
        _field("issuer:办理的党组织"),
        _field("document_no:批复文号"),
        _field("detail:说明"),
    ),
    RecordKind.PAPER: (
        _field("title:材料名称*", *_PAPERS),
        _field("starts:形成日期"),
        _field("detail:原件或复印件", "原件", "复印件"),
        _field("issuer:存放处", "人事档案", "上级党委", "本支部"),
        _field("amount:页数"),
        _field("note:备注"),
    ),
    RecordKind.RELATION: (
        _field("title:类型*", "转入", "转出", "恢复在册"),
        _field("starts:日期*"),
        _field("issuer:转出、转入党组织"),
        _field("document_no:介绍信编号"),
        _field("detail:说明"),
    ),
    RecordKind.PLEDGE: (
        _field("title:承诺事项*"),
        _field("starts:承诺日期*"),
        _field("detail:践诺情况"),
        _field("note:评议"),
    ),
    RecordKind.VOLUNTEER: (
        _field("title:项目*"),
        _field("starts:开始日期*"),
        _field("ends:结束日期"),
        _field("issuer:组织单位"),
        _field("quantity:时长（小时）"),
        _field("note:备注"),
    ),
    RecordKind.TALK: (
        _field("title:事由*"),
        _field("starts:日期*"),
        _field("issuer:谈话人"),
        _field("detail:谈话内容"),
        _field("note:备注"),
    ),
    RecordKind.FAMILY: (
        _field("title:姓名*"),
        _field("detail:称谓*", "配偶", "父亲", "母亲", "儿子", "女儿"),
        _field("starts:出生年月"),
        _field("amount:政治面貌", "中共党员", "共青团员", "群众"),
        _field("issuer:工作单位及职务"),
        _field("note:备注"),
    ),
    RecordKind.APPRAISAL: (
        _field("title:评议等次*", "优秀", "合格", "基本合格", "不合格"),
        _field("starts:年度*"),
        _field("amount:测评票数"),
        _field("detail:组织意见"),
        _field("note:备注"),
    ),
    RecordKind.DUES: (
        _field("ends:交至*"),
        _field("starts:交纳日期"),
        _field("title:交纳方式*", "按月交纳", "工资代扣", "补交"),
        _field("amount:标准或金额"),
        _field("detail:说明"),
        _field("note:备注"),
    ),
    RecordKind.EXAM: (
        _field("title:测试名称*"),
        _field("starts:测试日期*"),
        _field("quantity:成绩"),
        _field("detail:结果", "优秀", "合格", "不合格"),
        _field("issuer:组织单位"),
        _field("note:备注"),
    ),
    RecordKind.ASSIGNMENT: (
        _field("title:任务名称*"),
        _field("starts:完成日期*"),
        _field("detail:完成情况", "按期完成", "超期完成", "未完成"),
        _field("quantity:数量"),
        _field("issuer:交办的组织"),
        _field("note:备注"),
    ),
}

UNITS = {RecordKind.TRAINING: "学时", RecordKind.VOLUNTEER: "小时", RecordKind.EXAM: "分"}
"""What a record's quantity counts."""


def label_of(kind: RecordKind, key: str) -> str:
    """Return what a field is called in a kind of record; the key's general word where the kind has no such field."""
    found = next((field.label for field in RECORD_FORMS[kind] if field.key == key), None)
    return found or _GENERAL.get(key, key)


_GENERAL = {
    "title": "名称",
    "starts": "开始日期",
    "ends": "结束日期",
    "issuer": "单位",
    "detail": "说明",
    "document_no": "文号",
    "quantity": "数量",
    "amount": "数额",
    "note": "备注",
}
