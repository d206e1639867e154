#!/usr/bin/env python3
"""Bring `locale/` in step with the sources: collect the texts, keep the translations, compile.

    python scripts/messages.py           update the .po files and compile them to .mo
    python scripts/messages.py --check   change nothing; 1 if something is stale or untranslated

Django's own `makemessages` and `compilemessages` need GNU gettext, which a bare machine has not.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
LANGUAGES = ["zh_Hans"]  # English is what the sources are written in
WIDTH = 100
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
}

# Which argument is the meaning in the function that the table of close codes is made with.
MEANINGS = {"code": (2,)}
CLOSE_CODES = BASE_DIR / "static" / "lifeline" / "close-codes.js"

# A text, or a singular and its plural; and the context, where there is one.
Found = tuple[str | tuple[str, ...], str | None]


def python_texts() -> Iterator[Found]:
    for folder in ("chat", "project"):
        for path in sorted((BASE_DIR / folder).rglob("*.py")):
            yield from texts_of("python", path.read_text())


def template_texts() -> Iterator[Found]:
    for path in sorted((BASE_DIR / "templates").rglob("*.html")):
        # Everything but the texts becomes noise that this lexer, the most lenient one, skips.
        code = templatize(path.read_text())
        yield from texts_of("javascript", code)


def script_texts() -> Iterator[Found]:
    for folder in ("chat", "playground"):
        for path in sorted((BASE_DIR / "static" / folder).rglob("*.js")):
            yield from texts_of("javascript", path.read_text())
    # The library has no languages; whoever shows its table translates what the codes mean.
    yield from texts_of("javascript", CLOSE_CODES.read_text(), MEANINGS)


def texts_of(language: str, source: str, keywords: Mapping[str, Any] = KEYWORDS) -> Iterator[Found]:
    options = {"parse_template_string": True}
    found = extract(language, BytesIO(source.encode()), keywords, options=options)
    for _line, text, _comments, context in found:
        yield text, context


DOMAINS: dict[str, Callable[[], list[Found]]] = {
    "django": lambda: [*python_texts(), *template_texts()],
    "djangojs": lambda: [*script_texts()],
}


def updated(po: Path, domain: str) -> Catalog:
    """The catalog as it is on disk, with the texts the sources have now and no others."""
    with po.open("rb") as file:
        catalog = read_po(file)
    wanted = Catalog()
    for text, context in DOMAINS[domain]():
        wanted.add(text, context=context)
    catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def rendered(catalog: Catalog) -> tuple[bytes, bytes]:
    """The catalog as .po and as .mo."""
    po, mo = BytesIO(), BytesIO()
    # Sorted and without places, so that moving code changes no catalog.
    write_po(po, catalog, WIDTH, no_location=True, sort_output=True, ignore_obsolete=True)
    write_mo(mo, catalog)
    return po.getvalue(), mo.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    return [
        f"not translated: {message.id!r}"
        for message in catalog
        if message.id and (message.fuzzy or not all(as_tuple(message.string)))
    ]


def as_tuple(texts: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """One text a plural form; babel has None where there is none yet."""
    return (texts or "",) if isinstance(texts, str | None) else tuple(texts)


def main(check: bool) -> int:
    complaints: list[str] = []
    for language in LANGUAGES:
        for domain in DOMAINS:
            po = BASE_DIR / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
            catalog = updated(po, domain)
            complaints += [f"{po.name}: {complaint}" for complaint in untranslated(catalog)]
            for path, content in zip((po, po.with_suffix(".mo")), rendered(catalog), strict=True):
                if path.exists() and path.read_bytes() == content:
                    continue
                if check:
                    complaints.append(f"{path.name} is stale: run python scripts/messages.py")
                else:
                    path.write_bytes(content)
    print("\n".join(complaints) or "All texts are translated.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
