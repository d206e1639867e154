"""The stock admin: people are managed here, history is only looked at.

Django's own classes take no type arguments while the server runs, hence the ignores.
"""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.models import Membership, Person, Room, name_key


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
        (_("Rights"), {"fields": ("is_active", "is_guest", "is_staff", "is_superuser")}),
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
