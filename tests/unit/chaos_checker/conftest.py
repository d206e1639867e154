import pytest

from tests.unit.chaos_checker.hand_made import HandMade


@pytest.fixture
def made() -> HandMade:
    return HandMade()
