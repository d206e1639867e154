"""Coming in and going out: guests by a name alone, accounts through Django's auth."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.generic import FormView

from chat import actions
from chat.models import Person
from chat.pages.forms import GuestForm, LogInForm

GUEST_BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator([never_cache, csrf_protect], name="dispatch")
class JoinView(auth_views.RedirectURLMixin, FormView):  # type: ignore[type-arg]
    """The first page: a name, and you are in. Whoever is in already goes on."""

    template_name = "chat/join.html"
    form_class = GuestForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: GuestForm) -> HttpResponse:
        try:
            guest = Person.objects.create_guest(form.cleaned_data["name"])
        except IntegrityError:
            form.refuse_taken()
            return self.form_invalid(form)
        login(self.request, guest, backend=GUEST_BACKEND)
        _admit(self.request, guest)
        return HttpResponseRedirect(self.get_success_url())

    def get_default_redirect_url(self) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)


class LogInView(auth_views.LoginView):
    template_name = "accounts/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        _admit(self.request, form.get_user())
        return response


class LogOutView(auth_views.LogoutView):
    """Ends the login, and by a signal its sockets. If that has to wait, all stays as it was."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except actions.Refused as refused:
            messages.error(request, str(refused.detail))
            return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))


def _admit(request: HttpRequest, person: Person) -> None:
    """To the Lobby. If that has to wait, the person is in all the same, and told."""
    try:
        actions.admit(person).result()
    except actions.Refused as refused:
        messages.warning(request, str(refused.detail))
