"""The page one chats on: an empty frame, and what its modules need to fill it."""

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from chat.eventlog import reading
from chat.models import Person, Removal, Room
from chat.pages.access import kept_for_the_way_back
from chat.pages.endpoints import TWIN, WEBSOCKET
from chat.pages.modules import modules_of
from chat.pages.people import doors
from chat.pages.remember import visited as remember_visit
from chat.pages.request import person_of

# What the page runs; it imports the rest.
ENTRY = "chat/page/main.js"


@require_safe
@kept_for_the_way_back
@ensure_csrf_cookie
def chat(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """`/chat/`, `/chat/SLUG/`. 404 for a room that is not there, or not for this person."""
    person = person_of(request)
    remember_visit(request, person)
    mine = [state for state in reading.rooms_of(person.pk) if state.kind != Room.Kind.SELF]
    is_mine = slug is None or any(state.slug == slug for state in mine)
    visited = None if is_mine else _public_room(slug)
    if not is_mine and visited is None:
        # Not Http404: with DEBUG on that shows Django's own page, and an address may be mistyped
        # there too.
        return render(request, "404.html", status=404)
    config = {
        "person": {"id": str(person.pk), "name": person.name, "guest": person.is_guest},
        "ws": WEBSOCKET,
        "twin": TWIN,
        "visit": reverse("account-visit"),
        "rooms": msgspec.to_builtins(mine),
        "room": slug,
        "visited": visited and _visit(visited, person),
    }
    context = {"config": config, "person": person, "modules": modules_of(ENTRY), **doors()}
    return render(request, "chat/chat.html", context)


def _public_room(slug: str | None) -> Room | None:
    if slug is None or "\0" in slug:  # which PostgreSQL does not take even to look for
        return None
    return Room.objects.filter(slug=slug, kind=Room.Kind.PUBLIC).first()


def _visit(room: Room, person: Person) -> dict[str, object]:
    """A room to join; or `removed`, and then nothing but to ask its owner."""
    removed = Removal.objects.filter(room=room, person=person).exists()
    return {"id": str(room.pk), "slug": room.slug, "name": room.name, "removed": removed}


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here on pages that name none, such as the admin's."""
    return HttpResponseRedirect(static("img/favicon.svg"))
