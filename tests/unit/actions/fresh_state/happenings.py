"""Every kind of event the product writes, and how it comes about in a room that Bob reads."""

from collections.abc import Callable
from uuid import uuid4

from chat import actions
from chat.models import Person, Room
from chat.protocol.frames import Reference


class Scene:
    """Alice owns the Kitchen, Bob is in it; all have said something there, Dave too, who left."""

    def __init__(self) -> None:
        self.alice, self.bob, self.dave, self.sam = (
            Person.objects.create_user(name, is_staff=name == "Sam")
            for name in ("Alice", "Bob", "Dave", "Sam")
        )
        made = actions.create_room(self.alice, "Kitchen").result()
        self.kitchen = Room.objects.get(pk=made.room_id)
        garden = actions.create_room(self.alice, "Garden").result()
        self.garden = Room.objects.get(pk=garden.room_id)
        for person in (self.bob, self.dave):
            actions.join(person, self.kitchen.pk).result()
        said = [self.says(person) for person in (self.alice, self.bob, self.dave)]
        self.reply(self.alice, said[1])
        actions.leave(self.dave, self.kitchen.pk).result()

    def says(self, person: Person, body: str = "hi") -> Reference:
        id = uuid4()
        answer = actions.post(person, id, self.kitchen.pk, body).result()
        return Reference(answer.seq, str(id))

    def reply(self, person: Person, to: Reference) -> None:
        actions.post(person, uuid4(), self.kitchen.pk, "so?", reply_to=to).result()


def _post(scene: Scene) -> None:
    scene.reply(scene.alice, scene.says(scene.bob))


def _join(scene: Scene) -> None:
    actions.join(scene.dave, scene.kitchen.pk).result()


def _leave(scene: Scene) -> None:
    _join(scene)
    actions.remove(scene.alice, scene.kitchen.pk, scene.dave.pk).result()


def _erased(scene: Scene) -> None:
    scene.says(scene.alice, "the last")
    assert actions.erase(scene.alice)


def _joined(scene: Scene) -> None:
    actions.join(scene.bob, scene.garden.pk).result()


def _left(scene: Scene) -> None:
    actions.leave(scene.bob, scene.kitchen.pk).result()


def _role(scene: Scene) -> None:
    actions.leave(scene.alice, scene.kitchen.pk).result()


def _account(scene: Scene) -> None:
    Person.objects.filter(pk=scene.bob.pk).update(is_guest=True)
    bob = Person.objects.get(pk=scene.bob.pk)
    actions.become_account(bob, "a password of his own", "login").result()


def _ended(scene: Scene) -> None:
    actions.end_login(scene.bob, "login").result()


def _banned(scene: Scene) -> None:
    actions.ban(scene.sam, scene.bob, "spam").result()


def _unbanned(scene: Scene) -> None:
    _banned(scene)
    scene.says(scene.alice, "meanwhile")
    actions.unban(scene.sam, scene.bob).result()


HAPPENINGS: dict[str, Callable[[Scene], None]] = {
    "post": _post,
    "join": _join,
    "leave": _leave,
    "erased": _erased,
    "joined": _joined,
    "left": _left,
    "role": _role,
    "account": _account,
    "ended": _ended,
    "banned": _banned,
    "unbanned": _unbanned,
}
