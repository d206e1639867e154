"""Rooms over HTTP: list, make, join, leave, remove somebody. The socket brings what follows."""

from typing import Annotated, Literal, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chat import actions
from chat.actions import Refused
from chat.eventlog import reading
from chat.models import Room
from chat.pages import limits
from chat.pages.answers import answer, for_people_only
from chat.pages.request import person_of
from chat.protocol.frames import Text

# A name and a kind; nobody needs more, and what nobody needs is not read.
BODY_BYTES = 4 * 1024
# The widest row number of the databases: 64 bits, signed.
LAST_ID = 2**63 - 1


Body = TypeVar("Body", bound=msgspec.Struct)


class NewRoom(msgspec.Struct):
    name: Annotated[Text, msgspec.Meta(max_length=BODY_BYTES)]
    kind: Literal["public", "private"] = "public"


class Somebody(msgspec.Struct):
    """A person by their id."""

    person: Annotated[str, msgspec.Meta(max_length=20)]


@for_people_only("GET", "POST")
def rooms(request: HttpRequest) -> HttpResponse:
    """GET: {`rooms`}, mine and those I may join (without `role`). POST: 201 {`id`, `slug`}."""
    if request.method == "POST":
        return _create(request)
    person_id = person_of(request).pk
    mine = [state for state in reading.rooms_of(person_id) if state.kind != Room.Kind.SELF]
    return answer({"rooms": mine + reading.public_rooms(not_joined_by=person_id)})


@for_people_only("POST")
def join(request: HttpRequest, room_id: str) -> HttpResponse:
    """200 and the room as the new member sees it."""
    person = person_of(request)
    known_id = _number(room_id)
    limits.membership(person)
    actions.join(person, known_id).result()
    state = reading.room_of(person.pk, known_id)
    if state is None:
        raise _no_such_room()
    return answer(state)


@for_people_only("POST")
def leave(request: HttpRequest, room_id: str) -> HttpResponse:
    """204."""
    person, known_id = person_of(request), _number(room_id)
    limits.membership(person)
    actions.leave(person, known_id).result()
    return HttpResponse(status=204)


@for_people_only("POST")
def remove(request: HttpRequest, room_id: str) -> HttpResponse:
    """{`person`}, out of the room and to stay out; by its owner. 204."""
    whom = _number(_decoded(request, Somebody).person)
    limits.membership(person_of(request))
    actions.remove(person_of(request), _number(room_id), whom).result()
    return HttpResponse(status=204)


@for_people_only("POST")
def let_in(request: HttpRequest, room_id: str) -> HttpResponse:
    """{`person`}, who was removed, may join again. 204."""
    whom = _number(_decoded(request, Somebody).person)
    limits.membership(person_of(request))
    actions.let_in(person_of(request), _number(room_id), whom).result()
    return HttpResponse(status=204)


def _create(request: HttpRequest) -> HttpResponse:
    wanted = _decoded(request, NewRoom)
    limits.room(person_of(request))
    made = actions.create_room(person_of(request), wanted.name, wanted.kind).result()
    slug = Room.objects.values_list("slug", flat=True).get(pk=made.room_id)
    return answer({"id": str(made.room_id), "slug": slug}, status=201)


def _decoded(request: HttpRequest, kind: type[Body]) -> Body:
    # No more is read than that, whatever the client says how long it is.
    body = request.read(BODY_BYTES + 1)
    if len(body) > BODY_BYTES:
        raise Refused("too-long", _("A request about rooms has at most %d bytes.") % BODY_BYTES)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Refused("bad-frame", str(error)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Refused("bad-json", _("The request is not JSON.")) from None


def _number(text: str) -> int:
    """Ids are opaque: one that cannot be ours names no room, and nobody."""
    if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LAST_ID:
        return int(text)
    raise _no_such_room()


def _no_such_room() -> Refused:
    return Refused("not-found", _("There is no such room, or it is not yours."))
