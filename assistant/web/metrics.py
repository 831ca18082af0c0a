"""What is counted, for Prometheus: every label is a name of the program's own, and none points to a person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from assistant.engine.watching import Phase
from assistant.messages import Reply

SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5)
"""Seconds."""


class _Timer:
    """As the library's own, at a third of its cost: there are five in every turn."""

    __slots__ = ("_began", "_observe")

    def __init__(self, observe: Callable[[float], None]) -> None:
        self._observe = observe
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = perf_counter()

    def __exit__(self, *_failure: object) -> None:
        self._observe(perf_counter() - self._began)


class Metrics:
    """Counts requests and streams, and as a ``Watch`` of the engine turns; on a registry of its own.

    ``waiting``: how many turns wait to be kept, asked whenever somebody looks.
    """

    def __init__(self, waiting: Callable[[], int]) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "assistant_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self.seconds = Histogram(
            "assistant_request_seconds", "Time to answer, streams left out.", ["route"], registry=registry
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
        phases = Histogram(
            "assistant_turn_seconds", "Time of each phase of a turn.", ["phase"], registry=registry, buckets=SHORT
        )
        turns = Counter("assistant_turns", "Turns taken.", ["intent"], registry=registry)
        flags = Counter("assistant_flags", "Red flags found.", ["tier"], registry=registry)
        missed = Counter(
            "assistant_misunderstood", "Messages that were not understood.", ["question"], registry=registry
        )
        queue = Gauge("assistant_store_waiting", "Turns waiting to be kept.", registry=registry)
        queue.set_function(waiting)
        ProcessCollector(registry=registry)
        # There are few of each, so what was counted under is looked up once.
        self._phases, self._turns = cache(phases.labels), cache(turns.labels)
        self._flags, self._missed = cache(flags.labels), cache(missed.labels)

    def phase(self, name: Phase) -> AbstractContextManager[object]:
        return _Timer(self._phases(name).observe)

    def turn(self, asked: str | None, reply: Reply) -> None:
        self._turns(reply.intent).inc()
        for flag in reply.flags:
            self._flags(flag.tier.value).inc()
        if reply.intent == "unclear":
            self._missed(asked or "none").inc()
