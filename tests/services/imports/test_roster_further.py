from app.services.imports import roster
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, number_for, only

HEADS = workbooks.heads_of(
    "序号 姓名 性别 公民身份号码 民族 出生日期 学历 人员类别 学位 所在党支部 手机号码 入党日期 转正日期 党龄 党龄校正值(月) "
    "新社会阶层类型 工作岗位 从事专业技术职务 是否农民工 现居住地 户籍所在地 是否失联党员 是否流动党员 入党类型 转正情况 "
    "入党时所在支部 延长预备期时间 党员所属行业"
)


def test_every_column_of_the_provincial_sheet_is_known(tmp_path):
    cells = {
        "姓名": "张伟",
        "公民身份号码": number_for("19850601"),
        "人员类别": "正式党员",
        "入党日期": "2009-07-01",
        "转正日期": "2011-01-01",
        "党龄校正值(月)": "-12",
        "新社会阶层类型": "民营企业从业人员",
        "从事专业技术职务": "工程师",
        "是否农民工": "否",
        "户籍所在地": "安徽省泾县",
        "入党类型": "发展入党",
        "转正情况": "延长预备期满转正",
        "入党时所在支部": "某学院学生支部",
        "延长预备期时间": "2011-01",
        "党员所属行业": "水利",
    }
    found = roster.read(workbooks.plain(tmp_path / "d.xlsx", HEADS, [cells]), TODAY)
    row = only(found)
    assert found.unknown_columns == ()
    assert (row.age_correction, row.migrant, row.extended_to) == (-12, False, "2011-01")
    assert (row.new_class, row.title, row.household) == ("民营企业从业人员", "工程师", "安徽省泾县")
    assert (row.entry_kind, row.regular_kind, row.trade) == ("发展入党", "延长预备期满转正", "水利")
    assert row.admitted_by == "某学院学生支部"
    assert row.extra == {}


def test_a_number_of_months_nobody_can_read_is_kept_as_written(tmp_path):
    cells = {"姓名": "张伟", "性别": "男", "党龄校正值(月)": "一年"}
    found = roster.read(workbooks.plain(tmp_path / "d.xlsx", HEADS, [cells]), TODAY)
    assert only(found).age_correction is None
    assert only(found).extra == {"党龄校正值(月)": "一年"}
