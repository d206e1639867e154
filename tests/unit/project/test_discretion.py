"""Neither the log nor a report of an error tells what people sent."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings as project_settings
from django.db import DataError, InternalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.debug import ExceptionReporter, technical_500_response
from pytest_django import Settings

from project.log_filter import DiscreetLines
from project.logs import JsonLines

SECRETS = {
    "password": "hunter2-hunter2",
    "body": "dear diary, nobody may read this",
    "cookie": "s3ss10nk3ys3ss10nk3ys3ss10nk3yab",
}


def fails(request: HttpRequest) -> HttpResponse:
    """As a view of ours might: secrets in variables, in the cause, in a database's words."""
    typed = request.POST["password"]
    try:
        raise psycopg.errors.CheckViolation(f"no such value\nDETAIL:  Failing row: ({typed}\n\n)")
    except psycopg.Error as error:
        raise InternalError(str(error)) from error


urlpatterns = [path("fails/", fails)]


@pytest.fixture(params=["plain", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What the project's handler writes, in either format."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(DiscreetLines())
    handler.setFormatter(JsonLines() if request.param == "json" else None)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def secret_client() -> Client:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = SECRETS["cookie"]
    return client


def tells(text: str) -> list[str]:
    return [name for name, secret in SECRETS.items() if secret in text]


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
def test_a_view_that_fails_tells_where_and_nothing_that_was_sent(
    settings: Settings, log: io.StringIO, debug: bool
) -> None:
    settings.DEBUG = debug
    settings.ROOT_URLCONF = __name__
    response = secret_client().post("/fails/", SECRETS)

    assert response.status_code == 500
    assert "Internal Server Error: /fails/" in log.getvalue()
    assert "InternalError: no such value" in log.getvalue()
    assert tells(log.getvalue()) == []
    # With DEBUG on it is Django's page of the error, which shows the error's own words.
    assert set(tells(response.content.decode())) <= ({"password"} if debug else set())


def failed() -> tuple[HttpRequest, Exception]:
    request = RequestFactory().post(
        "/fails/", SECRETS, HTTP_COOKIE=f"sessionid={SECRETS['cookie']}"
    )
    secret = SECRETS["body"]
    try:
        raise ValueError("somewhere" + secret[:0])
    except ValueError as error:
        return request, error


@pytest.mark.parametrize("debug", [True, False])
def test_django_s_reports_show_no_variables_no_form_no_cookies_and_no_settings(
    settings: Settings, debug: bool
) -> None:
    settings.DEBUG = debug
    settings.REDIS_URL = "redis://:" + SECRETS["password"] + "@host/0"
    request, error = failed()
    reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
    page = technical_500_response(request, type(error), error, error.__traceback__)

    for report in (
        reporter.get_traceback_text(),
        reporter.get_traceback_html(),
        page.content.decode(),
    ):
        assert "ValueError" in report
        assert tells(report) == []


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_database_s_words_lose_all_lines_but_the_first(log: io.StringIO, wrapped: bool) -> None:
    error: Exception = DataError(f"too long\nCONTEXT:  parameter $1 = '{SECRETS['body']}'")
    if wrapped:
        error = ExceptionGroup("several", [error])
    logging.getLogger("chat.anything").error("It failed", exc_info=error)
    logging.getLogger("chat.anything").error("It failed: %s", DataError(f"no\n{SECRETS['body']}"))

    assert "too long" in log.getvalue()
    assert tells(log.getvalue()) == []


def test_a_foreign_host_is_one_line(
    log: io.StringIO, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Which lets one a minute pass.
    monkeypatch.setattr(logging.getLogger("django.security.DisallowedHost"), "filters", [])
    settings.ALLOWED_HOSTS = ["chat.example.org"]
    response = Client(raise_request_exception=False).get("/", HTTP_HOST="evil.example")

    assert response.status_code == 400
    assert "evil.example" in log.getvalue()
    assert "Traceback" not in log.getvalue()


def test_the_project_s_handlers_have_the_filter() -> None:
    handlers: dict[str, Any] = project_settings.LOGGING["handlers"]
    used = project_settings.LOGGING["root"]["handlers"]

    assert all("discreet" in handlers[name]["filters"] for name in used)
