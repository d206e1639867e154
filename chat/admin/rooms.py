"""Rooms, who is in them and who was put out, and how connections ended: to look at, mostly."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat import actions
from chat.actions import Answer
from chat.admin.acting import act_after, person_of
from chat.models import CloseReport, Membership, Person, Removal, Room

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class LogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at. The log alone writes these tables, in the order all have to see."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KindFilter(admin.SimpleListFilter):
    """Rooms people talk in, unless one asks for people's own logs."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Room.Kind.choices

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *kinds = super().choices(changelist)
        yield {**first, "display": _("Rooms to talk in")}
        yield from kinds

    def queryset(self, request: HttpRequest, rooms: QuerySet[Room]) -> QuerySet[Room]:
        if self.value() is None:
            return rooms.exclude(kind=Room.Kind.SELF)
        return rooms.filter(kind=self.value())


@admin.register(Room)
class RoomAdmin(LogAdmin):
    list_display = ("__str__", "slug", "kind", "posts", "changed")
    list_filter = (KindFilter,)
    search_fields = ("name", "slug")
    fields = ("name", "slug", "kind", "self_of", "posts", "changed", "head_seq", "head_digest")

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, room: Room) -> datetime | None:
        return datetime.fromtimestamp(room.changed_at / 1000, UTC) if room.changed_at else None


class InRoomAdmin(LogAdmin):
    """Somebody and a room. To delete the row is an action of the log, named for what it does."""

    deletes: "StrOrPromise"
    act: "Callable[[Person, int, int], Future[Answer]]"
    list_select_related = ("room", "person")
    search_fields = ("room__name", "person__name")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)
        if (deletion := found.get("delete_selected")) is not None:
            found["delete_selected"] = (*deletion[:2], str(self.deletes))
        return found

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        by = person_of(request)
        act_after(request, partial(self.act, by, obj.room_id, obj.person_id))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Membership)
class MembershipAdmin(InRoomAdmin):
    deletes = _("Put out of the room: cannot join again until let in")
    act = staticmethod(actions.remove)
    list_display = ("room", "person", "role", "read_seq")
    list_filter = ("role",)


@admin.register(Removal)
class RemovalAdmin(InRoomAdmin):
    deletes = _("Let in again: may join")
    act = staticmethod(actions.let_in)
    list_display = ("room", "person")


@admin.register(CloseReport)
class CloseReportAdmin(LogAdmin):
    list_display = ("at", "person", "code", "cause", "was_clean", "uptime_ms", "rtt_ms", "attempts")
    list_filter = ("cause", "code", "at")
    list_select_related = ("person",)
    ordering = ("-at",)
    search_fields = ("person__name",)
