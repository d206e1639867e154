"""From what a person typed to HTML that every page may insert."""

import nh3
from django.template.defaultfilters import linebreaksbr
from markdown_it import MarkdownIt

_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto"}

# A chat, not a document: no raw HTML, no images (they would tell strangers who reads), no headings.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True}).enable(
    "linkify"
)
_markdown.disable(
    ["code", "image", "heading", "lheading", "html_block", "html_inline", "reference"]
)


# The renderer's time grows with these, up to 60 ms for 4,000 of them; nobody writes so by hand.
_MARKS = "[*_`!<&:>|-+#~@/\n"
MOST_MARKS = 400


def html_of(body: str) -> str:
    """The body, read as Markdown. Whatever the renderer does, only these tags come through."""
    many = sum(map(body.count, _MARKS)) > MOST_MARKS
    return nh3.clean(
        _plain(body) if many else _markdown.render(body),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _plain(body: str) -> str:
    return f"<p>{linebreaksbr(body, autoescape=True)}</p>"
