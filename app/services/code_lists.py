"""Word lists of the national forms (代码表): ethnic groups, education, degrees, and the short words for them."""

from __future__ import annotations

_ETHNIC = (
    "01汉 02蒙古 03回 04藏 05维吾尔 06苗 07彝 08壮 09布依 10朝鲜 11满 12侗 13瑶 14白 15土家 16哈尼 17哈萨克 18傣 "
    "19黎 20傈僳 21佤 22畲 23高山 24拉祜 25水 26东乡 27纳西 28景颇 29柯尔克孜 30土 31达斡尔 32仫佬 33羌 34布朗 "
    "35撒拉 36毛南 37仡佬 38锡伯 39阿昌 40普米 41塔吉克 42怒 43乌孜别克 44俄罗斯 45鄂温克 46德昂 47保安 48裕固 "
    "49京 50塔塔尔 51独龙 52鄂伦春 53赫哲 54门巴 55珞巴 56基诺"
)
ETHNICITIES: dict[str, str] = {row[:2]: f"{row[2:]}族" for row in _ETHNIC.split()}
"""民族 (GB/T 3304): the full name by its code."""

_EDUCATION = (
    "10研究生教育 11博士研究生毕业 12博士研究生结业 13博士研究生肄业 14硕士研究生毕业 15硕士研究生结业 "
    "16硕士研究生肄业 17研究生班毕业 18研究生班结业 19研究生班肄业 20大学本科教育 21大学本科毕业 22大学本科结业 "
    "23大学本科肄业 28大学普通班毕业 30大学专科教育 31大学专科毕业 32大学专科结业 33大学专科肄业 40中等职业教育 "
    "41中等专科毕业 42中等专科结业 43中等专科肄业 44职业高中毕业 45职业高中结业 46职业高中肄业 47技工学校毕业 "
    "48技工学校结业 49技工学校肄业 60普通高级中学教育 61普通高中毕业 62普通高中结业 63普通高中肄业 "
    "70初级中学教育 71初中毕业 73初中肄业 80小学教育 81小学毕业 83小学肄业 90其他"
)
EDUCATIONS: dict[str, str] = {row[:2]: row[2:] for row in _EDUCATION.split()}
"""学历 (GB/T 4658): the name by its code."""

_EDUCATION_SHORT = (
    "研究生 博士 硕士 博士研究生 硕士研究生 在职研究生 中央党校研究生 省委党校研究生 党校研究生 研究生班 "
    "大学 大学本科 本科 全日制本科 在职本科 在职大学 党校大学 中央党校大学 省委党校大学 本科毕业 大学毕业 "
    "专科 大专 大学专科 高职 党校大专 在职大专 专科毕业 大专毕业 中专 中等专科 中技 技校 技工学校 职高 职业高中 "
    "高中 普通高中 高中毕业 高中及以下 初中 初中及以下 初中以下 小学 文盲 其他"
)
EDUCATION_WORDS: frozenset[str] = frozenset(_EDUCATION_SHORT.split())
"""Short words for 学历 that secretaries write; kept as written."""

DEGREES: tuple[str, ...] = ("博士", "硕士", "学士", "无")
"""学位 (GB/T 6864), shortened as the national form does."""

MARITAL: tuple[str, ...] = ("未婚", "已婚", "再婚", "复婚", "丧偶", "离婚", "未说明")
"""婚姻状况 (GB/T 2261.2)."""

HEALTH: tuple[str, ...] = ("健康", "良好", "一般", "有慢性病", "残疾")

STAFF_KINDS: tuple[str, ...] = (
    "公务员",
    "参公人员",
    "事业编制",
    "工勤人员",
    "企业职工",
    "编外聘用",
    "离退休",
)
"""人员身份 by the kind of post (编制)."""

OCCUPATIONS: tuple[str, ...] = (
    "工人（工勤技能人员）",
    "农牧渔民",
    "企事业单位、社会组织专业技术人员",
    "企事业单位、社会组织管理人员",
    "党政机关工作人员",
    "学生",
    "其他职业人员",
    "离退休人员",
)
"""职业 as the yearly statistics of the Party (党内统计公报) divides members."""

JOBS: tuple[str, ...] = (
    "机关工作人员",
    "事业单位管理岗",
    "专业技术岗",
    "工勤技能岗",
    "企业管理人员",
    "农牧渔民",
    "学生",
    "离退休",
)

PARTY_POSTS: tuple[str, ...] = (
    "党支部书记",
    "党支部副书记",
    "组织委员",
    "宣传委员",
    "纪检委员",
    "统战委员",
    "青年委员",
    "党小组长",
)

ENTRY_KINDS: tuple[str, ...] = ("新发展", "转入", "恢复党籍", "重新入党", "追认")
"""入党类型 and how a member came to the roster (增加方式)."""

REGULAR_KINDS: tuple[str, ...] = ("按期转正", "延长预备期满转正", "延长预备期", "取消预备党员资格")
"""转正情况."""

LOST_REASONS: tuple[str, ...] = (
    "外出务工经商",
    "单位改制破产",
    "毕业去向不明",
    "单位改变",
    "出国（境）",
    "居住地改变",
    "其他",
)
"""失联情形 of the national form's notes."""


def ethnicity(text: str) -> str | None:
    """Return the full name of an ethnic group from its name, its short name or its code; None if unknown."""
    full = ETHNICITIES.get(text.zfill(2)) if text.isdigit() else text.removesuffix("族") + "族"
    return full if full in _ETHNIC_NAMES else None


def education(text: str) -> str | None:
    """Return the words for an education: a code's name, or the known words as written; None if unknown."""
    if text in EDUCATIONS:
        return EDUCATIONS[text]
    return text if text in _EDUCATION_NAMES or text in EDUCATION_WORDS else None


_ETHNIC_NAMES = frozenset(ETHNICITIES.values())
_EDUCATION_NAMES = frozenset(EDUCATIONS.values())
