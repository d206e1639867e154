"""The six kinds: each as somebody does it, by a form or a request at the process `here`."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from tests.chaos.revocation.site import Site, Victim

# A login that is to expire is put off until everybody is connected and hears something, however
# long a busy machine takes for that; it may stop for nearly as long as it is put off each time.
EXPIRES_IN_S = 6.0
PUT_OFF_EVERY_S = 1.0
NEW_PASSWORD = "a password nobody has typed yet"


def log_out(site: Site, victim: Victim) -> None:
    reply = victim.visitor.post_form("/accounts/logout/")
    assert reply.status == 302, reply.text


def ban(site: Site, victim: Victim) -> None:
    _by_admin(
        site, victim, "change", name=victim.visitor.name, is_guest="on", ban_reason="in a test"
    )


def remove(site: Site, victim: Victim) -> None:
    address = f"/chat/rooms/{site.room}/remove/"
    reply = site.owner.post_json(address, {"person": victim.id})
    assert reply.status == 204, reply.text


def change_password(site: Site, victim: Victim) -> None:
    _by_admin(site, victim, "password", password1=NEW_PASSWORD, password2=NEW_PASSWORD)


def delete_account(site: Site, victim: Victim) -> None:
    reply = victim.visitor.post_form("/account/delete/", name=victim.visitor.name)
    assert reply.status == 302, reply.text
    assert urlsplit(reply.location).path == "/", reply.location


def expire(site: Site, victim: Victim) -> None:
    """Nobody does anything: see `put_off`."""


Revoke = Callable[[Site, Victim], None]
KINDS: dict[str, Revoke] = {
    "log-out": log_out,
    "ban": ban,
    "removal": remove,
    "password change": change_password,
    "session expiry": expire,
    "account deletion": delete_account,
}

# What each is told: the close code, or that the room is gone.
TOLD: dict[str, int | str] = {**dict.fromkeys(KINDS, 4401), "ban": 4403, "removal": "gone"}


@asynccontextmanager
async def put_off(site: Site, kind: str, victims: list[Victim]) -> AsyncIterator[None]:
    """From before they connect: logins that expire do so only some time after this.

    Servers see an end that is near from the beginning, and look again when it comes.
    """
    if KINDS[kind] is not expire:
        yield
        return
    await asyncio.to_thread(_put_off_once, site, victims)
    enough = asyncio.Event()
    task = asyncio.create_task(_put_off(site, victims, enough))
    try:
        yield
    finally:
        enough.set()
        await task


async def _put_off(site: Site, victims: list[Victim], enough: asyncio.Event) -> None:
    while not enough.is_set():
        await asyncio.to_thread(_put_off_once, site, victims)
        with suppress(TimeoutError):
            await asyncio.wait_for(enough.wait(), PUT_OFF_EVERY_S)


def _put_off_once(site: Site, victims: list[Victim]) -> None:
    expires_at = time.time() + EXPIRES_IN_S
    site.sql(
        "UPDATE chat_websession SET expire_date = to_timestamp(%s) WHERE person_id = ANY(%s)",
        expires_at,
        [int(victim.id) for victim in victims],
    )
    for victim in victims:
        victim.revoked_at = expires_at


def revoke(site: Site, kind: str, victim: Victim) -> None:
    """Counted from what the commit says of its time, before it is committed.

    Not from the request: a new password is hashed for as long as that takes, on purpose.
    """
    KINDS[kind](site, victim)
    if victim.revoked_at is None:
        ((at_ms,),) = site.sql(
            "SELECT max(event.at) FROM chat_event event JOIN chat_room log ON log.id = room_id "
            "WHERE log.self_of_id = %s AND event.kind IN ('ended', 'banned', 'left')",
            int(victim.id),
        )
        victim.revoked_at = at_ms / 1000


def _by_admin(site: Site, victim: Victim, page: str, **fields: str) -> None:
    reply = site.admin.post_form(f"/admin/chat/person/{victim.id}/{page}/", **fields)
    assert reply.status == 302, reply.text[:2000]
