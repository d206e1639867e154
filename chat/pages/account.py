"""What people do with their account: keep a guest's name, another password, take away, delete."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from chat import actions
from chat.models.session import mark_of, renew
from chat.pages import limits
from chat.pages.access import for_people
from chat.pages.answers import for_people_only
from chat.pages.forms import ChangePasswordForm, OwnNameForm, OwnPasswordForm, SignUpForm
from chat.pages.naming import NamingView
from chat.pages.people import doors
from chat.pages.refusable import RefusableView
from chat.pages.remember import remember, visited
from chat.pages.request import person_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@require_safe
@for_people
def account(request: HttpRequest) -> HttpResponse:
    """`/account/`"""
    return render(request, "accounts/account.html", {"person": person_of(request), **doors()})


@require_safe
@for_people
def leave(request: HttpRequest) -> HttpResponse:
    """`/account/log-out/`: for a guest that is final, and they are told before."""
    return render(request, "accounts/log_out.html", {"person": person_of(request), **doors()})


@for_people_only("GET")
def visit(request: HttpRequest) -> HttpResponse:
    """`/account/visit/`: 204. Of a page that stays open, once a day, to stay logged in."""
    visited(request, person_of(request))
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@for_people
def log_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """A GET comes from who had to log in before: the account has the button, to press it again."""
    if request.method == "POST":
        _end_other_logins(request)
    return redirect("account")


def _end_other_logins(request: HttpRequest) -> None:
    try:
        limits.log_out_elsewhere(person_of(request))
        actions.end_other_logins(person_of(request), mark_of(request.session)).result()
    except actions.Refused as refused:
        messages.error(request, str(refused.detail))
    else:
        messages.success(request, _("Everywhere else you are logged out now."))


@method_decorator([sensitive_post_parameters(), for_people], name="dispatch")
class AccountFormView(RefusableView):
    """A form about the person who sends it."""

    success_url = reverse_lazy("account")
    heading: "StrOrPromise"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.elsewhere() or super().dispatch(request, *args, **kwargs)

    def elsewhere(self) -> HttpResponse | None:
        """Where to go instead, if the form is nothing for this person."""
        return None

    def renew(self) -> None:
        """The same login under another cookie: the one until now may have got into other hands."""
        person = person_of(self.request)
        person.refresh_from_db()
        renew(self.request.session, person)
        remember(self.request, person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=person_of(self.request), **kwargs)


class KeepView(NamingView, AccountFormView):
    """`/account/keep/`: a guest gets a password, and so can come back."""

    template_name = "accounts/keep.html"
    heading = gettext_lazy("Keep this name")
    form_class = SignUpForm

    def elsewhere(self) -> HttpResponse | None:
        keepable = person_of(self.request).is_guest and doors()["sign_up"]
        return None if keepable else redirect("account")

    def get_initial(self) -> dict[str, Any]:
        return {"name": person_of(self.request).name}

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        guest, mark = person_of(self.request), mark_of(self.request.session)
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        limits.sign_up(self.request)
        actions.become_account(guest, password, mark, name).result()
        self.renew()
        messages.success(self.request, _("This is your account now: your password lets you in."))
        return super().form_valid(form)


class PasswordView(AccountFormView):
    """`/account/password/`"""

    template_name = "accounts/password.html"
    heading = gettext_lazy("Change the password")
    form_class = ChangePasswordForm

    def elsewhere(self) -> HttpResponse | None:
        return redirect("account-keep") if person_of(self.request).is_guest else None

    def get_form_kwargs(self) -> dict[str, Any]:
        own = {"request": self.request, "person": person_of(self.request)}
        return super().get_form_kwargs() | own

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        mark = mark_of(self.request.session)
        actions.change_password(form.person, form.cleaned_data["password"], mark).result()
        self.renew()
        words = _("Your password is changed. Everywhere else you are logged out now.")
        messages.success(self.request, words)
        return super().form_valid(form)


class DeleteView(AccountFormView):
    """`/account/delete/`: confirmed by the password; by a guest, who has none, by their name."""

    template_name = "accounts/delete.html"
    heading = gettext_lazy("Delete the account?")
    success_url = reverse_lazy("join")

    def get_form_class(self) -> type[OwnNameForm | OwnPasswordForm]:
        return OwnNameForm if person_of(self.request).is_guest else OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        own = {"request": self.request, "person": person_of(self.request)}
        return super().get_form_kwargs() | own

    def form_valid(self, form: OwnNameForm | OwnPasswordForm) -> HttpResponse:
        if actions.erase(person_of(self.request)):
            words = _("Your account is deleted, and what you wrote is gone.")
        else:
            words = _("Your account is deleted. Not all you wrote is gone yet: that will follow.")
        # The login ended with the account; what remains is this browser's cookie.
        self.request.session.flush()
        messages.success(self.request, words)
        return HttpResponseRedirect(self.get_success_url())
