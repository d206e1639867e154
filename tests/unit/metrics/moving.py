"""Metrics as Prometheus would read them."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client.registry import REGISTRY


def value(name: str, **labels: str) -> float:
    """Of a sample, 0 where there is none yet; for a histogram, how often it was observed."""
    for sample in (name, f"{name}_count"):
        if (found := REGISTRY.get_sample_value(sample, labels)) is not None:
            return found
    return 0.0


@contextmanager
def moves(name: str, by: float = 1, **labels: str) -> Iterator[None]:
    """What is done inside moves the metric by so much, and no sample of another label."""
    before = value(name, **labels)
    yield
    assert value(name, **labels) - before == by, (name, labels)
