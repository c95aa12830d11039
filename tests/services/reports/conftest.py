"""A branch of 32 invented members, with the names, lengths and gaps that real branches have."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from app.models.kinds import RecordKind
from app.services.reports.archive_documents import (
    ArchiveDoc,
    Basics,
    LifeEvent,
    LifeRow,
    Milestone,
    Opinions,
    PointLine,
    PointsOfYear,
    PrintMeta,
    QuarterPoints,
    RecordRow,
    StudyHours,
)
from app.services.reports.documents import (
    ActivityCount,
    CategoryBars,
    ExcusedRow,
    MakeupRow,
    MakeupSheet,
    MemberLine,
    PointDetail,
    PointRow,
    PointSheet,
    QuarterBars,
    RosterRow,
    RosterSheet,
    Seal,
    SheetHead,
)

BRANCH = "中共青溪市水旱灾害防御与水利工程运行管理中心机关第二支部委员会"
_NAMES = (
    "逄翀 隋喆 欧阳㛃 程䶮 吕堃 王伟 王伟 尉迟敬川 阿依古丽·买买提明江 张三丰 李思源 赵一鸣 钱塘 孙晓雨 周文斌 吴越 "
    "郑成 冯远 陈立秋 褚亮 卫东 蒋小燕 沈括 韩雪 杨柳青 朱明 秦川 尤佳 许诺 何处 万俟静 施𬭎"
)
NAMES = _NAMES.split()
CATEGORIES = ("组织生活", "学习培训", "履职尽责", "先锋作用", "扣分")
ITEMS = ("参加支部党员大会", "完成补学并上报", "上讲台讲党课")
SHARES = (Fraction(25), Fraction(20), Fraction(15), Fraction("16.5"), Fraction("-2.5"))
GROUPS = ("第一党小组", "第二党小组", "工程运行与调度党小组")
HEAD = SheetHead(BRANCH, prepared_by="隋喆", checked_by="逄翀", filled_on=date(2026, 4, 8))


def make_point_sheet(*, yearly: bool = False, closed: bool = True) -> PointSheet:
    rows, details = [], []
    for n, name in enumerate(NAMES[:-1]):
        parts = (
            Fraction(25 - n % 4),
            Fraction(20) - Fraction(n % 5, 2),
            Fraction(15),
            Fraction(10 + n % 7) + Fraction(1, 4) * (n % 2),
            Fraction(-(n % 3)),
        )
        grade = ("优秀", "合格", "合格", "基本合格")[n % 4] if yearly else ""
        note = "参加市防汛抗旱应急抢险突击队连续值守十五天，经支部委员会研究加分" if n == 4 else ""
        rows.append(
            PointRow(name, GROUPS[n % 3], "正式党员" if n % 9 else "预备党员", parts, sum(parts), grade, note)
        )
        details += [
            PointDetail(
                name,
                date(2026, 1, 9) + timedelta(days=20 * k),
                CATEGORIES[k],
                "参加支部党员大会",
                Fraction(2),
                k != 2,
                "考勤",
            )
            for k in range(3)
        ]
    return PointSheet(
        head=HEAD,
        branch=BRANCH,
        period="2026年度" if yearly else "2026年第一季度",
        categories=CATEGORIES,
        rows=tuple(rows),
        roster_count=32,
        rulebook="《青溪市直机关党员积分制管理办法（试行）》2026年第1版",
        yearly=yearly,
        excused=(ExcusedRow(NAMES[-1], GROUPS[1], "正式党员", "年满八十周岁，行动不便"),),
        details=tuple(details),
        seal=Seal(date(2026, 4, 8), 1, "3f9a12bc77d0" + "0" * 52) if closed else None,
    )


def make_roster() -> RosterSheet:
    rows = [
        RosterRow(
            name,
            BRANCH,
            f"34250119{70 + n % 30}0{1 + n % 9}1{n % 10}00{n % 10}X",
            "女" if n % 3 == 0 else "男",
            "汉族",
            f"19{70 + n % 30}-0{1 + n % 9}-1{n % 10}",
            "大学本科毕业",
            "正式党员",
            "2006-12-09",
            "2007-12",
            "机关工作人员",
            f"138{n:08d}",
            "0563-3012345",
            "安徽省宣城市宣州区澄江街道状元北路18号水利局家属院3幢2单元501室",
            "正常",
            "否",
            "",
            "否",
            "",
        )
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    return RosterSheet(HEAD, BRANCH, tuple(rows))


def make_makeups(name: str = "逄翀") -> tuple[MakeupRow, ...]:
    return (
        MakeupRow(
            held_on=date(2026, 1, 16), activity_kind="党员大会", topic="学习贯彻全国水利工作会议精神，审议支部年度工作计划",
            name=name, group=GROUPS[0], absence="公假", approved_by="隋喆 1月15日", returned_on=date(2026, 2, 13),
            claim_due=date(2026, 2, 24), claimed_on=date(2026, 2, 24), task="《中国共产党章程》第一章", form="自学并写心得",
            due=date(2026, 3, 5), done_on=date(2026, 3, 3), material="笔记、心得 2 份", verified_by="隋喆",
            verified_on=date(2026, 3, 4), outcome="已补", effect="补记 2.0",
        ),
        MakeupRow(held_on=date(2026, 3, 6), activity_kind="主题党日", topic="植树护河", name=name, group=GROUPS[0],
                  absence="事假", outcome="待返岗", overdue=True),
    )  # fmt: skip


def make_makeup_sheet() -> MakeupSheet:
    rows = tuple(row for name in NAMES[:9] for row in make_makeups(name))
    counts = (
        ActivityCount(date(2026, 1, 16), "党员大会", "学习贯彻全国水利工作会议精神", 31, 26, 4, 1, 3),
        ActivityCount(date(2026, 3, 6), "主题党日", "植树护河", 31, 31, 0, 0, 0),
    )
    return MakeupSheet(HEAD, BRANCH, "2026年第一季度", rows, counts)


def make_bars(*, closed: bool = True, stacked: bool = False) -> QuarterBars:
    sheet = make_point_sheet()
    totals = (*(row.total for row in sheet.rows), None)
    stack = tuple(
        CategoryBars(label, (*(row.categories[k] for row in sheet.rows), Fraction(0)))
        for k, label in enumerate(CATEGORIES)
    )
    return QuarterBars(
        title=f"{BRANCH}2026年第一季度党员积分",
        source=sheet.rulebook,
        names=tuple(NAMES),
        totals=totals,
        average=sum(t for t in totals if t is not None) / 31,
        closed=closed,
        categories=stack if stacked else (),
    )


def make_line(name: str = "欧阳㛃") -> MemberLine:
    return MemberLine(
        title=f"{name}积分变化",
        source="《青溪市直机关党员积分制管理办法（试行）》2026年第1版",
        name=name,
        quarters=("2025年三季度", "2025年四季度", "2026年一季度", "2026年二季度", "2026年三季度"),
        totals=(Fraction(71), Fraction("78.5"), Fraction(75), None, Fraction(83)),
        averages=(Fraction(74), Fraction(75), Fraction("73.5"), Fraction(76), Fraction(77)),
        lows=(Fraction(60), Fraction(61), Fraction(64), Fraction(62), Fraction(66)),
        highs=(Fraction(88), Fraction(90), Fraction(87), Fraction(91), Fraction(89)),
        closed=(True, True, True, True, False),
    )


def make_meta(**changes: object) -> PrintMeta:
    values: dict = {
        "operator": "隋喆", "printed_at": datetime(2026, 11, 22, 9, 30), "serial": "DY-2026-0017", "year": 2026,
    } | changes  # fmt: skip
    return PrintMeta(**values)


def make_empty_doc() -> ArchiveDoc:
    return ArchiveDoc(number="QX-02-032", name="施𬭎", unit="中共青溪市水利局机关委员会", branch=BRANCH)


def make_full_doc(name: str = "欧阳㛃", number: str = "QX-02-003", photo: bytes | None = None) -> ArchiveDoc:
    lines = tuple(
        PointLine(date(2026, 1, 5) + timedelta(days=8 * k), CATEGORIES[k % 4], ITEMS[k % 3],
                  Fraction(2), k != 5, "同一事项已达上限" if k == 5 else "")
        for k in range(9)
    )  # fmt: skip
    quarters = tuple(
        QuarterPoints(
            f"2026年第{label}季度", closed=n < 3, total=Fraction(74 + n),
            categories=tuple(zip(CATEGORIES, SHARES, strict=True)),
            lines=lines, branch_average=Fraction("73.5"),
        )
        for n, label in enumerate("一二三四")
    )  # fmt: skip
    records = {
        RecordKind.EDUCATION: (
            RecordRow("大学本科　工学学士", "2006-09", "2010-07", "河海大学水利水电学院", "水文与水资源工程", note="全日制"),
            RecordRow("硕士研究生　工程硕士", "2014-09", "2017-06", "武汉大学", "水利工程", note="在职"),
        ),
        RecordKind.POST: (
            RecordRow("科员", "2010-08", "2015-03", "青溪市水利局规划建设科", "行政职务"),
            RecordRow("组织委员", "2021-05", organ="机关第二党支部", detail="党内职务", open_ended=True),
        ),
        RecordKind.PAPER: (
            RecordRow("入党申请书", "2004-10-01", organ="人事档案", detail="复印件", amount="3 页"),
            RecordRow("中国共产党入党志愿书", "2006-12-09", organ="人事档案", detail="原件", amount="12 页"),
        ),
        RecordKind.AWARD: (
            RecordRow("优秀共产党员", "2021-07-01", organ="中共青溪市委直属机关工委", detail="防汛救灾", note="青直工2021年15号"),
        ),
        RecordKind.APPRAISAL: (
            RecordRow("优秀", "2025", detail="政治坚定，业务精通，防汛值守中冲在前面。", amount="优秀 28 票"),
        ),
        RecordKind.PLEDGE: (
            RecordRow("全年包保石佛山水库，汛期每周巡查一次", "2026-03", detail="已巡查 19 次，发现并处置隐患 3 处"),
        ),
        RecordKind.VOLUNTEER: (RecordRow("护河清淤", "2026-05-10", organ="机关党委", amount="4 小时"),),
        RecordKind.DUES: (RecordRow("按月交纳", "2026-10", amount="每月 86 元"),),
        RecordKind.TRAINING: (RecordRow("春季党员轮训", "2026-04-20", "2026-04-22", "市委党校", amount="24 学时"),),
    }  # fmt: skip
    events = tuple(
        LifeEvent(date(2026, 1, 9) + timedelta(days=13 * k), ("党员大会", "党小组会", "党课", "主题党日")[k % 4],
                  "学习贯彻党的二十届历次全会精神，研究部署支部重点任务" if k % 3 else "植树护河", "公假" if k == 3 else "出勤")
        for k in range(22)
    )  # fmt: skip
    return ArchiveDoc(
        number=number, name=name, unit="中共青溪市水利局机关委员会", branch=BRANCH, group=GROUPS[2],
        opened_on=date(2024, 3, 1), photo=photo,
        basics=Basics(
            sex="女", ethnicity="汉族", native_place="安徽省宣州区", born="1988-06-12", id_number="342501198806120028",
            education="大学本科毕业", degree="学士", member_kind="正式党员", joined="2006-12-09", regular="2007-12-09",
            started_work="2010-08", party_years="19 年", employer="青溪市水旱灾害防御与水利工程运行管理中心",
            post="机关工作人员（水旱灾害防御科副科长）", party_post="组织委员", mobile="13856301234", landline="0563-3012345",
            address="安徽省宣城市宣州区澄江街道状元北路18号水利局家属院3幢2单元501室", status="正常", lost="否", floating="否",
        ),
        milestones=(
            Milestone("递交入党申请书", "2004-10-01", "中共河海大学水利水电学院学生第一支部"),
            Milestone("确定为入党积极分子", "2005-04"),
            Milestone("接收为预备党员", "2006-12-09", "介绍人：蒋小燕、沈括"),
            Milestone("转为正式党员", "2007-12-09", "按期转正"),
        ),
        records=records,
        life=(LifeRow("党员大会", 4, 3, 1, 0, 1), LifeRow("党小组会", 11, 11, 0, 0, 0), LifeRow("主题党日", 11, 10, 0, 1, 0)),
        life_events=events,
        study=StudyHours((("集中学习", Fraction(18)), ("教育培训", Fraction(24)), ("网络学习", Fraction("6.5")))),
        makeups=make_makeups(name),
        points=PointsOfYear("《青溪市直机关党员积分制管理办法（试行）》2026年第1版", quarters, Fraction("301.5"), "优秀",
                            "2026年4月9日至15日在机关公示栏公示", curve=make_line(name)),
        opinions=Opinions(),
    )  # fmt: skip


@pytest.fixture
def point_sheet() -> PointSheet:
    return make_point_sheet()


@pytest.fixture
def year_sheet() -> PointSheet:
    return make_point_sheet(yearly=True)


@pytest.fixture
def roster() -> RosterSheet:
    return make_roster()


@pytest.fixture
def makeup_sheet() -> MakeupSheet:
    return make_makeup_sheet()


@pytest.fixture
def full_doc() -> ArchiveDoc:
    return make_full_doc()


@pytest.fixture
def empty_doc() -> ArchiveDoc:
    return make_empty_doc()


@pytest.fixture
def meta() -> PrintMeta:
    return make_meta()


@pytest.fixture
def bars() -> QuarterBars:
    return make_bars(stacked=True)


@pytest.fixture
def line() -> MemberLine:
    return make_line()
