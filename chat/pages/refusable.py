"""A form whose action may be refused: it comes back as it was sent, and says why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import FormView

from chat.actions import Refused
from chat.pages.answers import STATUS, say_when


class RefusableView(FormView):  # type: ignore[type-arg]
    """Shows what checks and actions say no to, under the status that JSON has for it.

    A name that is taken is an error of its field, as any other.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        try:
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)
        except Refused as refused:
            return self.refused(form, refused)

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        taken = refused.code == "conflict" and "name" in form.fields
        form.add_error("name" if taken else None, str(refused.detail))
        response = self.form_invalid(form)
        if not taken:
            response.status_code = STATUS[refused.code]
        say_when(response, refused.retry_ms)
        return response
