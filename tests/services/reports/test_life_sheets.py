from __future__ import annotations

import pytest

from app.models.kinds import ActivityKind
from app.services.reports import life_sheets
from app.services.reports.life_documents import DecisionLine, LifePaper
from tests.services.reports.conftest import BRANCH, NAMES
from tests.services.reports.life_papers import META, make_activity_paper, sizes_of, text_of

A4 = "595.276 x 841.89"
PASSAGE = "会议由党支部书记逄翀主持，传达学习上级精神，研究部署秋季水利建设和党员联系群众工作。"


def sheet(paper, **changes):
    return life_sheets.activity_sheet(paper, make_activity_paper(**changes), "隋喆")


@pytest.mark.parametrize("paper", list(LifePaper))
def test_every_paper_is_a4_with_unit_page_numbers_and_its_caution(paper, tmp_path):
    made = sheet(paper)
    text = text_of(made, tmp_path)
    assert set(sizes_of(made, tmp_path)) == {A4}
    for words in (
        BRANCH,
        "内部事项注意保管",
        "第1页",
        "打印：隋喆",
        "2026年10月8日（星期四）",
    ):
        assert words in text


@pytest.mark.parametrize("paper", [LifePaper.SIGN_IN, LifePaper.ATTENDANCE])
def test_every_name_is_on_the_paper_rare_characters_too(paper, tmp_path):
    text = text_of(sheet(paper), tmp_path)
    assert [name for name in NAMES if name not in text] == []
    assert {"欧阳㛃", "程䶮", "施𬭎"} <= set(NAMES)


@pytest.mark.parametrize("paper", [LifePaper.SIGN_IN, LifePaper.ATTENDANCE])
def test_a_branch_of_thirty_two_fits_one_sheet(paper, tmp_path):
    assert len(sizes_of(sheet(paper), tmp_path)) == 1


def test_a_large_assembly_flows_over_sheets_and_nobody_signs_twice(tmp_path):
    made = sheet(LifePaper.SIGN_IN, people=96, marked=False)
    text = text_of(made, tmp_path)
    assert len(sizes_of(made, tmp_path)) == 3
    assert text.count("欧阳㛃") == 3  # 96 lines of 32 names
    assert text.count("列席人员") == 1


def test_an_empty_sheet_still_prints(tmp_path):
    assert "没有应到人员" in text_of(sheet(LifePaper.ATTENDANCE, people=0), tmp_path)
    assert "签名" in text_of(sheet(LifePaper.SIGN_IN, people=0), tmp_path)


def test_the_attendance_sheet_ticks_kind_and_states(tmp_path):
    text = text_of(sheet(LifePaper.ATTENDANCE), tmp_path)
    assert text.count("√") == 1 + 31  # the kind, and everybody but who is exempt
    for words in ("应到31人实到28人", "请假2人", "缺勤1人", "免于参加1人", "已补1人"):
        assert words in text
    assert "病假，10月14日已补" in text


def test_figures_are_left_to_the_pen_before_the_meeting(tmp_path):
    text = text_of(sheet(LifePaper.SIGN_IN, marked=False), tmp_path)
    assert "应到32人实到人请假人缺席人" in text


def test_minutes_name_who_was_absent_and_why(tmp_path):
    text = text_of(sheet(LifePaper.MINUTES, minutes=PASSAGE), tmp_path)
    assert "病假：吕堃；" in text
    assert "李思源" not in text  # present: only the absent are named


@pytest.mark.parametrize("paper", [LifePaper.MINUTES, LifePaper.SIGN_IN])
def test_who_attended_without_a_vote_is_named_on_minutes_and_sign_in_sheet(paper, tmp_path):
    guests = ("王敏（区水利站站长）", "李强", "冯骥（水文中心党支部书记）")
    text = text_of(sheet(paper, observers=guests), tmp_path)
    for words in ("列席人员", "王敏", "区水利站站长", "李强", "冯骥", "水文中心党支部书记"):
        assert words in text
    if paper is LifePaper.SIGN_IN:
        assert "列席3人" in text


def test_minutes_flow_over_pages_and_the_signatures_stay_with_the_decisions(tmp_path):
    decisions = (DecisionLine("修订补学补领办法", "隋喆", "2026年10月30日", "2026年10月20日"),)
    made = sheet(LifePaper.MINUTES, minutes="\n".join([PASSAGE * 3] * 12), decisions=decisions)
    text = text_of(made, tmp_path)
    pages = text.split("打印：隋喆")
    assert len(sizes_of(made, tmp_path)) == len(pages) - 1 >= 2
    (last,) = [page for page in pages if "主持人签字" in page]
    assert "修订补学补领办法" in last
    assert "2026年10月20日办结" in text
    assert text.count("秋季水利建设") == 36


def test_minutes_without_text_leave_lines_on_one_page(tmp_path):
    made = sheet(LifePaper.MINUTES, marked=False)
    assert len(sizes_of(made, tmp_path)) == 1
    assert "会议内容" in text_of(made, tmp_path)


@pytest.mark.parametrize("length", [0, 1, 60])
def test_the_report_form_is_one_page_however_much_was_said(length, tmp_path):
    decisions = tuple(
        DecisionLine("研究秋季水利建设分工并落实到人", "隋喆", "10月底") for _ in range(length // 4)
    )
    made = sheet(
        LifePaper.REPORT_FORM,
        minutes="\n".join([PASSAGE] * length),
        decisions=decisions,
        joint="滨河社区党支部、青溪市水务集团第二党支部、市生态环境局机关第三党支部",
        topic="深入学习贯彻全国水利工作会议精神" * 4,
        place="青溪市水旱灾害防御与水利工程运行管理中心三楼党员活动室及石佛山水库现场",
        attachments=("现场照片.jpg",),
    )
    text = text_of(made, tmp_path)
    assert len(sizes_of(made, tmp_path)) == 1
    assert "填报人：隋喆" in text
    assert ("全文见会议记录" in text) == (length > 1)


def test_what_looks_like_markup_is_printed_as_typed(tmp_path):
    topic = "学习 #strong[原文] $x$ *重点* <b>"
    text = text_of(sheet(LifePaper.MINUTES, topic=topic, kind=ActivityKind.STUDY), tmp_path)
    assert "".join(topic.split()) in text


def test_pages_are_pictures_for_screen_and_printer():
    (page,) = sheet(LifePaper.SIGN_IN).pages(META, 60)
    assert page.startswith(b"\x89PNG")
