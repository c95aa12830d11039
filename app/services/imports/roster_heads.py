"""The words that rosters head their columns with (花名册表头)."""

from __future__ import annotations

from app.services.imports.heads import Vocabulary

SYNONYMS: dict[str, str] = {
    "name": "姓名 党员姓名 名字",
    "sex": "性别",
    "ethnicity": "民族",
    "native_place": "籍贯 祖籍",
    "id_number": "身份证号 公民身份证号 身份证 身份证号码 公民身份号码 公民身份证号码 居民身份证号 "
    "居民身份证号码 证件号码 证件号 身份号码",
    "birth": "出生日期 出生年月 出生 出生年月日 出生时间 生日",
    "education": "学历 最高学历 文化程度 现有学历 学历情况",
    "degree": "学位 最高学位",
    "kind": "人员类别 预/正 正式/预备 党员类别 党员状态 党员类型 是否正式党员 政治面貌 党员身份",
    "branch": "所在党支部 党支部 党支部名称 所在支部 支部名称 支部 所属党支部 所属支部 所在党组织 所属党组织",
    "group": "党小组 所在党小组 所属党小组 小组 党小组名称",
    "joined": "加入党组织日期 入党时间 入党日期 入党年月 加入党组织时间 加入中共党组织日期 入党年月日 参加党组织日期",
    "regular": "转为正式党员日期 转正时间 转正日期 转正年月 转为正式党员时间 转正年月日",
    "introducers": "入党介绍人 入党介绍人1 入党介绍人2 介绍人 入党介绍人一 入党介绍人二",
    "party_post": "党内职务 党内任职 党务职务",
    "job": "工作岗位 岗位 从事岗位 岗位类别",
    "unit": "工作单位 单位 所在单位 部门 所在部门 科室 单位及部门 工作部门 单位名称 处室 工作/学习单位",
    "post": "职务 行政职务 工作单位及职务 单位职务 单位及职务 现任职务",
    "title": "职称 专业技术职务 技术职称 从事专业技术职务",
    "employee_no": "工号 员工编号 职工号 员工编码 人员编号 集团员工编码",
    "former_name": "曾用名",
    "work_start": "参加工作日期 参加工作时间 工作时间 参加工作年月",
    "phone": "手机号 手机号码 联系电话 电话 手机 移动电话 联系方式 电话号码 本人联系电话",
    "landline": "固定电话 座机 办公电话 固话 住宅电话",
    "address": "家庭住址 住址 现居住地 家庭地址 居住地址 现住址 居住地 详细住址",
    "status": "党籍状态",
    "lost": "是否为失联党员 是否失联党员 是否失联 失联党员",
    "lost_since": "失去联系日期 失联日期 失联时间 失去联系时间",
    "mobile": "是否为流动党员 是否流动党员 是否流动 流动党员",
    "mobile_to": "外出流向 流向 流动去向 外出地点",
    "dues_paid_to": "历史党费缴至 党费缴至 党费交至 党费缴纳至 党费交纳至",
    "birthplace": "出生地",
    "household": "户籍所在地 户籍地 户口所在地",
    "marital": "婚姻状况 婚姻",
    "health": "健康状况",
    "school": "毕业院校及专业 毕业院校系及专业 毕业学校及专业",
    "entry_kind": "入党类型",
    "admitted_by": "入党时所在支部 入党时所在党支部",
    "extended_to": "延长预备期至 延长预备期时间",
    "regular_kind": "转正情况",
    "age_correction": "党龄校正值 党龄校正值月数",
    "party_worker": "党务工作者 是否党务工作者",
    "first_secretary": "第一书记 是否第一书记",
    "lost_reason": "失联情形 失联原因",
    "archive_no": "档案编号 档案号",
    "occupation": "职业 职业分类",
    "leading_cadre": "党员领导干部 是否党员领导干部",
    "staff_kind": "人员身份 编制 身份 编制类型",
    "trade": "党员所属行业 所属行业",
    "new_class": "新社会阶层类型 新社会阶层",
    "migrant": "农民工 是否农民工",
    "note": "备注 说明",
    "party_age": "党龄 年龄",
}
_PAPERS = "入党材料 入党申请书 入党志愿书 政治审查材料 政审材料 培养教育考察材料 培养考察材料 转正申请书 自传 思想汇报"

ROSTER = Vocabulary.of(
    # a paper of admission (入党材料) has a column of its own that says with yes or no whether it is there
    SYNONYMS | {"paper": _PAPERS},
    not_stored=("party_age",),
    repeatable=("introducers", "paper"),
)
