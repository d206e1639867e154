"""What a password must be, where Django's own words are not in all our languages."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class MinimumLength(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "This password is too short: it must have at least %(least)d character.",
            "This password is too short: it must have at least %(least)d characters.",
            self.min_length,
        ) % {"least": self.min_length}

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(least)d character.", "At least %(least)d characters.", self.min_length
        ) % {"least": self.min_length}
