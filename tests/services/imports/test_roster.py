from datetime import date, datetime

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.models.kinds import MemberKind, PartyStatus, Sex
from app.services.imports import roster
from app.services.imports.roster_rows import RosterRow
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, number_for, only, person, reasons


def test_the_national_sheet_with_title_rows_and_footer_is_read_whole(tmp_path):
    people = [
        person(
            "张伟",
            "1985-06-01",
            101,
            所在党支部="机关第一党支部",
            学历="21",
            工作岗位="机关工作人员",
            手机号="13800000001",
            固定电话="0563-3020001",
            家庭住址="某路1号",
            党籍状态="正常",
            是否为失联党员="否",
            是否为流动党员="是",
            外出流向="浙江省杭州市",
        ),
        person(
            "李娜",
            "1990-03-05",
            102,
            民族="回",
            人员类别="预备党员",
            加入党组织日期="2026.03",
            转为正式党员日期=None,
        ),
    ]
    found = roster.read(workbooks.national(tmp_path / "n.xlsx", people), TODAY)

    assert (found.sheet, found.total, found.footers, found.unknown_columns) == (
        "党员基本信息汇总表",
        2,
        1,
        (),
    )
    assert found.findings == ()
    first, second = found.rows
    assert first == RosterRow(
        number=5,
        name="张伟",
        sex=Sex.MALE,
        id_number=number_for("19850601"),
        birth="1985-06-01",
        ethnicity="汉族",
        education="大学本科毕业",
        kind=MemberKind.FULL,
        branch="机关第一党支部",
        joined="2009-07-01",
        regular="2010-07-01",
        job="机关工作人员",
        phone="13800000001",
        landline="0563-3020001",
        address="某路1号",
        status=PartyStatus.NORMAL,
        lost=False,
        mobile=True,
        mobile_to="浙江省杭州市",
    )
    assert (second.number, second.name, second.sex, second.kind) == (
        6,
        "李娜",
        Sex.FEMALE,
        MemberKind.PROBATIONARY,
    )
    assert (second.ethnicity, second.joined, second.regular) == ("回族", "2026-03", None)


def test_layout_9_with_months_and_papers(tmp_path):
    number = number_for("19850615", 102)
    cells = {
        "姓名": "王芳",
        "身份证号": number,
        "性别": "女",
        "籍贯": "安徽宣城",
        "出生年月": "1985.06",
        "学历": "本科",
        "工作地": "合肥",
        "工作单位": "某公司",
        "预/正": "正",
        "手机号码": "138 0000 0002",
        "QQ号": "12345",
        "入党时间": "2009年7月",
        "历史党费缴至": "202610",
        "转正时间": "201007",
        "入党介绍人1": "张三",
        "入党介绍人2": "李四",
        "入党申请书": "有",
        "入党志愿书": "√",
        "政治审查材料": "无",
        "转正申请书": "",
        "备注": "—",
    }
    row = only(roster.read(workbooks.plain(tmp_path / "9.xlsx", workbooks.LAYOUT_9, [cells]), TODAY))

    assert (row.birth, row.joined, row.regular, row.dues_paid_to) == (
        "1985-06",
        "2009-07",
        "2010-07",
        "2026-10",
    )
    assert (row.native_place, row.education, row.unit, row.phone) == (
        "安徽宣城",
        "本科",
        "某公司",
        "13800000002",
    )
    assert (row.kind, row.introducers, row.note) == (MemberKind.FULL, "张三、李四", None)
    assert row.papers == {"入党申请书": True, "入党志愿书": True, "政治审查材料": False}
    assert row.extra == {"工作地": "合肥", "QQ号": "12345"}


def test_layout_11_has_no_party_dates(tmp_path):
    cells = {
        "姓名": "逄翀",
        "性别": "男",
        "民族（全称）": "汉族",
        "籍贯": "山东省青岛市",
        "电话": "13800000003",
        "出生日期": "1990/3/5",
        "参加工作日期": "2012年9月",
        "身份证号码": number_for("19900305"),
        "家庭住址": "某村",
        "户口所在地派出所": "某派出所",
        "最高学历": "大学",
        "学位": "学士",
        "其他党团": "无",
    }
    row = only(roster.read(workbooks.plain(tmp_path / "11.xlsx", workbooks.LAYOUT_11, [cells]), TODAY))

    assert (row.birth, row.work_start, row.ethnicity, row.degree) == ("1990-03-05", "2012-09", "汉族", "学士")
    assert (row.joined, row.regular, row.kind) == (None, None, None)
    assert row.extra == {"户口所在地派出所": "某派出所"}


