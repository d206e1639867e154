"""People: their names, passwords and rights, and the ban."""

import copy
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from chat import actions
from chat.actions import Refused
from chat.admin.acting import act_after, person_of
from chat.models import Person
from chat.models.session import mark_of

# What lets somebody do more: for superusers alone to give, or their staff would give it themselves.
RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")

BAN = {"is_active", "ban_reason"}


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """The database compares names folded; who types one wants to hear of it on the page."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Person.objects.has_name(name, but=self.instance.pk):
            raise ValidationError(_("Somebody has this name already."), code="taken")
        return name


class PersonCreationForm(NameForm, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ("name",)


class PersonChangeForm(NameForm, UserChangeForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            "ban_reason" in self.changed_data
            and cleaned.get("ban_reason")
            and cleaned.get("is_active")
        ):
            self.add_error("ban_reason", _("To ban somebody, take away the tick above too."))
        return cleaned


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


class BannedFilter(admin.BooleanFieldListFilter):
    """By "banned", not by "active"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("may come in")


@admin.register(Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ("name",)
    search_fields = ("name",)
    actions = ("ban", "lift_the_ban")
    list_display = ("name", "is_guest", "is_staff", "may_come_in", "date_joined", "last_login")
    list_filter = (("is_active", BannedFilter), "is_guest", "is_staff")
    # A guest becomes an account by a password of their own, and never the other way.
    readonly_fields = ("is_guest", "date_joined", "last_login")
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

    @admin.display(boolean=True, description=_("may come in"), ordering="is_active")
    def may_come_in(self, person: Person) -> bool:
        return person.is_active

    @admin.action(description=_("Ban: shut out of the whole site"), permissions=["change"])
    def ban(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        for person in people.filter(is_active=True):
            act_after(request, partial(actions.ban, person_of(request), person))

    @admin.action(description=_("Lift the ban"), permissions=["change"])
    def lift_the_ban(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        for person in people.filter(is_active=False):
            act_after(request, partial(actions.unban, person_of(request), person))

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "is_active":
            kwargs["label"] = _("May come in")
            kwargs["help_text"] = _("Untick to ban: all their pages are told within two seconds.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Person | None = None
    ) -> tuple[str, ...]:
        rights = () if person_of(request).is_superuser else RIGHTS
        return (*self.readonly_fields, *rights)

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Superusers are changed by their like alone."""
        if obj is not None and obj.is_superuser and not person_of(request).is_superuser:
            return False
        return super().has_change_permission(request, obj)

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
        """Somebody made inactive is banned: by the log, after what else was changed.

        Of a person read before only what was changed is written: a ban or a deletion may have
        been committed since.
        """
        if not change:
            super().save_model(request, obj, form, change)
            return
        changed = set(form.changed_data)
        if BAN & changed:
            wanted, reason, by = obj.is_active, obj.ban_reason, person_of(request)
            stored = Person.objects.get(pk=obj.pk)
            obj.is_active, obj.ban_reason = stored.is_active, stored.ban_reason
            if not wanted:
                act_after(request, partial(actions.ban, by, obj, reason))
            elif not stored.is_active:
                act_after(request, partial(actions.unban, by, obj))
        columns = {field.name for field in Person._meta.concrete_fields}
        fields = changed & columns - BAN
        obj.save(update_fields=fields | ({"name_key"} if "name" in fields else set()))
