"""What is counted, for Prometheus: every label is a name of the program's own, and none points to a person."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from itertools import accumulate
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.metrics_core import HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant.engine.watching import Phase
from assistant.messages import Reply

SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5)
"""Seconds."""


class Times(Collector):
    """A histogram by one label, as the library's at a third of its cost: six are noted in every turn, in one thread."""

    def __init__(self, name: str, about: str, label: str, buckets: Sequence[float]) -> None:
        self._family = name, about
        self._label = label
        self._buckets = buckets
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * (len(buckets) + 1))
        self._sums: dict[str, float] = defaultdict(float)

    def note(self, value: str, seconds: float) -> None:
        """``value``: of the label."""
        self._counts[value][bisect_left(self._buckets, seconds)] += 1
        self._sums[value] += seconds

    def collect(self) -> Iterator[Metric]:
        family = HistogramMetricFamily(*self._family, labels=[self._label])
        bounds = [*map(str, self._buckets), "+Inf"]
        for value, counts in self._counts.items():
            family.add_metric([value], list(zip(bounds, accumulate(counts), strict=True)), self._sums[value])
        yield family


class Timer:
    """Notes how long its block took."""

    __slots__ = ("_began", "_times", "_value")

    def __init__(self, times: Times, value: str) -> None:
        self._times = times
        self._value = value
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = perf_counter()

    def __exit__(self, *_failure: object) -> None:
        self._times.note(self._value, perf_counter() - self._began)


class Metrics:
    """Counts requests and streams, and as a ``Watch`` of the engine turns; on a registry of its own.

    ``waiting``: how many turns wait to be kept, asked whenever somebody looks.
    """

    def __init__(self, waiting: Callable[[], int]) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "assistant_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self.seconds = Times(
            "assistant_request_seconds", "Time to answer, streams left out.", "route", Histogram.DEFAULT_BUCKETS[:-1]
        )
        self.streams = Gauge("assistant_open_streams", "Event streams and sockets open now.", registry=registry)
        self.outgoing = Gauge(
            "assistant_outgoing_events", "Events for the webhook: waiting, or given up.", ["state"], registry=registry
        )
        self.longest_wait = Gauge(
            "assistant_longest_wait_seconds",
            "How long somebody unclaimed waits for staff.",
            registry=registry,
        )
        self.faults = Counter(
            "assistant_faults", "Unexpected errors beside the calls: deliveries, timers, the purge.", registry=registry
        )
        self._phases = Times("assistant_turn_seconds", "Time of each phase of a turn.", "phase", SHORT)
        registry.register(self.seconds)
        registry.register(self._phases)
        turns = Counter("assistant_turns", "Turns taken.", ["intent"], registry=registry)
        flags = Counter("assistant_flags", "Red flags found.", ["tier"], registry=registry)
        missed = Counter(
            "assistant_misunderstood", "Messages that were not understood.", ["question"], registry=registry
        )
        queue = Gauge("assistant_store_waiting", "Turns waiting to be kept.", registry=registry)
        queue.set_function(waiting)
        ProcessCollector(registry=registry)
        # There are few of each, so what was counted under is looked up once.
        self._turns, self._flags, self._missed = cache(turns.labels), cache(flags.labels), cache(missed.labels)

    def phase(self, name: Phase) -> AbstractContextManager[object]:
        return Timer(self._phases, name)

    def turn(self, asked: str | None, reply: Reply) -> None:
        self._turns(reply.intent).inc()
        for flag in reply.flags:
            self._flags(flag.tier.value).inc()
        if reply.intent == "unclear":
            self._missed(asked or "none").inc()
