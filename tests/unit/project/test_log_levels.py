"""What clients do wrong wakes nobody at night."""

import logging

import pytest
from django.conf import settings as project_settings
from django.test import Client
from pytest_django import Settings

from project.log_levels import SELDOM_S, ClientsFaults, Seldom


def record(level: int, **extra: object) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"levelno": level, "levelname": logging.getLevelName(level), **extra}
    )


@pytest.mark.parametrize(
    ("status", "level"), [(404, "INFO"), (429, "INFO"), (500, "WARNING"), (None, "WARNING")]
)
def test_a_client_s_fault_is_no_warning(status: int | None, level: str) -> None:
    line = record(logging.WARNING, **({"status_code": status} if status else {}))

    assert ClientsFaults().filter(line)
    assert (line.levelname, line.levelno) == (level, logging.getLevelName(level))


def test_what_anybody_can_cause_is_a_warning_once_in_a_while() -> None:
    now = 0.0
    seldom = Seldom(clock=lambda: now)
    lines = [record(logging.ERROR) for _ in range(3)]

    assert seldom.filter(lines[0])
    assert lines[0].levelname == "WARNING"
    now = SELDOM_S - 1
    assert not seldom.filter(lines[1])
    now = SELDOM_S
    assert seldom.filter(lines[2])


@pytest.mark.parametrize(
    ("logger", "kind"),
    [("django.request", ClientsFaults), ("django.security.DisallowedHost", Seldom)],
)
def test_the_project_s_loggers_have_them(logger: str, kind: type[logging.Filter]) -> None:
    assert kind in map(type, logging.getLogger(logger).filters)
    assert project_settings.LOGGING["loggers"][logger]["filters"]


def test_who_comes_by_a_foreign_name_is_told_so(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["chat.example.org"]
    page = Client(raise_request_exception=False).get("/", HTTP_HOST="evil.example")

    assert page.status_code == 400
    assert b"does not go by the address" in page.content
    assert b"Try again" not in page.content