def test_layout_13_with_real_dates_and_people_who_are_no_members_yet(tmp_path):
    member = {
        "部门": "办公室",
        "工号": 10023,
        "姓名": "欧阳喆",
        "身份证": number_for("19810203"),
        "性别": "男",
        "出生": date(1981, 2, 3),
        "学历": "研究生",
        "职称": "工程师",
        "党员状态": "正式",
        "党内职务": "组织委员",
        "党龄": 20,
        "入党日期": datetime(2005, 7, 1),
        "转正日期": 38899,
        "党费状态": "已缴",
        "全国党员信息系统编码": "0001",
        "年度培训学时": 32,
        "目标学时": 32,
    }
    seeker = {"姓名": "赵敏", "身份证": number_for("20000101", 102), "党员状态": "积极分子"}
    found = roster.read(workbooks.plain(tmp_path / "13.xlsx", workbooks.LAYOUT_13, [member, seeker]), TODAY)

    (row,) = found.rows
    assert (row.unit, row.employee_no, row.title, row.party_post) == ("办公室", "10023", "工程师", "组织委员")
    assert (row.birth, row.joined, row.regular, row.kind) == (
        "1981-02-03",
        "2005-07-01",
        "2006-07-01",
        MemberKind.FULL,
    )
    assert row.extra == {
        "党费状态": "已缴",
        "全国党员信息系统编码": "0001",
        "年度培训学时": "32",
        "目标学时": "32",
    }
    assert reasons(found) == [(3, "党员状态", "“积极分子”不是党员，不列入党员名册。")]


def test_two_level_merged_heads_and_a_branch_merged_downwards(tmp_path):
    def build(sheet: Worksheet) -> None:
        sheet["A1"] = "总支党员名册"
        sheet.merge_cells("A1:H1")
        sheet["A2"] = "总支名称(盖章)：          填表人：          填表时间："
        for column, head in zip("ABCF", ("序号", "姓名", "联系电话", "入党"), strict=True):
            sheet[f"{column}3"] = head
        sheet["E3"], sheet["H3"] = "性 别", "所在党支部"
        for column in "ABEH":
            sheet.merge_cells(f"{column}3:{column}4")
        sheet.merge_cells("C3:D3")
        sheet.merge_cells("F3:G3")
        sheet["C4"], sheet["D4"], sheet["F4"], sheet["G4"] = "手机", "固定电话", "时间", "地点"
        sheet.append([1, "张伟", "13800000001", "3020001", "男", "2009.7", "合肥", "第一党支部"])
        sheet.append([2, "李娜", "13800000002", None, "女", "2010.7", "宣城", None])
        sheet.merge_cells("H5:H6")
        sheet.append(["合计", 2])

    found = roster.read(workbooks.save(tmp_path / "m.xlsx", build), TODAY)

    assert (found.total, found.footers, reasons(found)) == (2, 1, [])
    assert [(r.number, r.name, r.phone, r.landline, r.joined, r.branch) for r in found.rows] == [
        (5, "张伟", "13800000001", "3020001", "2009-07", "第一党支部"),
        (6, "李娜", "13800000002", None, "2010-07", "第一党支部"),
    ]
    assert found.unknown_columns == ("入党地点",)


def test_heads_repeated_on_each_page_and_empty_numbered_rows_are_passed_over(tmp_path):
    def build(sheet: Worksheet) -> None:
        sheet.append(["序号", "姓名", "性别", "出生日期"])
        sheet.append([1, "张伟", "男", "1985-06"])
        sheet.append(["序号", "姓名", "性别", "出生日期"])
        sheet.append([2, "李娜", "女", "1986-06"])
        sheet.append([3, None, None, None])
        sheet.append(["注：本表不得涂改"])
        sheet.append(["填表人：李记录", None, "审核人：王书记"])

    found = roster.read(workbooks.save(tmp_path / "p.xlsx", build), TODAY)
    assert (found.total, found.footers) == (2, 2)
    assert [row.number for row in found.rows] == [2, 4]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        (" '李四", "李四"),
        ("㛃䶮", "㛃䶮"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        ("张伟（大）", "张伟（大）"),
    ],
)
def test_names_are_kept_as_people_write_them(tmp_path, written, kept):
    path = workbooks.national(tmp_path / "n.xlsx", [person(written)])
    assert only(roster.read(path, TODAY)).name == kept


