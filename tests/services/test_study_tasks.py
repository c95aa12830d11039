from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.kinds import ActivityKind, StudyTaskKind
from app.services import study_tasks
from app.services.errors import BadInput, NotFound, Refused
from app.services.study_tasks import StudyTaskDraft

DRAFT = StudyTaskDraft(StudyTaskKind.READING, "党章总纲")


def test_presets_fill_an_empty_library_once(ctx):
    with ctx.write("初始化") as work:
        study_tasks.seed_in(work)
        study_tasks.seed_in(work)

    rows = study_tasks.list_tasks(ctx)
    assert {row.kind for row in rows} == set(StudyTaskKind)
    assert len({row.title for row in rows}) == len(rows)


def test_tasks_for_the_missed_kind_come_first(ctx):
    general = study_tasks.add(ctx, DRAFT).new_id
    fitting = study_tasks.add(
        ctx, StudyTaskDraft(StudyTaskKind.COURSE, "党课录像", "", ActivityKind.LECTURE)
    ).new_id
    study_tasks.add(ctx, StudyTaskDraft(StudyTaskKind.ON_SITE, "参观", "", ActivityKind.THEME_DAY))

    assert [row.id for row in study_tasks.suggest(ctx, ActivityKind.LECTURE)] == [fitting, general]


def test_what_is_about_the_missed_topic_comes_before_all(ctx):
    fitting = study_tasks.add(
        ctx, StudyTaskDraft(StudyTaskKind.COURSE, "党课录像", "", ActivityKind.LECTURE)
    ).new_id
    charter = study_tasks.add(ctx, StudyTaskDraft(StudyTaskKind.READING, "党章总纲")).new_id
    flood = study_tasks.add(ctx, StudyTaskDraft(StudyTaskKind.READING, "防汛先进事迹")).new_id

    def offered(topic):
        return [row.id for row in study_tasks.suggest(ctx, ActivityKind.LECTURE, topic)]

    assert offered("防汛先锋在一线") == [flood, fitting, charter]
    assert offered("专题党课：学习党章") == [charter, fitting, flood]
    # 党课 is no topic, every lecture is one
    assert offered("第四季度党课") == [fitting, charter, flood]


def test_retired_task_is_no_longer_offered(ctx):
    task = study_tasks.add(ctx, DRAFT).new_id

    study_tasks.retire(ctx, task)

    assert study_tasks.list_tasks(ctx) == []
    assert study_tasks.list_tasks(ctx, include_retired=True)[0].retired
    study_tasks.retire(ctx, task, retired=False)
    assert len(study_tasks.list_tasks(ctx)) == 1


@pytest.mark.parametrize(
    ("values", "field"), [({"title": " "}, "title"), ({"study_hours": 4001}, "study_hours")]
)
def test_a_task_that_cannot_be_right_is_refused_beside_its_field(ctx, values, field):
    with pytest.raises(BadInput) as refusal:
        study_tasks.add(ctx, replace(DRAFT, **values))

    assert refusal.value.field == field


def test_title_is_unique_and_can_be_changed(ctx):
    task = study_tasks.add(ctx, DRAFT).new_id
    with pytest.raises(Refused, match="已有“党章总纲”"):
        study_tasks.add(ctx, DRAFT)

    study_tasks.change(ctx, task, replace(DRAFT, source="现行党章", study_hours=200))

    (row,) = study_tasks.list_tasks(ctx)
    assert (row.source, row.study_hours) == ("现行党章", 200)
    with pytest.raises(NotFound):
        study_tasks.change(ctx, 99, DRAFT)
