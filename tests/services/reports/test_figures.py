"""Figures are read back from their artists and their files."""

from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import pytest
from PIL import Image

from app.services.reports.figures import (
    figure_pixels,
    figure_png,
    figure_svg,
    member_line,
    quarter_bars,
    update,
)


def value_texts(figure) -> list[str]:
    return [text.get_text() for text in figure._values]


def bar_ends(figure) -> list[float]:
    return [round(box[1], 6) for box in figure.stacks[0].boxes]


def names(figure) -> list[str]:
    figure_pixels(figure, 50)
    return [label.get_text() for label in figure.axes_.get_yticklabels()]


def test_bars_keep_the_branch_order_and_show_each_total(bars):
    figure = quarter_bars(replace(bars, categories=()))
    assert names(figure) == list(bars.names)
    assert value_texts(figure)[0] == "70.0"
    assert value_texts(figure)[-1] == "不参加"
    assert bar_ends(figure) == [float(total or 0) for total in bars.totals]


def test_stacked_bars_add_up_and_deductions_go_left(bars):
    figure = quarter_bars(bars)
    for row, total in enumerate(bars.totals):
        parts = [stack.boxes[row] for stack in figure.stacks]
        ends = [(right - left) * (-1 if left < 0 else 1) for left, right, *_ in parts]
        assert sum(ends) == pytest.approx(float(total or 0))
    left, right, *_ = figure.stacks[-1].boxes[2]
    assert left < right == 0


def test_average_is_drawn_with_its_figure(bars):
    figure = quarter_bars(bars)
    assert figure._average.get_xdata()[0] == float(bars.average)
    assert figure._average_label.get_text() == "平均 69.5"
    update(figure, replace(bars, average=None))
    assert not figure._average.get_visible()


def test_unsettled_quarter_is_marked(bars):
    figure = quarter_bars(replace(bars, closed=False))
    assert figure._state.get_text() == "未结算，积分仍可能变动"
    assert all(stack.open.get_visible() and not stack.settled.get_visible() for stack in figure.stacks)
    assert figure.stacks[0].open.get_hatch()
    update(figure, bars)
    assert figure._state.get_text() == ""
    assert all(stack.settled.get_visible() and not stack.open.get_visible() for stack in figure.stacks)


def test_another_quarter_keeps_the_artists(bars):
    figure = quarter_bars(bars)
    artists = list(figure.axes_.get_children())
    update(figure, replace(bars, title="二季度", totals=(Fraction("87.5"), *bars.totals[1:])))
    assert figure.axes_.get_children() == artists
    assert value_texts(figure)[0] == "87.5"
    assert figure._title.get_text() == "二季度"


def test_a_branch_of_another_size_is_rebuilt(bars):
    figure = quarter_bars(bars)
    few = replace(bars, names=("甲", "乙"), totals=(Fraction(3), Fraction(-2)), categories=())
    update(figure, few)
    assert value_texts(figure) == ["3.0", "-2.0"]
    assert names(figure) == ["甲", "乙"]
    assert figure_png(figure, 50)


def test_branch_without_members_draws_an_empty_figure(bars):
    assert figure_png(quarter_bars(replace(bars, names=(), totals=(), average=None, categories=())), 50)


def test_names_shrink_instead_of_overlapping_in_a_low_window(bars):
    figure = quarter_bars(bars)
    figure.set_size_inches(11, 5)
    figure_png(figure, 50)
    sizes = {text.get_fontsize() for text in figure._values}
    assert sizes
    assert all(7 <= size < 9 for size in sizes)


def test_line_leaves_a_gap_where_the_member_took_no_part_and_an_open_quarter_is_hollow(line):
    figure = member_line(line)
    assert [str(value) for value in figure._line.get_ydata()] == ["71.0", "78.5", "75.0", "nan", "nan"]
    assert [str(value) for value in figure._open.get_ydata()] == ["nan"] * 4 + ["83.0"]
    assert value_texts(figure) == ["71.0", "78.5", "75.0", "83.0"]


def test_another_member_keeps_the_lines(line):
    figure = member_line(line)
    lines = list(figure.axes_.lines)
    update(figure, replace(line, name="逄翀", lows=(), highs=()))
    assert figure.axes_.lines[:] == lines
    assert not figure._band.get_visible()
    figure_png(figure, 50)
    assert [text.get_text() for text in figure._legend.get_texts()] == ["逄翀", "支部平均"]


def test_line_without_any_points_is_drawn_empty(line):
    nothing = (None,) * 5
    assert figure_png(member_line(replace(line, totals=nothing, averages=nothing, lows=(), highs=())), 50)


def test_data_of_the_other_kind_are_refused(bars, line):
    with pytest.raises(TypeError, match="MemberLine does not fit BarsFigure"):
        update(quarter_bars(bars), line)


def test_png_has_the_size_and_svg_is_the_same_twice(line):
    figure = member_line(line)
    assert Image.open(BytesIO(figure_png(figure, 100))).size == (900, 460)
    first = figure_svg(figure)
    assert first == figure_svg(figure)
    assert b"<svg" in first
    assert b"<text" not in first


def test_points_that_all_have_in_common_do_not_fill_the_axis(bars):
    together = [Fraction(0) if total is None else Fraction(60) for total in bars.totals]
    own = [Fraction(0) if total is None else Fraction(10 + row) for row, total in enumerate(bars.totals)]
    parts = (
        replace(bars.categories[0], label="基础分", values=tuple(together)),
        replace(bars.categories[1], label="服务群众", values=tuple(own)),
    )
    totals = tuple(
        None if total is None else a + b for total, a, b in zip(bars.totals, together, own, strict=True)
    )
    figure = quarter_bars(replace(bars, categories=parts, totals=totals))

    assert 50 < figure.axes_.get_xlim()[0] < 60
    assert "每人相同的基础分只画出一截" in figure._source.get_text()
    update(figure, bars)
    assert figure.axes_.get_xlim()[0] <= 0
    assert "每人相同" not in figure._source.get_text()


def test_the_way_into_an_open_quarter_is_dashed(line):
    figure = member_line(replace(line, closed=(True, True, False, True, False)))
    assert [str(value) for value in figure._line_open.get_ydata()] == ["nan", "78.5", "75.0", "nan", "83.0"]
    assert figure._line_open.get_linestyle() == "--"
