#!/usr/bin/env python
"""Django's command line, for this project."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    try:
        bool(settings.DEBUG)  # the first look reads them all
    except ImproperlyConfigured as error:
        sys.exit(f"Settings: {error}")
    if sys.argv[1:2] != ["serve"]:
        # A command has one connection; past the pool it says at once what is wrong with it.
        settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        sys.exit(f"The database does not answer: {str(error).strip()}")
