from __future__ import annotations

import pytest

from app.services.errors import BadInput
from app.services.security.passwords import check_password, last_group, new_code, normal, read_code


@pytest.mark.parametrize(
    "password", ["Abcdef12", "abc-1234", "ABC-1234", "党建Abc123", "\uff41\uff22\uff13 xyz99"]
)
def test_eight_characters_of_three_classes_are_a_password(password):
    assert check_password(password, "王书记") == normal(password)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab1-", "8 到"),
        ("abcdefgh1", "三类"),
        ("12345678-", "三类"),
        ("王书记Abc123-", "用户名"),
        ("x" * 200, "128"),
        ("", "8 到"),
    ],
)
def test_a_weak_password_is_refused_beside_its_field(password, said):
    with pytest.raises(BadInput, match=said) as refused:
        check_password(password, "王书记")
    assert refused.value.field == "password"


def test_the_users_name_in_other_capitals_counts_too():
    with pytest.raises(BadInput, match="用户名"):
        check_password("WANGgang-123", "wanggang")


def test_codes_are_long_different_and_read_back_as_people_copy_them():
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert len(code.replace("-", "")) == 30
        assert read_code(f"  {code.lower().replace('-', ' ')} ") == code.replace("-", "")
        assert last_group(code) == code[-5:]


def test_what_is_no_code_is_told():
    for written in ("", "ABCDE", "恢复码" * 10, "@" * 30):
        with pytest.raises(BadInput, match="6 组"):
            read_code(written)
