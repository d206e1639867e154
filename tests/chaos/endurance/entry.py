"""Serving with a fault or a gauge built in: the product itself has no hooks for tests.

A script beside this one calls `setup()`, patches what it is about, then calls `run()`.
"""

import os
import sys
from unittest import mock


def setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    import django

    django.setup()


def without_protocol_pings() -> None:
    """Then the application's answers are all that a client hears."""
    from server import daphne

    mock.patch.object(daphne, "PING_INTERVAL_S", 24 * 60 * 60).start()  # raises if none is there


def run() -> None:
    """What manage.py does with the same arguments."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
