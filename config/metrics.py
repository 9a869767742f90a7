"""What Prometheus reads at /metrics: the reminder engine's figures, from rows, so that every process tells the same."""

import hmac
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric

from hiring import clock, tallies, vitals
from hiring.models import EngineCount

Labels = tuple[tuple[str, str], ...]


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever has METRICS_TOKEN; without such a token, on a development machine only."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
            return HttpResponse("Unauthorized\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    elif not settings.DEBUG:
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


class EngineCollector:
    """Reads the rows anew each time that it is asked."""

    def describe(self) -> list[Metric]:
        """Nothing in advance: to register must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        figures: dict[str, dict[Labels, float]] = defaultdict(dict)
        for name, labels, value in EngineCount.objects.values_list("name", "labels", "value"):
            figures[name][tuple(sorted(labels.items()))] = value
        yield from gauges(vitals.read(now=clock.database_now()))
        for name, text in tallies.COUNTERS.items():
            yield counter(name, text, figures[name])
        yield lateness(figures)


def gauges(found: vitals.Vitals) -> Iterator[Metric]:
    """What holds now."""
    yield GaugeMetricFamily(
        "sla_oldest_due_age_seconds", "Since when the oldest due reminder waits; 0: none", value=found.oldest_due_age
    )
    yield GaugeMetricFamily("sla_due_backlog", "Reminders and messages that are due and not out", value=found.backlog)
    yield GaugeMetricFamily("sla_engine_on_hold", "1: held until sla_release", value=float(found.on_hold))
    yield GaugeMetricFamily("sla_engine_suspect", "1: the clock has jumped, nothing goes out", value=found.is_suspect)
    looked = GaugeMetricFamily("sla_last_sweep_age_seconds", "Since the last look, by whom it was", labels=["by"])
    if found.last_look_age is not None and found.engine is not None:
        looked.add_metric([found.engine.last_sweep_by], found.last_look_age)
    yield looked


def counter(name: str, text: str, figures: dict[Labels, float]) -> Metric:
    """One counter with the labels that its rows have; 0 when there is none."""
    names = sorted({key for labels in figures for key, _value in labels})
    family = CounterMetricFamily(name, text, labels=names)
    for labels, value in sorted(figures.items()):
        known: dict[str, Any] = dict(labels)
        family.add_metric([known.get(key, "") for key in names], value)
    if not figures:
        family.add_metric([], 0.0)
    return family


def lateness(figures: dict[str, dict[Labels, float]]) -> Metric:
    """The histogram: each row counts one bucket alone, Prometheus wants them added up from the lowest."""
    family = HistogramMetricFamily(
        tallies.LATENESS, "From when a reminder was due to when it was accepted", labels=["channel", "rung"]
    )
    rows: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for labels, value in figures[tallies.LATENESS + "_bucket"].items():
        known = dict(labels)
        rows[known["channel"], known["rung"]][known["le"]] = value
    for (channel, rung), buckets in sorted(rows.items()):
        total, added = 0.0, []
        for bound in (*map(str, tallies.BOUNDS), "+Inf"):
            total += buckets.get(bound, 0.0)
            added.append((bound, total))
        sums = figures[tallies.LATENESS + "_sum"].get((("channel", channel), ("rung", rung)), 0.0)
        family.add_metric([channel, rung], added, sum_value=sums)
    return family


REGISTRY = CollectorRegistry(auto_describe=False)
REGISTRY.register(EngineCollector())
