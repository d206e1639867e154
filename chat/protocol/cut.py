"""Cutting what is too long for one frame."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def cut(items: Iterable[T], bytes_of: Callable[[T], int], most_bytes: int) -> Iterator[list[T]]:
    """Runs of at most `most_bytes` each, and of at least one item; none where there is no item."""
    run: list[T] = []
    size = 0
    for item in items:
        length = bytes_of(item)
        if run and size + length > most_bytes:
            yield run
            run, size = [], 0
        run.append(item)
        size += length
    if run:
        yield run
