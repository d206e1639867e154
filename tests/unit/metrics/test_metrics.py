"""What /metrics shows is by Prometheus's conventions, bounded, explained, and tested to move."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import REGISTRY, Collector

from chat import metrics
from tests.unit.metrics.moving import moves, value

ROOT = Path(__file__).parents[3]


def ours() -> Iterator[Metric]:
    for metric in REGISTRY.collect():
        if metric.name.startswith("lifeline_"):
            yield metric


def shown(metric: Metric) -> str:
    """The name in queries: that of a counter ends in `_total`."""
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


NAMES = sorted(shown(metric) for metric in ours())
TESTS = "\n".join(path.read_text() for path in sorted((ROOT / "tests").rglob("test_*.py")))
PAGE = (ROOT / "docs/metrics.md").read_text()


@pytest.fixture
def forgotten() -> Iterator[list[Collector]]:
    """Instruments of the test, taken out of the registry after it."""
    made: list[Collector] = []
    yield made
    for instrument in made:
        REGISTRY.unregister(instrument)


@pytest.mark.parametrize("name", NAMES)
def test_a_metric_has_a_test_that_it_moves(name: str) -> None:
    assert f'moves("{name}"' in TESTS


@pytest.mark.parametrize("name", NAMES)
def test_a_metric_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_page_names_no_metric_that_is_not() -> None:
    assert set(re.findall(r"`(lifeline_\w+)`", PAGE)) <= set(NAMES)


@pytest.mark.parametrize("metric", list(ours()), ids=[metric.name for metric in ours()])
def test_names_and_units_are_as_prometheus_has_them(metric: Metric) -> None:
    assert re.fullmatch(r"lifeline_[a-z_]+[a-z]", metric.name)
    assert metric.documentation.endswith(".")
    assert not re.search(r"_(ms|milliseconds|kib|mb|count|sum|total)$", metric.name)
    assert metric.type in {"counter", "gauge", "histogram"}


def test_what_is_no_known_label_is_counted_as_other(forgotten: list[Collector]) -> None:
    tally = metrics.Tally("lifeline_test_things", "Things.", code=["1000", "1001"])
    forgotten.append(tally)

    for number in range(1_000):
        tally.add(f"{number}<script>")

    assert value("lifeline_test_things_total", code="other") == 1_000
    assert len(next(iter(tally.collect())).samples) == 3


def test_of_two_labels_each_is_checked(forgotten: list[Collector]) -> None:
    tally = metrics.Tally("lifeline_test_things", "Things.", code=["1000"], cause=["page"])
    forgotten.append(tally)

    tally.add("1000", "made up")
    tally.add("1000", "page")
    tally.add("1000", "page")

    assert value("lifeline_test_things_total", code="1000", cause="other") == 1
    assert value("lifeline_test_things_total", code="1000", cause="page") == 2


def test_a_counter_is_there_before_anything_happened(forgotten: list[Collector]) -> None:
    forgotten.append(metrics.Tally("lifeline_test_things", "Things.", code=["1000"]))
    forgotten.append(metrics.Tally("lifeline_test_times", "Times."))

    text = generate_latest().decode()

    assert 'lifeline_test_things_total{code="1000"} 0.0' in text
    assert "lifeline_test_times_total 0.0" in text


def test_a_histogram_counts_what_is_at_or_below_each_bound(forgotten: list[Collector]) -> None:
    spread = metrics.Spread("lifeline_test_seconds", "Seconds.", (0.1, 1.0))
    forgotten.append(spread)

    with moves("lifeline_test_seconds", by=4):
        for seconds in (0.05, 0.1, 0.5, 7.0):
            spread.observe(seconds)

    bucket = "lifeline_test_seconds_bucket"
    assert [value(bucket, le=bound) for bound in ("0.1", "1.0", "+Inf")] == [2, 3, 4]
    assert value("lifeline_test_seconds_sum") == pytest.approx(7.65)


def test_the_causes_that_clients_tell_are_those_of_the_library() -> None:
    text = (ROOT / "static/lifeline/ending.js").read_text()
    [declared] = re.findall(r"@typedef \{(.*?)\} Cause$", text, re.M)
    assert set(re.findall(r"'([\w-]+)'", declared)) == set(metrics.CAUSES)
