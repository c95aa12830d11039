from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.services.locations import Locations
from app.services.security import attempts, keyfile
from app.services.security.attempts import FREE, Waiting

NOW = datetime(2026, 11, 22, 9, 30)


@pytest.fixture
def paths(tmp_path):
    return Locations(tmp_path)


def fail(paths, times, now=NOW):
    for _ in range(times):
        attempts.failed(paths, "王书记", now)


def test_five_failures_are_free_then_ten_minutes_pass(paths):
    for _ in range(FREE):
        attempts.require(paths, NOW)
        fail(paths, 1)
    with pytest.raises(Waiting, match="10 分钟"):
        attempts.require(paths, NOW)
    with pytest.raises(Waiting, match="1 分钟"):
        attempts.require(paths, NOW + timedelta(minutes=9, seconds=30))
    attempts.require(paths, NOW + timedelta(minutes=10))


def test_one_more_failure_after_the_wait_begins_another(paths):
    fail(paths, FREE)
    later = NOW + timedelta(minutes=11)
    attempts.require(paths, later)
    fail(paths, 1, later)
    with pytest.raises(Waiting):
        attempts.require(paths, later + timedelta(minutes=9))


def test_a_clock_that_was_set_back_does_not_shorten_the_wait(paths):
    fail(paths, FREE)
    back = NOW - timedelta(days=3)
    with pytest.raises(Waiting):
        attempts.require(paths, back)
    with pytest.raises(Waiting):
        attempts.require(paths, back + timedelta(minutes=9))
    attempts.require(paths, back + timedelta(minutes=10))


def test_a_file_that_was_spoiled_counts_as_full_of_failures(paths):
    paths.attempts.write_text("{", "utf-8")
    with pytest.raises(Waiting):
        attempts.require(paths, NOW)


def test_success_starts_anew_and_hands_over_who_failed(paths):
    fail(paths, 2)
    assert [name for _, name in attempts.succeeded(paths)] == ["王书记", "王书记"]
    assert attempts.succeeded(paths) == ()
    fail(paths, FREE - 1)
    attempts.require(paths, NOW)


def test_deleting_the_count_does_not_shorten_the_wait(paths):
    fail(paths, FREE)
    paths.attempts.unlink()
    with pytest.raises(Waiting, match="10 分钟"):
        attempts.require(paths, NOW)
    fail(paths, 1)
    assert attempts.load(paths).failures == FREE + 1
    attempts.succeeded(paths)
    assert keyfile.load(paths.keys).missed == 0
    attempts.require(paths, NOW)


def test_deleting_the_count_between_the_tries_wins_no_more_of_them(paths):
    for _ in range(FREE):
        attempts.require(paths, NOW)
        fail(paths, 1)
        paths.attempts.unlink()
    with pytest.raises(Waiting):
        attempts.require(paths, NOW)
