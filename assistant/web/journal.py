"""Logs: one event, one JSON line; neither what people write nor who they are, at any level."""

from __future__ import annotations

import logging
import sys
from functools import cache

import structlog
from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from assistant.faults import frames
from assistant.web.metrics import Metrics
from assistant.web.problems import REQUEST_ID

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})

log = structlog.get_logger("assistant.web")


def configure(level: str) -> None:
    """Make this process write JSON lines to standard error, other libraries' events included."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[Foreign()], level=level.upper(), force=True)


class Foreign(logging.Handler):
    """Says that another library logged something, where and for which kind of error: never its words.

    They may quote a request (aiohttp's do, bytes and all).
    """

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log.log(
            record.levelno,
            "library_event",
            library=record.name,
            at=f"{record.module}:{record.lineno}",
            **({"error": type(error).__name__, "where": frames(error)} if error else {}),
        )


def log_failure(error: BaseException) -> None:
    """A request failed by our own fault: the kind of error and the lines it came through, not its words."""
    log.error("request_failed", error=type(error).__name__, where=frames(error))


def access_log(metrics: Metrics) -> type[AbstractAccessLogger]:
    """The class that logs and counts every answer: route template, never the path."""

    # As many as there are routes: what was counted under is looked up once.
    requests, seconds = cache(metrics.requests.labels), metrics.seconds
    told = log.bind()

    class AccessLog(AbstractAccessLogger):
        def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
            method, route = method_of(request), route_of(request)
            requests(method, route, str(response.status)).inc()
            if response.content_length is not None:
                seconds.note(route, time)
            told.info(
                "request",
                method=method,
                route=route,
                status=response.status,
                ms=round(time * 1000, 1),
                request_id=response.headers.get(REQUEST_ID),
            )

    return AccessLog


def method_of(request: web.BaseRequest) -> str:
    """One of the few there are: a client may send any word."""
    return request.method if request.method in METHODS else "other"


def route_of(request: web.BaseRequest) -> str:
    """The template of the path, never the path."""
    if not isinstance(request, web.Request) or request._match_info is None:
        return "unmatched"  # not even a request line that could be read
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unmatched"
