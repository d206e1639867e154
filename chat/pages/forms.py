"""The forms people come in through."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat.models.person import NAME_CHARS, validate_name


class GuestForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_CHARS,
        validators=[validate_name],
        widget=forms.TextInput(
            {"autocomplete": "nickname", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def refuse_taken(self) -> None:
        self.add_error(
            "name",
            ValidationError(
                _("This name is taken. Choose another one, or log in if it is yours."), code="taken"
            ),
        )


class LogInForm(AuthenticationForm):
    # Django's own says that case matters, which for names is not so here.
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("This name and password do not belong together."),
    }
