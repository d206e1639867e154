"""Coming in and going out: guests by a name alone, accounts by name and password."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from chat import actions
from chat.models import Person
from chat.pages import limits
from chat.pages.access import banned_visitor, shut_out
from chat.pages.answers import refusal
from chat.pages.forms import GuestForm, LogInForm, SignUpForm
from chat.pages.naming import NamingView
from chat.pages.refusable import RefusableView
from chat.pages.remember import remember

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Entrance(auth_views.RedirectURLMixin, RefusableView):
    """A page that leads in. Whoever is in already goes on; whoever is banned is told so.

    Where the way is shut it leads to the log-in: a form that only refuses helps nobody.
    """

    # The name of the setting that opens it, and what is said to a form that comes all the same.
    setting: str
    shut: "StrOrPromise"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        if (person := banned_visitor(request)) is not None:
            return shut_out(request, person)
        if not getattr(settings, self.setting):
            return self._elsewhere()
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **doors(), **kwargs)

    def let_in(self, person: Person) -> HttpResponse:
        login(self.request, person, backend=BACKEND)
        return self.lead_in(person)

    def lead_in(self, person: Person) -> HttpResponse:
        arrive(self.request, person)
        return HttpResponseRedirect(self.get_success_url())

    def _elsewhere(self) -> HttpResponse:
        if self.request.method == "POST":
            messages.error(self.request, str(self.shut))
        wanted = self.get_redirect_url()
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return HttpResponseRedirect(resolve_url("login") + query)


@method_decorator([never_cache, csrf_protect], name="dispatch")
class JoinView(Entrance):
    """The first page: a name, and you are in."""

    template_name = "chat/join.html"
    form_class = GuestForm
    setting = "GUESTS"
    shut = _("Guests are not let in here: log in, or sign up.")

    def form_valid(self, form: GuestForm) -> HttpResponse:
        limits.guest(self.request)
        return self.lead_in(self._guest(form.cleaned_data["name"]))

    def _guest(self, name: str) -> Person:
        """With the login in one commit: without one nobody could ever be that guest."""
        with transaction.atomic():
            guest = actions.create_guest(name)
            login(self.request, guest, backend=BACKEND)
            self.request.session.save()
        return guest


@method_decorator([never_cache, csrf_protect, sensitive_post_parameters()], name="dispatch")
class SignUpView(NamingView, Entrance):
    template_name = "accounts/signup.html"
    form_class = SignUpForm
    setting = "SIGN_UP"
    shut = _("Nobody can sign up here: ask who runs this site.")

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        limits.sign_up(self.request)
        cleaned = form.cleaned_data
        return self.let_in(actions.create_account(cleaned["name"], cleaned["password"]))


class LogInView(RefusableView, auth_views.LoginView):
    template_name = "accounts/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        arrive(self.request, form.get_user())
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**doors(), **kwargs)


class LogOutView(auth_views.LogoutView):
    """Ends the login, and by a signal its sockets. If that has to wait, all stays as it was.

    A page's script asks for JSON: 204, or {`code`, `detail`}. It stays to say what went wrong.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for_script = not request.accepts("text/html")
        try:
            response = super().post(request, *args, **kwargs)
        except actions.Refused as refused:
            if for_script:
                return refusal(refused)
            messages.error(request, str(refused.detail))
            return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
        return HttpResponse(status=204) if for_script else response


def doors() -> dict[str, bool]:
    """Which ways in there are, for templates."""
    return {"guests": settings.GUESTS, "sign_up": settings.SIGN_UP}


def arrive(request: HttpRequest, person: Person) -> None:
    """To the Lobby. If that has to wait, the person is in all the same, and told."""
    remember(request, person)
    try:
        actions.admit(person).result()
    except actions.Refused as refused:
        messages.warning(request, str(refused.detail))
