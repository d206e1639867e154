"""Headers that Django has no setting for."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Answer = Callable[[HttpRequest], HttpResponseBase]
AsyncAnswer = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

# What a chat of text never asks a browser for, and a script that got in shall not either.
UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
    *("microphone", "midi", "payment", "usb"),
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED)


@sync_and_async_middleware
def permissions_policy(get_response: Answer | AsyncAnswer) -> Answer | AsyncAnswer:
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            response = await cast(AsyncAnswer, get_response)(request)
            response["Permissions-Policy"] = PERMISSIONS_POLICY
            return response

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = cast(Answer, get_response)(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return answer
