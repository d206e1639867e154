"""The stock admin: people are managed here, history is only looked at.

Django's own classes take no type arguments while the server runs, hence the ignores.
"""

from django.contrib import admin

from chat.admin import people, rooms

__all__ = ["people", "rooms"]

admin.site.site_header = admin.site.site_title = "Lifeline"
