"""What ASGI's callables look like here, and the one that wakes this process up."""

from collections.abc import Awaitable, Callable
from typing import Any

from chat import runtime

Application = Callable[[Any, Any, Any], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


def live(application: Application) -> Application:
    """The same application; its first request starts this process's live part.

    What views do is then told to other processes even if no socket ever comes here.
    """

    async def with_services(scope: Any, receive: Any, send: Any) -> Any:
        runtime.services()
        return await application(scope, receive, send)

    return with_services
