"""Frames as they are on the wire, of posts as people write them."""

from typing import Any
from uuid import UUID

# Of the frames of docs/measurements.md: a line of chat, in English and in Chinese.
BODIES = (
    "Does anybody know when the bakery on the corner opens on Sundays?",
    "有人知道街角的面包店星期天几点开门吗？",
)
PEOPLE = [{"id": f"{number}", "name": f"Visitor {number}"} for number in range(1, 101)]
AT_MS = 1_780_000_000_000
HEAD = {"seq": 4321, "digest": "9f2c01d3a4b5c6d7"}


def frames() -> dict[str, dict[str, Any]]:
    """By what a reader would call it."""
    return {
        "events, 1 post": _events(1),
        "events, 32 posts": _events(32),
        "page, 100 messages": _page(100),
        "welcome, 20 rooms": _welcome(20),
        "presence, 100 people": {
            "type": "presence",
            "room": "7",
            "count": 100,
            "here": PEOPLE,
        },
        "ack": {"type": "ack", "id": _uuid(1), "room": "7", "seq": 4321, "at": AT_MS},
        "pong": {"type": "pong", "n": 17},
    }


def _events(count: int) -> dict[str, Any]:
    events = [{"kind": "post", **_message(number)} for number in range(count)]
    return {"type": "events", "room": "7", "prev": "0a1b2c3d4e5f6071", "events": events} | {
        "digest": HEAD["digest"]
    }


def _page(count: int) -> dict[str, Any]:
    messages = [_message(number) for number in range(count)]
    return {"type": "page", "id": "h1", "room": "7", "messages": messages, "head": HEAD} | {
        "part": "p1",
        "older": True,
    }


def _message(number: int) -> dict[str, Any]:
    body = BODIES[number % len(BODIES)]
    return {
        "seq": 4000 + number,
        "id": _uuid(number),
        "by": PEOPLE[number % len(PEOPLE)],
        "at": AT_MS + number,
        "body": body,
        "html": f"<p>{body}</p>",
    }


def _welcome(count: int) -> dict[str, Any]:
    rooms = [
        {
            "id": f"{number}",
            "slug": f"room-{number}",
            "name": f"Room {number}",
            "kind": "public",
            "head": HEAD,
            "posts": 4300,
            "read": 4200,
            "unread": 100,
            "role": "member",
        }
        for number in range(count)
    ]
    return {
        "type": "welcome",
        "session": "s1",
        "you": PEOPLE[0],
        "heartbeat": {"interval_ms": 10_000, "timeout_ms": 4_000},
        "limits": {
            "frame_bytes": 65_536,
            "body_chars": 4_000,
            "unseen_bytes": 262_144,
            "posts_per_s": 5,
        },
        "rooms": rooms,
        "at": AT_MS,
    }


def _uuid(number: int) -> str:
    """Looks random, is the same in each run."""
    return str(UUID(int=(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128))
