"""Request bodies: JSON as strict UTF-8, bounded in size, depth and time, checked into a model."""

from __future__ import annotations

import asyncio
import json
import math
import re
from typing import Any, NoReturn, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from assistant.web.problems import Fault, Refused, faults_of

LARGEST = 64 * 1024
DEEPEST = 20
SECONDS = 20.0
LONGEST_TYPE = 200
"""Characters of a Content-Type; with thousands of parameters it takes long to read."""
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Shape = TypeVar("Shape", bound=BaseModel)


async def read(request: web.Request, shape: type[Shape]) -> Shape:
    """The body as ``shape``; no body at all counts as ``{}``. Raises ``Refused``: 400, 408, 413, 415, 422."""
    raw = await _receive(request)
    return check(parse(raw) if raw else {}, shape)


def check(data: Any, shape: type[Shape]) -> Shape:
    """``data`` as ``shape``. Raises ``Refused`` 422 that names every field at fault."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise Refused(422, "The request does not fit.", faults_of(error, shape)) from None


def query(request: web.Request, shape: type[Shape]) -> Shape:
    """The query parameters that ``shape`` knows. Raises ``Refused`` 422."""
    return check({name: text for name, text in request.query.items() if name in shape.model_fields}, shape)


def parse(raw: bytes) -> Any:
    """JSON, but no duplicate keys, no NaN or Infinity, no NUL, no half characters, no endless nesting.

    Raises ``Refused`` 400.
    """
    try:
        data = STRICT.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON in UTF-8, or names a field twice, or is nested too deeply.") from None
    _bound(data)
    return data


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError
    return fields


STRICT = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_object)


def _bound(data: Any) -> None:
    waiting = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused(400, f"The body is nested deeper than {DEEPEST} levels.")
        match value:
            case dict():
                waiting += [(part, depth + 1) for pair in value.items() for part in pair]
            case list():
                waiting += [(part, depth + 1) for part in value]
            case str() if UNSTORABLE.search(value):
                raise Refused(400, "The body holds a character that is not text (NUL or half a surrogate pair).")
            case float() if not math.isfinite(value):
                raise Refused(400, "The body holds a number out of range.")


async def _receive(request: web.Request) -> bytes:
    if not request.body_exists:
        return b""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(415, "Compressed bodies are not taken.")
    if len(request.headers.get("Content-Type", "")) > LONGEST_TYPE:
        raise Refused(415, "The Content-Type is too long.")
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise Refused(415, "The body must be application/json in UTF-8.")
    if (request.content_length or 0) > LARGEST:
        raise Refused(413, f"The body is larger than {LARGEST} bytes.")
    try:
        if request.content.is_eof():  # it came whole, together with the head
            return await request.read()
        async with asyncio.timeout(SECONDS):
            return await request.read()
    except TimeoutError:
        raise Refused(408, "The body took too long to arrive.") from None
    except (web.RequestPayloadError, ConnectionError):
        raise Refused(400, "The body broke off.") from None


def fault(pointer: str, detail: str) -> Refused:
    """422 for one thing at fault."""
    return Refused(422, "The request does not fit.", [Fault(pointer=pointer, detail=detail)])
