"""The chart keeps one figure, redraws what changed, and goes out as picture, drawing and clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from app.services.errors import FileBusy
from app.ui.widgets.chart import Chart


def draw(figure):
    axes = figure.add_subplot()
    return axes.bar(["q1", "q2"], [3, 5])


@pytest.fixture
def chart(show) -> Chart:
    return show(Chart())


def test_nothing_is_drawn_before_it_is_asked_for(chart):
    chart.set_empty("这个季度还没有积分", "审定积分记录后，这里会显示图表。")

    assert chart.figure is None
    assert chart.empty.isVisible()


def test_figure_is_kept_and_filled_anew(chart):
    chart.show_figure(draw)
    first = chart.figure
    bars = chart.show_figure(draw)

    assert chart.figure is first
    assert len(first.axes) == 1
    bars[0].set_height(9)
    chart.redraw()
    assert not chart.grab().isNull()


@pytest.mark.parametrize(
    ("name", "begins"), [("图.png", b"\x89PNG"), ("图.svg", b"<?xml"), ("图.pdf", b"%PDF")]
)
def test_figure_is_saved_as_its_suffix_says(chart, tmp_path, name, begins):
    chart.show_figure(draw)
    chart.save(tmp_path / name)

    assert (tmp_path / name).read_bytes().startswith(begins)


def test_figure_is_copied_as_a_picture(chart):
    chart.show_figure(draw)
    chart.copy()

    assert not QGuiApplication.clipboard().image().isNull()


def test_folder_that_cannot_be_written_is_refused(chart, tmp_path):
    chart.show_figure(draw)
    (tmp_path / "图.png").mkdir()

    with pytest.raises(FileBusy):
        chart.save(tmp_path / "图.png")
