from __future__ import annotations

from datetime import date

import pytest

from app.services.errors import BadInput
from app.services.holiday_text import read_notice
from app.services.holidays import shipped_tables
from app.services.workdays import Notice

NOTICE = Notice("试 2026 年第 1 号", "", date(2026, 11, 22))
OF_2026 = """各省、自治区、直辖市人民政府：
经批准，现将2026年元旦、春节等节假日放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班。"""


def read(text: str, year: int = 2027):
    return [(h.name, h.first, h.last, h.work) for h in read_notice(text, year, NOTICE).holidays]


def test_the_notice_of_2026_as_pasted_is_the_shipped_table():
    made = read_notice(OF_2026, 2026, NOTICE)
    (shipped,) = [table for table in shipped_tables() if table.year == 2026]
    assert made.days_off() == shipped.days_off()
    assert made.days_worked() == shipped.days_worked()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("元旦：1月1日（周五）放假1天，不调休。", ("元旦", date(2027, 1, 1), date(2027, 1, 1), ())),
        ("春节 2027-02-05 至 2027-02-11 放假", ("春节", date(2027, 2, 5), date(2027, 2, 11), ())),
        ("五一：5.1-5.5放假，5.8上班", ("五一", date(2027, 5, 1), date(2027, 5, 5), (date(2027, 5, 8),))),
        (
            "元旦：2026年12月31日至2027年1月2日放假",
            ("元旦", date(2026, 12, 31), date(2027, 1, 2), ()),
        ),
        (
            "国庆 10月1日至7日休息，9日、10日补班",
            ("国庆", date(2027, 10, 1), date(2027, 10, 7), (date(2027, 10, 9), date(2027, 10, 10))),
        ),
        ("2027.4.5 放假", ("第1行", date(2027, 4, 5), date(2027, 4, 5), ())),
    ],
)
def test_plain_lines_in_the_usual_shapes(line, expected):
    assert read(line) == [expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请粘贴放假安排"),
        ("春节快乐", "请粘贴放假安排"),
        ("元旦：1月1日放假\n春节：2月5日", "第 2 行看不出是放假还是上班"),
        ("1月4日上班", "第 1 行只有上班日"),
        ("春节：2月30日放假", "2027年2月30日 不是有效日期"),
        ("春节：5日放假", "没有写月份"),
        ("元旦：1月1日至3日放假，1月4日上班", "不是周末"),
        ("春节：2月11日至5日放假", "早于开始日"),
        ("春节：2月1日至28日放假", "超过 15 天"),
        ("元旦：2025年1月1日放假", "不在2027年内"),
    ],
)
def test_what_cannot_be_is_refused_by_its_line(text, words):
    with pytest.raises(BadInput, match=words) as refusal:
        read(text)
    assert refusal.value.field == "text"
