"""The one way from an action to the writer."""

from concurrent.futures import Future

from django.db import connection

from chat.eventlog.intention import Answer, Intention
from chat.eventlog.writer import writer


def submit(intention: Intention) -> "Future[Answer]":
    """Hand it to the writer. RuntimeError inside `atomic()`: it would wait for itself."""
    if connection.in_atomic_block:
        raise RuntimeError(
            "An action was called inside atomic(). The writer commits on a connection of its own, "
            "so it would wait for this transaction: call it after the block."
        )
    return writer().submit(intention)
