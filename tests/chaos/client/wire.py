"""A frame as this client reads it: a plain object, so that no struct of the server is needed."""

from typing import Any

from tests.chaos.checker.history import Sighting

Frame = dict[str, Any]


def event(of: Frame) -> Sighting:
    """An event, or with `kind` given a message, as the history keeps it."""
    by, who = of["by"], of.get("who")
    about = (who["id"], who["name"]) if who else None
    return Sighting(of["seq"], of["id"], of["kind"], by["id"], of.get("body"), by["name"], about)


def message(of: Frame) -> Sighting:
    return event({**of, "kind": "post"})
