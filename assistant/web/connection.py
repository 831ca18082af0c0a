"""One client's connection: aiohttp's, with a deadline for the head of a request and refusals in our own shape.

aiohttp by itself waits for an unfinished head until its keep-alive time is over, and answers malformed requests with
plain text that quotes their bytes, in the answer and in its log.
"""

from __future__ import annotations

import asyncio

from aiohttp import http_parser, web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.web_protocol import RequestHandler

from assistant.errors import SettingsError
from assistant.web.application import METRICS, PROBLEMS
from assistant.web.headers import protect
from assistant.web.journal import access_log, log_failure
from assistant.web.problems import Problems

HEAD_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 60.0
LINGER_SECONDS = 5.0
BACKLOG = 1024


class Connection(RequestHandler):
    """Closes when a request's head is not complete ``HEAD_SECONDS`` after it began; answers problems as JSON."""

    __slots__ = ("_deadline", "_problems")

    def __init__(self, server: web.Server, problems: Problems, access_log: type[AbstractAccessLogger]) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            lingering_time=LINGER_SECONDS,
            access_log_class=access_log,
            auto_decompress=False,
        )
        self._problems = problems
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._head_arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before, idle = self._request_count, self._waiter is not None
        super().data_received(data)
        if self._request_count > before:
            self._head_arrived()
        elif idle:
            self._expect_head()

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._deadline = asyncio.get_running_loop().call_later(HEAD_SECONDS, self.force_close)

    def _head_arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):
            resp = self._problems.of_exception(resp)
        return await super().finish_response(request, resp, start_time)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes what was sent
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("half of the answer is already out")
        if status >= 500 and exc is not None:
            log_failure(exc)
        answer = self._problems.answer(status)
        protect(answer.headers)
        answer.force_close()
        return answer


async def listen(runner: web.AppRunner, host: str, port: int) -> asyncio.Server:
    """Open the port for an application that is set up.

    Raises ``SettingsError`` when the port cannot be had, or aiohttp's compiled parser is missing.
    """
    if http_parser.HttpRequestParser is http_parser.HttpRequestParserPy:
        raise SettingsError("aiohttp's compiled HTTP parser is missing (is AIOHTTP_NO_EXTENSIONS set?)")
    server = runner.server
    assert server is not None, "the runner is set up first"
    problems, log_class = runner.app[PROBLEMS], access_log(runner.app[METRICS])
    try:
        return await asyncio.get_running_loop().create_server(
            lambda: Connection(server, problems, log_class), host, port, backlog=BACKLOG
        )
    except OSError as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror}") from None
