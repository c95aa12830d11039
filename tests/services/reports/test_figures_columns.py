"""Columns and heat maps, and what every figure does in little room."""

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest

from app.services.reports import figures
from app.services.reports.figures_data import Columns, Heat, Series
from app.services.reports.figures_style import text_inches

QUARTERS = ("2026年一季度", "2026年二季度", "2026年三季度", "2026年四季度")


def points(*values: int | None) -> tuple[Fraction | None, ...]:
    return tuple(None if value is None else Fraction(value) for value in values)


@pytest.fixture
def columns() -> Columns:
    return Columns(
        title="各季度平均积分",
        source="审定的积分记录",
        labels=QUARTERS,
        series=(Series("基础分", points(60, 60, 60, 60)), Series("扣分", points(2, -3, 4, 0))),
        unsettled=frozenset({(3, 0)}),
    )


@pytest.fixture
def heat() -> Heat:
    return Heat(
        title="每月得分",
        source="审定的积分记录",
        names=("张伟", "欧阳喆"),
        labels=("1月", "2月", "3月"),
        values=(points(1, 0, 2), points(-1, None, 3)),
        unsettled=frozenset({2}),
    )


def below(figure) -> list[str]:
    return [label.get_text() for label in figure.axes_.get_xticklabels()]


def above(figure) -> list[str]:
    return [text.get_text() for text in figure._values]


def legend_rows(figure) -> set[float]:
    tops = (text.get_window_extent().y0 for text in figure._legend.get_texts())
    return {round(top) for top in tops}


def test_columns_stand_on_each_other_and_the_open_one_is_hatched(columns):
    figure = figures.make(columns)
    figures.figure_pixels(figure, 96)
    assert above(figure) == ["62.0", "57.0", "64.0", "60.0"]
    assert figure.bars[1].boxes[0][2:] == (60, 62)
    assert figure.bars[1].boxes[1][2:] == (-3, 0)
    assert below(figure)[3] == "2026年四季度\n未结算"
    assert figure.bars[0].open.get_hatch()
    assert len(figure.bars[0].open.get_path()) == 5
    assert len(figure.bars[0].settled.get_path()) == 15


def test_where_nothing_is_settled_the_word_stands_once(columns):
    figure = figures.make(replace(columns, unsettled=frozenset((at, 0) for at in range(4))))
    figures.figure_pixels(figure, 96)
    assert below(figure) == list(QUARTERS)
    assert figure._state.get_text().startswith("未结算")


def test_columns_side_by_side_leave_a_gap_where_there_is_nothing(columns):
    years = replace(
        columns,
        stacked=False,
        series=(Series("2025年", points(70, 71, 72, 73)), Series("2026年", points(74, None, 75, None))),
        unsettled=frozenset({(2, 1)}),
    )
    figure = figures.make(years)
    figures.figure_pixels(figure, 96)
    assert len(above(figure)) == 6
    assert len(figure.marks()) == 8
    assert figure.bars[0].boxes[0][1] < figure.bars[1].boxes[0][0]


def test_another_quarter_keeps_the_artists(columns):
    figure = figures.make(columns)
    figures.figure_pixels(figure, 96)
    artists = set(figure.axes_.get_children())
    figures.update(figure, replace(columns, title="第二", unsettled=frozenset()))
    figures.figure_pixels(figure, 96)
    assert set(figure.axes_.get_children()) == artists
    assert figure.title == "第二"


@pytest.mark.parametrize("width", [3.4, 4.5, 6.0, 9.0])
def test_labels_and_legend_stay_inside_and_apart_in_little_room(columns, width):
    many = replace(columns, series=tuple(Series(f"参加组织生活{n}", points(1, 2, 3, 4)) for n in range(8)))
    figure = figures.make(many)
    figure.set_size_inches(width, 4.2)
    figures.figure_pixels(figure, 96)
    edge = width * 96
    for text in figure._legend.get_texts():
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= edge
    top = figure.axes_.get_window_extent().y1
    assert min(text.get_window_extent().y0 for text in figure._legend.get_texts()) >= top
    boxes = sorted(
        (label.get_window_extent() for label in figure.axes_.get_xticklabels()), key=lambda b: b.x0
    )
    slanted = figure.axes_.get_xticklabels()[0].get_rotation() != 0
    assert slanted or all(left.x1 <= right.x0 for left, right in itertools.pairwise(boxes))


def test_a_legend_without_room_in_one_row_takes_two(columns):
    figure = figures.make(columns)
    figures.figure_pixels(figure, 96)
    assert len(legend_rows(figure)) == 1
    figure.set_size_inches(1.4, 4)
    figures.figure_pixels(figure, 96)
    assert len(legend_rows(figure)) == 2


def test_marks_lie_over_what_they_name(columns, heat):
    figure = figures.make(columns)
    figures.figure_pixels(figure, 96)
    marks = figure.marks()
    assert [mark.spot for mark in marks] == [(at, 0) for at in range(4)]
    assert all(0 <= mark.left < mark.right <= 1 and 0 <= mark.top < mark.bottom <= 1 for mark in marks)
    field = figures.make(heat)
    figures.figure_pixels(field, 96)
    first, last = field.marks()[0], field.marks()[-1]
    assert first.top < last.top
    assert first.left < last.left


def test_a_heat_map_writes_its_figures_and_marks_open_months(heat):
    figure = figures.make(heat)
    figures.figure_pixels(figure, 96)
    assert [text.get_text() for text in figure._texts] == ["1.0", "2.0", "-1.0", "3.0"]
    assert below(figure) == ["1月", "2月", "3月*"]
    assert figure._state.get_text().startswith("未结算")
    figures.update(figure, replace(heat, names=("张伟",), values=(points(1, 2, 3),), unsettled=frozenset()))
    figures.figure_pixels(figure, 96)
    assert below(figure) == ["1月", "2月", "3月"]


def test_sixty_names_are_legible_at_the_height_the_page_gives(bars):
    sixty = replace(
        bars,
        names=tuple(f"欧阳建国{n}" for n in range(60)),
        totals=points(*range(60)),
        categories=(),
    )
    figure = figures.make(sixty)
    figure.set_size_inches(7, 1.9 + 60 * 0.175)
    figures.figure_pixels(figure, 96)
    labels = figure.axes_.get_yticklabels()
    assert labels[0].get_fontsize() >= 8
    boxes = [label.get_window_extent() for label in labels]
    assert all(upper.y0 >= lower.y1 - 1 for upper, lower in itertools.pairwise(boxes))


def test_the_kept_part_is_drawn_anew_only_where_it_changes(columns):
    figure = figures.make(columns)
    first = figures.figure_pixels(figure, 96)
    kept = figure._kept
    changed = replace(columns, series=(Series("基础分", points(10, 20, 30, 40)), columns.series[1]))
    figures.update(figure, changed)
    second = figures.figure_pixels(figure, 96)
    assert figure._kept is kept
    assert first.data != second.data
    assert second == figures.figure_pixels(figures.make(changed), 96)
    figures.update(figure, replace(changed, labels=("甲", "乙", "丙", "丁")))
    figures.figure_pixels(figure, 96)
    assert figure._kept is not kept


def test_files_have_the_foot_and_a_pdf_begins_as_one(columns):
    figure = figures.make(columns)
    figure.set_foot("单位：某市水利局　内部事项 注意保管")
    assert figures.figure_pdf(figure).startswith(b"%PDF")
    assert figures.figure_png(figure, 50).startswith(b"\x89PNG")
    assert figure._foot.get_position()[1] > 0


def test_the_widest_line_counts():
    assert text_inches("二〇二六\n年", 72) == 4
