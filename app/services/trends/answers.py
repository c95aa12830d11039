"""The one door to the charts: a question in, figure and table out."""

from __future__ import annotations

from app.services.trends import life_answers, point_answers, year_answers
from app.services.trends.answer import Answer
from app.services.trends.asking import Chart, Question
from app.services.trends.reading import Reader

_ANSWERS = {
    Chart.MEMBERS: point_answers.members,
    Chart.QUARTERS: point_answers.quarters,
    Chart.LINE: point_answers.line,
    Chart.SPREAD: point_answers.spread,
    Chart.HEAT: year_answers.heat,
    Chart.ATTENDANCE: life_answers.attendance,
    Chart.MAKEUP: life_answers.makeup,
    Chart.GRADES: year_answers.grades,
    Chart.GROUPS: point_answers.groups,
    Chart.YEARS: year_answers.years,
}


def answer(reader: Reader, asked: Question) -> Answer:
    """Return a chart.

    Raises:
        BadInput: The period is none.
        NoRulebook: No rulebook is in force.
        NothingToDraw: There are no figures.

    """
    return _ANSWERS[asked.chart](reader, asked)
