"""What a log is, in lists and dicts: for each thing people do, what it comes to."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Post:
    """As it is asked for; `follows` is its `prior`."""

    by: int
    id: UUID
    room: int
    body: str
    follows: UUID | None = None


@dataclass
class Said:
    """One event of a room. Of posts the body, None once it is erased."""

    kind: str
    by: int
    body: str | None = None


@dataclass
class LogModel:
    rooms: dict[int, list[Said]] = field(default_factory=dict)
    members: set[tuple[int, int]] = field(default_factory=set)  # (room, person)
    been_in: set[tuple[int, int]] = field(default_factory=set)  # the same, ever
    inactive: set[int] = field(default_factory=set)
    # What was answered: the post, and its place.
    done: dict[tuple[int, UUID], tuple[Post, int]] = field(default_factory=dict)

    def post(self, post: Post) -> str | int:
        """Its seq, now or when it was done first; or the code it is refused with."""
        if known := self.done.get((post.by, post.id)):
            same = (known[0].room, known[0].body) == (post.room, post.body)
            # Who is erased has no words left to compare with.
            return known[1] if same and not self._erased(known) else "conflict"
        if post.by in self.inactive:
            return "forbidden"
        if not post.body.strip():
            return "empty"
        if post.follows and (post.by, post.follows) not in self.done:
            return "unavailable"
        if (post.room, post.by) not in self.members:
            return "forbidden"
        seq = self._append(post.room, Said("post", post.by, post.body))
        self.done[post.by, post.id] = post, seq
        return seq

    def _erased(self, known: tuple[Post, int]) -> bool:
        post, seq = known
        return self.rooms[post.room][seq - 1].body is None

    def join(self, by: int, room: int) -> str:
        if by in self.inactive:
            return "forbidden"
        if (room, by) not in self.members:
            self.members.add((room, by))
            self.been_in.add((room, by))
            self._append(room, Said("join", by))
        return ""

    def leave(self, by: int, room: int) -> str:
        if by in self.inactive or (room, by) not in self.members:
            return "forbidden"
        self._leave(by, room)
        return ""

    def erase(self, by: int) -> None:
        self.inactive.add(by)
        for room in sorted(self.rooms):
            if (room, by) in self.members:
                self._leave(by, room)
        for room in sorted(self.rooms):
            if (room, by) in self.been_in:
                for said in self.rooms[room]:
                    if said.by == by and said.kind == "post":
                        said.body = None
                self._append(room, Said("erased", by))

    def _leave(self, by: int, room: int) -> None:
        self.members.discard((room, by))
        self._append(room, Said("leave", by))

    def _append(self, room: int, said: Said) -> int:
        self.rooms[room].append(said)
        return len(self.rooms[room])
