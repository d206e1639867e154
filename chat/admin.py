"""The stock admin: people are managed here, history is only looked at.

Django's own classes take no type arguments while the server runs, hence the ignores.
"""

import copy
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from chat import actions
from chat.actions import Answer, Refused
from chat.models import CloseReport, Membership, Person, Room, name_key
from chat.models.session import mark_of

# Done by the log, so that it holds for who is connected.
Act = Callable[[], "Future[Answer]"]


def act_after(request: HttpRequest, act: Act) -> None:
    """Once the admin's own transaction is committed: an action commits by itself."""
    transaction.on_commit(partial(_act, request, act))


def _act(request: HttpRequest, act: Act) -> None:
    try:
        act().result()
    except Refused as refused:
        messages.error(request, str(refused.detail))


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """The database compares names folded; who types one wants to hear of it on the page."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Person.objects.exclude(pk=self.instance.pk)
        if others.filter(name_key=name_key(name)).exists():
            raise ValidationError(_("Somebody has this name already."), code="taken")
        return name


class PersonCreationForm(NameForm, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ("name",)


class PersonChangeForm(NameForm, UserChangeForm):  # type: ignore[type-arg]
    pass


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Ends the logins of before; one's own, if it is one's own password, stays."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def save(self, commit: bool = True) -> Person:
        usable = self.cleaned_data["set_usable_password"]
        raw = self.cleaned_data["password1"] if usable else None
        by, person = person_of(self._request), cast(Person, self.user)
        mark = mark_of(self._request.session) if by == person else None
        try:
            actions.set_password(by, person, raw, mark).result()
        except Refused as refused:
            raise PermissionDenied(str(refused.detail)) from None
        person.refresh_from_db()
        return person


@admin.register(Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ("name",)
    search_fields = ("name",)
    list_display = ("name", "is_guest", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_guest", "is_staff", "is_active")
    readonly_fields = ("date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("name", "password")}),
        (_("Ban"), {"fields": ("is_active", "ban_reason")}),
        (_("Rights"), {"fields": ("is_guest", "is_staff", "is_superuser")}),
        (_("Groups"), {"fields": ("groups", "user_permissions"), "classes": ("collapse",)}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("name", "usable_password", "password1", "password2")},
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What somebody said stays theirs: an account is switched off, never deleted."""
        return False

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """A copy, for this object serves all requests."""
        here = copy.copy(self)
        here.change_password_form = partial(PasswordForm, request=request)
        return super(PersonAdmin, here).user_change_password(request, id, form_url)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Somebody made inactive is banned: by the log, after what else was changed."""
        if change and {"is_active", "ban_reason"} & set(form.changed_data):
            wanted, reason, by = obj.is_active, obj.ban_reason, person_of(request)
            stored = Person.objects.get(pk=obj.pk)
            obj.is_active, obj.ban_reason = stored.is_active, stored.ban_reason
            if not wanted:
                act_after(request, partial(actions.ban, by, obj, reason))
            elif not stored.is_active:
                act_after(request, partial(actions.unban, by, obj))
        super().save_model(request, obj, form, change)


class LogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at. The log alone writes these tables, in the order all have to see."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Room)
class RoomAdmin(LogAdmin):
    list_display = ("__str__", "slug", "kind", "posts", "head_seq")
    list_filter = ("kind",)
    search_fields = ("name", "slug")


@admin.register(Membership)
class MembershipAdmin(LogAdmin):
    list_display = ("room", "person", "role", "read_seq")
    list_filter = ("role",)
    list_select_related = ("room", "person")
    search_fields = ("room__name", "person__name")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Deleting one is putting that person out of that room."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        act = partial(actions.remove, person_of(request), obj.room_id, obj.person_id)
        act_after(request, act)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            self.delete_model(request, membership)


@admin.register(CloseReport)
class CloseReportAdmin(LogAdmin):
    list_display = ("at", "person", "code", "cause", "was_clean", "uptime_ms", "rtt_ms", "attempts")
    list_filter = ("cause", "code", "at")
    list_select_related = ("person",)
    ordering = ("-at",)
    search_fields = ("person__name",)
