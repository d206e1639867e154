"""Forms that give a name and a password: what is wrong with either is said at once."""

import contextlib
from typing import Any

from django.http import HttpResponse

from chat.actions import Refused
from chat.actions.account import name_taken
from chat.models import Person
from chat.pages import limits
from chat.pages.refusable import RefusableView


class NamingView(RefusableView):
    def form_invalid(self, form: Any) -> HttpResponse:
        # Unless asked too often: the password alone must be no way to try out names.
        with contextlib.suppress(Refused):
            self._look_up(form)
        return super().form_invalid(form)

    def _look_up(self, form: Any) -> None:
        """Of a form that is refused anyway; the action looks for itself."""
        if "name" not in form.cleaned_data or form.non_field_errors():
            return
        limits.sign_up(self.request)
        if Person.objects.has_name(form.cleaned_data["name"], but=self.request.user.pk):
            form.add_error("name", str(name_taken().detail))
