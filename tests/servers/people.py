"""People of the tests, as a browser sees them: cookies, forms and pages over HTTP."""

import http.client
import json
import re
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

# A server whose database is away answers after 10 s at the latest, that it is.
TIMEOUT_S = 15
CONFIG = re.compile(r'<script id="lifeline-config" type="application/json">(.*?)</script>', re.S)


@dataclass(frozen=True)
class Reply:
    """What the server answered; redirects are not followed, `location` is where they lead."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Visitor:
    """Somebody at `origin`, with the cookies the server has given them."""

    origin: str
    name: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Reply:
        return self._request("GET", path, b"", {})

    def post_form(self, path: str, **fields: str) -> Reply:
        body = urllib.parse.urlencode(fields).encode()
        return self._post(path, body, "application/x-www-form-urlencoded")

    def post_json(self, path: str, content: object = None) -> Reply:
        return self._post(path, json.dumps(content or {}).encode(), "application/json")

    def person_id(self) -> str:
        """The id of this person, read from the chat page's configuration."""
        page = self.get("/chat/").text
        found = CONFIG.search(page)
        assert found, f"/chat/ is without its configuration:\n{page[:500]}"
        return str(json.loads(found[1])["person"]["id"])

    def headers(self) -> dict[str, str]:
        """What a browser sends with every request: its cookies and where its page is from."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Origin": self.origin, **({"Cookie": cookies} if cookies else {})}

    def _post(self, path: str, body: bytes, content_type: str) -> Reply:
        token = self.cookies.get("csrftoken", "")
        headers = {"Content-Type": content_type, "X-CSRFToken": token}
        return self._request("POST", path, body, headers)

    def _request(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        host = urllib.parse.urlsplit(self.origin).netloc
        connection = http.client.HTTPConnection(host, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, body or None, {**self.headers(), **headers})
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()
        self._keep_cookies(reply)
        return reply

    def _keep_cookies(self, reply: Reply) -> None:
        for line in reply.headers.get_all("Set-Cookie", []):
            for name, cookie in SimpleCookie(line).items():
                self.cookies[name] = cookie.value


def join_as_guest(origin: str, name: str) -> Visitor:
    """A new guest called `name`, in two steps as on the page."""
    return _through_form(Visitor(origin, name), "/", "/guest/", name=name)


def log_in(origin: str, username: str, password: str) -> Visitor:
    """Somebody with an account, logged in."""
    path = "/accounts/login/"
    return _through_form(
        Visitor(origin, username), path, path, username=username, password=password
    )


def make_rooms(people: Sequence[Visitor], count: int) -> list[str]:
    """The ids of new rooms of which everybody is a member."""
    owner, *others = people
    rooms = []
    for number in range(1, count + 1):
        made = owner.post_json("/chat/rooms/", {"name": f"Room {number}"})
        assert made.status == http.client.CREATED, made
        rooms.append(str(made.json()["id"]))
        for person in others:
            joined = person.post_json(f"/chat/rooms/{rooms[-1]}/join/")
            assert joined.status == http.client.OK, joined
    return rooms


def _through_form(visitor: Visitor, page: str, action: str, **fields: str) -> Visitor:
    visitor.get(page)
    reply = visitor.post_form(action, **fields)
    assert reply.status == http.client.FOUND, f"{action}: {reply.status}\n{reply.text[:500]}"
    return visitor
