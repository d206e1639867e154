"""The forms people come in through, and those of their account."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import AllowAllUsersModelBackend
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions import Refused
from chat.models import Person, name_key
from chat.models.person import NAME_CHARS, validate_name
from chat.pages import limits
from chat.pages.passwords import MinimumLength
from chat.realtime.endings import ban_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Far above any password; a hash of megabytes would be somebody's way to keep us busy.
PASSWORD_CHARS = 200


def password_field(label: "StrOrPromise", autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_CHARS, widget=widget)


class GuestForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_CHARS,
        validators=[validate_name],
        widget=forms.TextInput(
            {"autocomplete": "nickname", "autofocus": True, "spellcheck": "false"}
        ),
    )


class NewPasswordForm(forms.Form):
    """Asked for twice: nobody could send a forgotten one, for we know no addresses."""

    password = password_field(_("Password"), "new-password")
    again = password_field(_("The same password again"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The one rule nobody guesses; the others show when they are broken.
        self.fields["password"].help_text = MinimumLength().get_help_text()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned and "again" in cleaned:
            if cleaned["password"] != cleaned["again"]:
                self.add_error("again", _("This is not the same password."))
            else:
                self._validate(cleaned["password"])
        return cleaned

    def holder(self) -> Person:
        """Whose password it is to be: it should not be like their name."""
        return Person(name=self.cleaned_data.get("name", ""))

    def _validate(self, password: str) -> None:
        try:
            validate_password(password, self.holder())
        except ValidationError as error:
            self.add_error("password", error)


class SignUpForm(NewPasswordForm, GuestForm):
    field_order = ("name", "password", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # So that password managers keep it beside the password.
        self.fields["name"].widget.attrs["autocomplete"] = "username"


class OwnPasswordForm(forms.Form):
    """Asks for the password one has: somebody else may sit at the page."""

    current = password_field(_("Your password"), "current-password")

    def __init__(self, request: HttpRequest, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request, self.person = request, person

    def clean_current(self) -> None:
        limits.own_password(self._request)
        if not self.person.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("This is not your password."), code="wrong")


class ChangePasswordForm(NewPasswordForm, OwnPasswordForm):
    current = password_field(_("Current password"), "current-password")
    password = password_field(_("New password"), "new-password")
    again = password_field(_("The new password again"), "new-password")
    field_order = ("current", "password", "again")

    def holder(self) -> Person:
        return self.person


class OwnNameForm(forms.Form):
    """What a guest confirms with, who has no password."""

    name = forms.CharField(
        label=_("Your name"), max_length=NAME_CHARS, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, request: HttpRequest, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_name(self) -> None:
        if name_key(self.cleaned_data["name"]) != self._person.name_key:
            raise ValidationError(_("This is not your name here."), code="wrong")


class LogInForm(AuthenticationForm):
    # Django's own says that case matters, which for names is not so here.
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("This name and password do not belong together."),
    }

    def clean(self) -> dict[str, Any]:
        """Refused `throttled` if that was tried too often."""
        name = self.cleaned_data.get("username") or ""
        if self.request is not None:
            limits.log_in(self.request, name)
        if name and (password := self.cleaned_data.get("password")):
            # By one hash whoever it is: from the time it takes nobody learns who is banned.
            person = AllowAllUsersModelBackend().authenticate(self.request, name, password)
            if person is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(person)
            self.user_cache = person
        return self.cleaned_data

    def confirm_login_allowed(self, user: Person) -> None:
        """Only who has the password learns that the account is banned."""
        if not user.is_active:
            raise ValidationError(ban_in_words(user.ban_reason), code="banned")
        super().confirm_login_allowed(user)


class AdminLogInForm(LogInForm, AdminAuthenticationForm):
    """The admin's own page has the same limits, and no notion of Refused."""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except Refused as refused:
            raise ValidationError(str(refused.detail), code=refused.code) from None
