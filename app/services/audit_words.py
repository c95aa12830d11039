"""操作日志 in words: names of tables and columns, codes as labels, numbers masked."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from app.models.kinds import Kind, Role
from app.models.tables import TABLES
from app.models.types import Code, Flag
from app.services import id_numbers
from app.services.member_fields import FIELD_LABELS
from app.services.reports.words import masked_address, masked_phone

TABLE_WORDS: dict[str, str] = {
    "account": "用户", "activity": "组织生活", "attachment": "附件", "attendance": "考勤", "away": "离岗",
    "calendar_day": "工作日历", "closing": "积分结算", "closing_line": "结算明细", "custom_field": "自设项目",
    "draft": "草稿", "entry": "积分记录", "import_batch": "导入", "makeup_task": "补学任务", "member": "党员",
    "member_tag": "党员标签", "membership": "双重组织关系", "objection": "异议", "org": "党组织",
    "record": "档案记录", "rulebook_version": "积分方案", "saved_view": "名单视图", "setting": "设置",
    "study_task": "补学任务库", "tag": "标签",
}  # fmt: skip
"""What each table holds, in the words of the screens."""

_COMMON: dict[str, str] = {
    "activity_id": "活动", "activity_kind": "活动类型", "adjusts": "调整的季度", "answer": "答复",
    "answered_by": "答复人", "answered_on": "答复日期", "approved_by": "审定人", "approved_on": "审定日期",
    "at": "时间", "back_on": "返岗日期", "cause": "原因", "checked_by": "初审人", "checked_on": "初审日期",
    "choices": "可选值", "claim_due": "认领期限", "claimed_on": "认领日期", "closed_at": "锁定时间",
    "closing_id": "结算", "code": "代号", "complete_due": "完成期限", "content": "内容", "content_hash": "内容校验",
    "counts": "条数", "created_at": "建立时间", "created_by": "录入人", "data": "其他内容", "day": "日期",
    "decisions": "决议", "deleted_at": "移除时间", "detail": "说明", "document": "依据", "document_no": "文号",
    "due_provisional": "期限待定", "effective_from": "生效日期", "ends": "止", "ends_at": "结束时间",
    "ends_on": "结束日期", "extra": "自设内容", "file_name": "文件名", "final_on": "定稿日期", "find_key": "检索",
    "form": "补学形式", "functional": "功能型", "grade": "等次", "group_id": "党小组", "happened_on": "发生日期",
    "held_on": "日期", "host": "主持人", "issuer": "颁发单位", "item_code": "积分项目", "key": "名称",
    "kind": "类型", "last_day": "公示截止", "leave_approver": "准假人", "leave_at": "准假时刻", "leave_on": "准假日期",
    "lecturer": "授课人", "makeup_task_id": "补学任务", "material": "补学材料", "meeting_id": "审定会议",
    "member_id": "党员", "mime": "文件类型", "minutes": "记录", "name": "名称", "note": "备注", "org_id": "党组织",
    "owner": "所属", "owner_id": "所属记录", "parent_id": "上级", "period": "期间", "place": "地点",
    "planned_back_on": "预计返岗", "position": "次序", "presence": "考勤", "published_on": "公示开始",
    "quantity": "数量", "raised_by": "提出人", "raised_on": "提出日期", "reason": "事由", "recorder": "记录人",
    "reopened_at": "重新打开时间", "reopened_reason": "重新打开原因", "reported_on": "上报日期", "result": "结果",
    "retired": "停用", "return_typed": "返岗为手填", "returned_on": "返岗日期", "returned_reason": "退回原因",
    "reversal_of_id": "冲正的记录", "rides_on_id": "附于记录", "roles": "角色", "rulebook_text": "方案文本",
    "sha256": "文件校验", "source": "来源", "source_id": "来源记录", "starts": "起", "starts_at": "开始时间",
    "starts_on": "开始日期", "state": "状态", "study_hours": "学时", "study_task_id": "任务库条目", "subject": "内容",
    "subkind": "小类", "tag_id": "标签", "task_text": "补学任务", "text": "文本", "title": "标题", "told": "告知",
    "topic": "主题", "total": "积分", "value": "值", "value_text": "文字值", "verified_on": "核验日期",
    "verifier": "核验人", "version": "版本", "veto_code": "一票否决", "works": "上班", "active": "启用",
    "branch_id": "党支部", "saved_at": "保存时间",
}  # fmt: skip

HIDDEN = frozenset({"id", "uuid", "name_key", "name_initials", "find_key"})
"""Columns that only the program reads."""

_MASKS = {
    "id_number": id_numbers.mask,
    "phone": masked_phone,
    "landline": masked_phone,
    "address": masked_address,
}
_LONGEST = 120


def column_word(table: str, column: str) -> str:
    """Return a column's Chinese name."""
    if table == "member":
        return FIELD_LABELS.get(column) or _COMMON.get(column, column)
    return _COMMON.get(column, column)


def shown(table: str, column: str, value: Any) -> str:
    """Return a stored value as people read it; ID, telephone and address masked."""
    if value is None or value == "":
        return "（空）"
    mask = _MASKS.get(column)
    if mask is not None:
        return mask(str(value))
    if column == "roles":
        held = json.loads(value) if isinstance(value, str) else value
        return "、".join(Role(role).label for role in held)
    labels = _labels(table).get(column)
    if labels is not None:
        return labels.get(value, str(value))
    if isinstance(value, dict) and set(value) == {"bytes", "head"}:
        return f"文件 {max(1, round(value['bytes'] / 1024))} KB"
    text = str(value).replace("T", " ") if column.endswith("_at") else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


@cache
def _labels(table: str) -> dict[str, dict[Any, str]]:
    """Return the labels of the columns that hold codes or a yes or no."""
    found: dict[str, dict[Any, str]] = {}
    model = TABLES.get(table)
    for column in model.__table__.columns if model is not None else ():
        if isinstance(column.type, Flag):
            found[column.name] = {0: "否", 1: "是"}
        elif isinstance(column.type, Code) and issubclass(column.type.kind, Kind):
            found[column.name] = {member.value: member.label for member in column.type.kind}
    return found
