"""Names that look alike are one name, whatever is hidden in them."""

import pytest
from django.core.exceptions import ValidationError

from chat.models import name_key
from chat.models.person import validate_name


@pytest.mark.parametrize(
    "alike",
    ["VERA", "Vera\ufe0f", "V\u034fera", "Vera\u3164", "Ver\u17b4a", "Vera\U000e0100", "Ｖｅｒａ"],
)
def test_what_looks_like_a_name_is_that_name(alike: str) -> None:
    assert name_key(alike) == name_key("Vera")


def test_spaces_in_a_row_count_as_one() -> None:
    assert name_key("Ann  Lee") == name_key("Ann Lee")


@pytest.mark.parametrize("name", ["\u3164", "\u2800", "\u034f", "\u0301", "\u200b", " "])
def test_a_name_that_nobody_can_see_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize("name", ["Ann", "李雷", "Zoë", "❤️ Ann", "😀", "O'Neil", "7"])
def test_a_name_that_people_have_is_taken(name: str) -> None:
    validate_name(name)