@pytest.mark.parametrize(
    "written", ["\ue123伟", "张？", "张□", "张三1", "<b>张三</b>", "138", "@sum", "张" * 41]
)
def test_what_is_no_name_is_reported(tmp_path, written):
    found = roster.read(
        workbooks.national(tmp_path / "n.xlsx", [person(written), person("李娜", order=102)]), TODAY
    )
    assert [row.name for row in found.rows] == ["李娜"]
    ((row, column, reason),) = reasons(found)
    assert (row, column) == (5, "姓名")
    assert "不像姓名" in reason or "无法识别的字" in reason


def test_every_kind_of_wrong_cell_is_reported_by_row_and_column_and_the_good_rows_stay(tmp_path):
    people = [
        person("张伟"),
        person("李一", 公民身份证号=4.4e17),
        person("李二", 公民身份证号="4.4E+17"),
        person("李三", 公民身份证号="341802198506011010"),
        person("李四", 出生日期="1985-02-30"),
        person('="王"&"五"'),
        person("李六", 加入党组织日期="2010-07-01", 转为正式党员日期="2009-07-01"),
        person("李七", 性别="女"),
        person("", order=103),
        person("李八", order=105, 人员类别="群众"),
        person("李九", order=107, 转为正式党员日期="2031.01"),
        person("李十", 性别="未知"),
    ]
    found = roster.read(workbooks.national(tmp_path / "w.xlsx", people), TODAY)

    assert [row.name for row in found.rows] == ["张伟"]
    told = reasons(found)
    assert [(row, column) for row, column, _ in told] == [
        (6, "公民身份证号"),
        (7, "公民身份证号"),
        (8, "公民身份证号"),
        (9, "出生日期"),
        (10, "姓名"),
        (11, "转为正式党员日期"),
        (12, "性别"),
        (13, "姓名"),
        (14, "人员类别"),
        (15, "转为正式党员日期"),
        (16, "性别"),
    ]
    words = [
        "存成了数字",
        "科学计数法|已经丢失",
        "校验位",
        "不是一个存在的日期",
        "公式",
        "早于入党",
        "与身份证号不符",
        "缺少姓名",
        "不是党员",
        "晚于2027年",
        "无法识别",
    ]
    for (_, _, reason), word in zip(told, words, strict=True):
        assert any(part in reason for part in word.split("|")), (reason, word)
    assert found.total == 12 == len(found.rows) + len(found.wrong_rows)


def test_status_column_that_holds_the_kind(tmp_path):
    heads = ["姓名", "性别", "党籍状态", "入党时间"]
    rows = [{"姓名": "张伟", "党籍状态": "预备"}, {"姓名": "李娜", "党籍状态": "停止党籍"}]
    first, second = roster.read(workbooks.plain(tmp_path / "s.xlsx", heads, rows), TODAY).rows
    assert (first.kind, first.status) == (MemberKind.PROBATIONARY, None)
    assert (second.kind, second.status) == (None, PartyStatus.SUSPENDED)


def test_a_number_in_the_phone_column_that_is_a_landline(tmp_path):
    row = only(
        roster.read(
            workbooks.plain(
                tmp_path / "s.xlsx",
                ["姓名", "性别", "联系电话"],
                [{"姓名": "张伟", "联系电话": "0563-3020001"}],
            ),
            TODAY,
        )
    )
    assert (row.phone, row.landline) == (None, "0563-3020001")


def test_a_long_text_is_refused_in_its_cell_only(tmp_path):
    people = [person("张伟", 家庭住址="路" * 1001), person("李娜", order=102)]
    found = roster.read(workbooks.national(tmp_path / "l.xlsx", people), TODAY)
    assert [row.name for row in found.rows] == ["李娜"]
    assert "文字过长" in found.findings[0].reason


def test_a_formula_without_a_result_is_pointed_out(tmp_path):
    path = workbooks.national(tmp_path / "f.xlsx", [person("张伟", 家庭住址="=A1&1")])
    found = roster.read(path, TODAY)
    assert [row.address for row in found.rows] == [None]
    assert reasons(found, wrong=False) == [(5, "家庭住址", "单元格是公式但没有结果，已当作没有填写。")]
