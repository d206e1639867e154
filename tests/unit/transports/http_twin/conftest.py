"""The twin on a log in memory and in virtual time; who is in which room: tests/unit/realtime."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from chat import runtime
from chat.models import Person
from chat.realtime.services import Services
from chat.transports import admission
from chat.transports.http_twin import stream
from tests.unit.realtime.conftest import (  # noqa: F401 - fixtures
    alice,
    bob,
    charlie,
    layer,
    log,
    make_services,
    pytest_asyncio_loop_factories,
    readers,
    services,
)
from tests.unit.realtime.posts import posts  # noqa: F401 - a fixture
from tests.unit.transports.http_twin.request import HOST, Logins, Request


@pytest.fixture
def logins(alice: Person, monkeypatch: pytest.MonkeyPatch) -> Logins:  # noqa: F811
    """Whose cookie it is: Alice's, unless the test says otherwise."""
    logins = Logins(alice)
    for module in (admission, stream):
        monkeypatch.setattr(module, "identify", logins.identify)
    return logins


@pytest.fixture
async def request_(
    services: Services,  # noqa: F811
    logins: Logins,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> Callable[..., Request]:
    """`request_(path, frames)`: begun, and answered as far as can be at once."""
    monkeypatch.setattr(runtime, "_services", services)
    settings.ALLOWED_ORIGINS = [f"https://{HOST}"]
    made: list[Request] = []

    async def make(*args: object, **kwargs: object) -> Request:
        made.append(Request(*args, **kwargs))  # type: ignore[arg-type]
        return await made[-1].begun()

    yield make
    for request in made:
        await request.gone()
