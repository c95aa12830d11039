"""fcitx is reached through the ibus portal; whatever else a desktop asks for is left alone."""

from __future__ import annotations

import pytest

from app.ui.input_method import prepare

PORTAL = {"QT_IM_MODULE": "ibus", "QT_IM_MODULES": "ibus", "IBUS_USE_PORTAL": "1"}


@pytest.mark.parametrize(
    "wish",
    [
        {"XMODIFIERS": "@im=fcitx"},
        {"QT_IM_MODULE": "fcitx"},
        {"QT_IM_MODULE": "fcitx5", "XMODIFIERS": "@im=fcitx"},
    ],
)
def test_fcitx_is_reached_through_the_portal(wish):
    values = dict(wish)
    prepare(values, "linux")

    assert {key: values.get(key) for key in PORTAL} == PORTAL


@pytest.mark.parametrize(
    "wish", [{}, {"QT_IM_MODULE": "ibus"}, {"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"}]
)
def test_other_input_methods_are_left_alone(wish):
    values = dict(wish)
    prepare(values, "linux")

    assert values == wish


def test_windows_needs_nothing():
    values = {"XMODIFIERS": "@im=fcitx"}
    prepare(values, "win32")

    assert values == {"XMODIFIERS": "@im=fcitx"}
