from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.services.security import attempts
from app.services.security.attempts import FREE, Waiting

NOW = datetime(2026, 11, 22, 9, 30)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log-in.json"


def fail(path, times, now=NOW):
    for _ in range(times):
        attempts.failed(path, "王书记", now)


def test_five_failures_are_free_then_ten_minutes_pass(path):
    for _ in range(FREE):
        attempts.require(path, NOW)
        fail(path, 1)
    with pytest.raises(Waiting, match="10 分钟"):
        attempts.require(path, NOW)
    with pytest.raises(Waiting, match="1 分钟"):
        attempts.require(path, NOW + timedelta(minutes=9, seconds=30))
    attempts.require(path, NOW + timedelta(minutes=10))


def test_one_more_failure_after_the_wait_begins_another(path):
    fail(path, FREE)
    later = NOW + timedelta(minutes=11)
    attempts.require(path, later)
    fail(path, 1, later)
    with pytest.raises(Waiting):
        attempts.require(path, later + timedelta(minutes=9))


def test_a_clock_that_was_set_back_does_not_shorten_the_wait(path):
    fail(path, FREE)
    back = NOW - timedelta(days=3)
    with pytest.raises(Waiting):
        attempts.require(path, back)
    with pytest.raises(Waiting):
        attempts.require(path, back + timedelta(minutes=9))
    attempts.require(path, back + timedelta(minutes=10))


def test_a_file_that_was_spoiled_counts_as_full_of_failures(path):
    path.write_text("{", "utf-8")
    with pytest.raises(Waiting):
        attempts.require(path, NOW)


def test_success_starts_anew_and_hands_over_who_failed(path):
    fail(path, 2)
    assert [name for _, name in attempts.succeeded(path)] == ["王书记", "王书记"]
    assert attempts.succeeded(path) == ()
    fail(path, FREE - 1)
    attempts.require(path, NOW)
