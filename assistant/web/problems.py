"""Refusals as RFC 9457 problem details: no stack trace, no file name, nothing of what was sent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from assistant.conversations import Frozen
from assistant.errors import (
    AssistantError,
    BadValue,
    Claimed,
    ClaimNeeded,
    CodeSpent,
    ConsentNeeded,
    ConversationNotFound,
    FormatUnavailable,
    MessageConflict,
    NoAppointmentDate,
    StoreUnavailable,
    TurnConflict,
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "X-Request-ID"
STATUS: Mapping[type[AssistantError], int] = {
    CodeSpent: 404,
    ConversationNotFound: 404,
    Claimed: 409,
    ClaimNeeded: 409,
    ConsentNeeded: 409,
    MessageConflict: 409,
    NoAppointmentDate: 409,
    BadValue: 422,
    FormatUnavailable: 501,
    StoreUnavailable: 503,
    TurnConflict: 503,
}
SHOWN = (BadValue, CodeSpent, FormatUnavailable, NoAppointmentDate)
"""Errors whose detail was written for the person asking."""
DETAILS = {
    404: "There is nothing here.",
    405: "This method is not served here.",
    413: "The request is too large.",
    500: "Something went wrong on our side.",
}
BROKEN_OFF = (408, 413)
"""The rest of such a request is still under way: nothing can follow it on this connection."""


class Fault(Frozen):
    """One thing wrong with a request: where (JSON Pointer into the body, or ``/name`` of a parameter) and what."""

    pointer: str
    detail: str


class Problem(Frozen):
    """RFC 9457 problem details. ``instance`` is the request's id, as in the header and in the log."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[Fault, ...] = ()


class Refused(AssistantError):
    """The request cannot be answered as it is."""

    def __init__(
        self, status: int, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.faults = tuple(faults)
        self.headers = dict(headers or {})


class Problems:
    """Makes the answers to refused requests; ``safety`` is the sentence that goes with every failure of ours."""

    def __init__(self, safety: str) -> None:
        self._safety = safety

    def answer(
        self,
        status: int,
        detail: str | None = None,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        error: AssistantError | None = None,
    ) -> web.Response:
        """A problem answer. Who is not heard (5xx, 429) is told what to do in an emergency; 503 says when to return."""
        usual = HTTPStatus(status)
        detail = detail or DETAILS.get(status) or usual.description or usual.phrase
        problem = Problem(
            type=f"urn:second-line:{_slug(error)}" if error else "about:blank",
            title=error.title.rstrip(".") if error else usual.phrase,
            status=status,
            detail=f"{detail.rstrip('.')}. {self._safety}" if status >= 500 or status == 429 else detail,
            instance=uuid.uuid4().urn,
            errors=tuple(faults),
        )
        response = _response(problem)
        response.headers.update(headers or {})
        return response

    def of_error(self, error: AssistantError) -> web.Response:
        """The answer for an error of ours. Only details that were written for the person asking are shown."""
        if isinstance(error, Refused):
            return self.answer(error.status, str(error), error.faults, error.headers)
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
        shown = str(error) if isinstance(error, SHOWN) else error.title
        return self.answer(status, shown or error.title, error=error)

    def of_exception(self, exception: web.HTTPException) -> web.Response:
        """aiohttp's own refusal (404, 405, 413, 417 …) in our shape."""
        headers = {"Allow": exception.headers["Allow"]} if "Allow" in exception.headers else {}
        return self.answer(exception.status, headers=headers)


def _response(problem: Problem) -> web.Response:
    body = problem.model_dump_json(exclude=None if problem.errors else {"errors"})
    response = web.Response(status=problem.status, body=body.encode(), content_type=MEDIA_TYPE)
    response.headers[REQUEST_ID] = problem.instance.removeprefix("urn:uuid:")
    if problem.status == 503:
        response.headers["Retry-After"] = "1"
    if problem.status in BROKEN_OFF:
        response.force_close()
    return response


def _slug(error: AssistantError) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()


def faults_of(error: ValidationError, shape: type[BaseModel]) -> tuple[Fault, ...]:
    """What does not fit ``shape``, in the words of the model: neither values nor names that the client made up."""
    found = error.errors(include_input=False, include_url=False, include_context=False)[:20]
    return tuple(_fault(item, ", ".join(shape.model_fields)) for item in found)


def _fault(item: Any, known: str) -> Fault:
    where = item["loc"]
    if item["type"] == "extra_forbidden":
        which = f"; known here: {known}" if len(where) == 1 else ""
        return Fault(pointer=pointer(*where[:-1]), detail=f"a field here is not known{which}")
    if item["type"] == "model_type":
        return Fault(pointer=pointer(*where), detail="an object is needed")
    return Fault(pointer=pointer(*where), detail=item["msg"].removeprefix("Value error, "))


def pointer(*parts: str | int) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
