"""A flood of posts is slowed down, and all of it is taken in the end."""

from tests.integration.chatting import a_post, final_answer, greet, make_room, newcomer, seqs
from tests.integration.conftest import POSTS_PER_SECOND
from tests.servers.app import AppServer
from tests.servers.wire import open_wire

# More than the burst that somebody who was silent may send at once, four seconds' worth.
POSTS = POSTS_PER_SECOND * 4 + 4


async def test_who_posts_too_fast_is_told_when_to_try_again(brisk_app: AppServer) -> None:
    alice = newcomer(brisk_app, "Alice")
    room = make_room(alice)
    async with open_wire(brisk_app.ws_url(), alice) as wire:
        welcome = await greet(wire)
        assert welcome["limits"]["posts_per_s"] == POSTS_PER_SECOND
        posts = [a_post(room, str(number)) for number in range(POSTS)]
        for post in posts:
            await wire.send(post)
        refused = [await wire.expect("refused", id=post["id"]) for post in posts[-2:]]
        assert {frame["code"] for frame in refused} == {"throttled"}
        assert all(0 < frame["retry_ms"] <= 1000 / POSTS_PER_SECOND for frame in refused)

        # What is done already is no new post: it is answered however fast it comes.
        await wire.send(posts[0])
        assert (await wire.expect("ack", id=posts[0]["id"]))["id"] == posts[0]["id"]

        answers = [await final_answer(wire, post) for post in posts]
        assert {answer["type"] for answer in answers} == {"ack"}
        assert seqs(answers) == sorted(seqs(answers))
        await wire.send({"type": "history", "id": "h", "room": room, "limit": 100})
        page = await wire.expect("page")
        assert [message["body"] for message in page["messages"]] == [post["body"] for post in posts]
