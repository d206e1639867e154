"""Whatever a person types, the HTML made of it is harmless, and made in little time."""

import re
import time
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.actions import markup
from chat.actions.markup import MOST_MARKS, html_of
from chat.protocol.frames import BODY_CHARS

HARMLESS = re.compile(
    r"</?(?:blockquote|br|code|em|hr|li|ol|p|pre|strong|ul)>|</a>"
    r'|<a rel="noopener noreferrer nofollow">'
    r'|<a href="(?:https?://|mailto:)[^"<>]*" rel="noopener noreferrer nofollow">'
    r"|<ol start=\"\d+\">|[^<]",
    re.DOTALL,
)


def is_harmless(html: str) -> bool:
    return "".join(HARMLESS.findall(html)) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("hi", "<p>hi</p>\n"),
        ("**hi**", "<p><strong>hi</strong></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("# not a heading", "<p># not a heading</p>\n"),
        ("`a < b`", "<p><code>a &lt; b</code></p>\n"),
    ],
)
def test_markdown_is_rendered(body: str, html: str) -> None:
    assert html_of(body) == html


def test_a_link_opens_no_door() -> None:
    html = html_of("see https://example.org/?a=1&b=2")

    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">' in html


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/account/delete/", "account/delete/", r"/\evil.example", "?a", "#a", ""],
)
def test_a_link_without_a_scheme_is_none(address: str) -> None:
    """`//host` led out of the site and looked like a page of it."""
    assert "href" not in html_of(f"[x]({address})")
    assert "href" not in html_of(f"[x](<{address}>)")


@pytest.mark.parametrize("address", ["https://example.org/", "HTTP://example.org", "mailto:a@b.c"])
def test_a_link_with_a_scheme_is_one(address: str) -> None:
    assert f'<a href="{address}"' in html_of(f"[x]({address})")


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://example.org/pixel.gif)",
        "<a href='javascript:1'>x</a>",
        '[x](https://example.org/"onmouseover="alert(1))',
        "<svg/onload=alert(1)>",
        "```html\n<script>\n```",
        "<" * 500,
        "[" * 2000,
    ],
)
def test_nothing_harmful_comes_through(body: str) -> None:
    html = html_of(body)

    assert is_harmless(html), html
    assert "<img" not in html


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>&\"'`*_[](){}:/!#-\n ax=")), max_size=200))
def test_whatever_is_typed_is_harmless(body: str) -> None:
    assert is_harmless(html_of(body))


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(" ,.;:?!'\"()%-a1é文") | st.characters(exclude_categories=["Cs"])))
def test_what_is_plain_comes_out_as_if_it_had_been_rendered(body: str) -> None:
    """The short cut gives what the renderer would have given."""
    quick = html_of(body)

    with patch.object(markup, "_PROSE", re.compile("(?!)")):
        assert quick == html_of(body)


@pytest.mark.parametrize(
    "piece", ["[", "*a_", "`", "<!", "&", "> ", "- ", "(", "a@b.c ", "[a](", "\n"]
)
def test_no_message_takes_long_to_render(piece: str) -> None:
    """The writer renders, and while it does nobody else's message is committed."""
    body = (piece * BODY_CHARS)[:BODY_CHARS]
    began = time.thread_time()

    html_of(body)

    assert time.thread_time() - began < 0.1


def test_what_has_too_many_marks_to_be_meant_is_shown_as_typed() -> None:
    body = "*" * MOST_MARKS + "**bold**"

    assert "<strong>" not in html_of(body)
    assert "bold" in html_of(body)


@pytest.mark.parametrize(
    "body",
    [
        "xn--a." * 30 + "a" * 50,
        "http://" * 570,
        "http://x" + ")" * 3_980,
        "a." * 2_000,
        "mail@" * 800,
        "\\" * 4_000,
    ],
)
def test_no_address_takes_long_to_find(body: str) -> None:
    """The first of these once ran for minutes, and held up everybody."""
    began_s = time.process_time()
    html_of(body)
    assert time.process_time() - began_s < 0.5
