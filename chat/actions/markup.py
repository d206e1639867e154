"""From what a person typed to HTML that every page may insert."""

import re
from collections.abc import Iterator

import nh3
from django.template.defaultfilters import linebreaksbr
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto"}
# No linkifier that knows every kind of address: their patterns can be made to run for minutes.
# This one is linear. What closes a sentence is not part of its address.
_ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")


def _link_addresses(state: StateCore) -> None:
    """Addresses in running text become links; those inside links and code stay as they are."""
    for block in state.tokens:
        if block.type != "inline":
            continue
        depth = 0
        children: list[Token] = []
        for token in block.children or []:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            linked = token.type == "text" and depth == 0
            children.extend(_linked(token.content) if linked else [token])
        block.children = children


def _linked(text: str) -> Iterator[Token]:
    end = 0
    for found in _ADDRESS.finditer(text):
        yield _text(text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        end = found.end()
    yield _text(text[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


# A chat, not a document: no raw HTML, no images (they would tell strangers who reads), no headings.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
_markdown.disable(
    ["code", "image", "heading", "lheading", "html_block", "html_inline", "reference"]
)
_markdown.core.ruler.push("addresses", _link_addresses)

# The renderer's time grows with these, up to 60 ms for 4,000 of them; nobody writes so by hand.
_MARKS = "[*_`!<&:>|-+#~@/\n"
MOST_MARKS = 400


# A line in which no character means anything to Markdown or HTML: most of what people say. It need
# not be rendered and cleaned, which takes a tenth of the time of a commit.
_PROSE = re.compile(r"""[^\W\d_](?:[^\W_]|[ ,.;:?!'"()%-])*(?<! )""")


def html_of(body: str) -> str:
    """The body, read as Markdown. Whatever the renderer does, only these tags come through."""
    if _PROSE.fullmatch(body):
        return f"<p>{body}</p>\n"
    many = sum(map(body.count, _MARKS)) > MOST_MARKS
    return nh3.clean(
        _plain(body) if many else _markdown.render(body),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=_with_scheme,
        link_rel="noopener noreferrer nofollow",
    )


def _with_scheme(tag: str, attribute: str, value: str) -> str | None:
    """A link without one leads into the site, or with `//` out of it and looks as if it did not."""
    scheme = value.partition(":")[0].lower()
    return value if attribute != "href" or scheme in _SCHEMES else None


def _plain(body: str) -> str:
    return f"<p>{linebreaksbr(body, autoescape=True)}</p>"
