"""Join a room, leave a room."""

from concurrent.futures import Future
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from chat.actions.post import not_a_member
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.transaction import Transaction
from chat.models import Membership, Person, Removal, Room
from chat.models.room import DEFAULT_SLUG
from chat.protocol.frames import PersonRef


class MembershipIntention(Intention):
    """Written in the room's log and in the person's own."""

    def __init__(self, by: Person, uuid: UUID, room_id: int) -> None:
        super().__init__(by, uuid, rooms={room_id}, selves={by.pk})
        self.room_id = room_id

    def meant(self) -> object:
        return self.room_id


class Join(MembershipIntention):
    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self.room_id)
        if (room.pk, self.by.pk) in transaction.members:
            return Answer(room.pk, room.head_seq, room.changed_at)
        if room.kind != Room.Kind.PUBLIC:
            raise not_a_member(room)
        if Removal.objects.filter(room=room, person=self.by).exists():
            raise put_out()
        return enter(transaction, room, self, Membership.Role.MEMBER)


class Leave(MembershipIntention):
    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self.room_id)
        membership = transaction.members.get((room.pk, self.by.pk))
        if membership is None:
            raise not_a_member(room)
        take_away(transaction, self, membership)
        return tell(transaction, room, self, self.by, own="left", others="leave")


class LeaveForGood(Leave):
    """Of somebody who cannot come back; somebody else may be clearing up after them too."""

    even_inactive = True

    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self.room_id)
        if (room.pk, self.by.pk) not in transaction.members:
            return Answer(room.pk, room.head_seq, room.changed_at)
        return super().decide(transaction)


def put_out() -> Refused:
    """What somebody learns who has to be let in again."""
    return Refused(
        "forbidden",
        _("You were put out of this room. Its owner, or who runs this site, can let you in."),
    )


def enter(transaction: Transaction, room: Room, by: Intention, role: str) -> Answer:
    """Make the membership, and say so in the room's log and in the person's own."""
    membership = Membership(
        room=room,
        person=by.by,
        role=role,
        read_seq=room.head_seq,
        read_posts=room.posts,
    )
    membership.save()
    transaction.members[room.pk, by.by.pk] = membership
    return tell(transaction, room, by, by.by, own="joined", others="join")


def take_away(transaction: Transaction, by: Intention, membership: Membership) -> None:
    """A room whose owner goes is owned by who has been in it longest, who is told so."""
    heir = _heir(membership) if membership.role == Membership.Role.OWNER else None
    # First: if it is held by somebody, nothing is changed.
    heirs_log = transaction.self_log(heir.person_id) if heir else None
    membership.delete()
    transaction.members.pop((membership.room_id, membership.person_id), None)
    if heir is None or heirs_log is None:
        return
    heir.role = Membership.Role.OWNER
    heir.save(update_fields=["role"])
    if known := transaction.members.get((heir.room_id, heir.person_id)):
        known.role = heir.role
    content = {"room": str(heir.room_id), "role": heir.role}
    transaction.append(heirs_log, "role", by, content)


def _heir(owner: Membership) -> Membership | None:
    """Nobody where there is another owner; nor of the Lobby: the site's staff looks after it."""
    others = Membership.objects.filter(room=owner.room_id).exclude(pk=owner.pk)
    if others.filter(role=Membership.Role.OWNER).exists():
        return None
    staying = others.filter(person__is_active=True).exclude(room__slug=DEFAULT_SLUG)
    return staying.order_by("pk").first()


def tell(
    transaction: Transaction, room: Room, by: Intention, person: Person, own: str, others: str
) -> Answer:
    """In the person's log and in the room's, which does not record how guests come and go."""
    own_log = transaction.self_logs[person.pk]
    told = transaction.append(own_log, own, by, {"room": str(room.pk)})
    if person.is_guest and room.kind == Room.Kind.PUBLIC:
        return Answer(room.pk, room.head_seq, told.at)
    who = PersonRef(str(person.pk), person.name)
    return transaction.append(room, others, by, {"who": who})


def join(by: Person, room_id: int) -> "Future[Answer]":
    """Become a member of a public room; already being one is fine."""
    return submit(Join(by, uuid4(), room_id))


def leave(by: Person, room_id: int) -> "Future[Answer]":
    """Stop being a member."""
    return submit(Leave(by, uuid4(), room_id))


def leave_for_good(person: Person, room_id: int) -> Intention:
    return LeaveForGood(person, uuid4(), room_id)


def admit(person: Person) -> "Future[Answer]":
    """Let a newcomer into the room everybody starts in."""
    lobby = Room.objects.filter(slug=DEFAULT_SLUG).first()
    if lobby is None:
        raise Refused("not-found", _("There is no Lobby: `manage.py first_run` makes it."))
    return join(person, lobby.pk)
