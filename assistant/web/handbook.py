"""The interface as an OpenAPI document, and as a page to read made from it that asks nothing of any other site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple

from aiohttp import web

from assistant.templates import environment
from assistant.web import openapi
from assistant.web.calls import Call
from assistant.web.headers import PAGE

OPENED_BY = {
    "token": "the conversation's token",
    "ticket": "a ticket",
    "clinic": "the clinic's key",
    "staff": "the staff token",
}


class Entry(NamedTuple):
    """One call as the page shows it; ``fields`` are those of its body: name, type, whether it is needed."""

    method: str
    path: str
    does: str
    opened_by: str
    parameters: tuple[str, ...]
    fields: tuple[tuple[str, str, bool], ...]
    answers: tuple[tuple[str, str, str], ...]


def page(document: Mapping[str, Any]) -> str:
    """The OpenAPI ``document`` as HTML."""
    template = environment("assistant.web").get_template("docs.html.j2")
    return template.render(info=document["info"], entries=tuple(_entries(document)))


def _entries(document: Mapping[str, Any]) -> Iterator[Entry]:
    schemas = document["components"]["schemas"]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield Entry(
                method=method.upper(),
                path=path,
                does=operation["summary"],
                opened_by=" or ".join(OPENED_BY.get(name, name) for each in operation["security"] for name in each),
                parameters=tuple(f"{each['name']} ({each['in']})" for each in operation["parameters"]),
                fields=tuple(_fields(operation, schemas)),
                answers=tuple(_answers(operation)),
            )


def _fields(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if not body:
        return
    schema = schemas[body["$ref"].rpartition("/")[2]]
    for name, field in schema["properties"].items():
        yield name, _kind(field), name in schema.get("required", ())


def _kind(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(each) for each in field["anyOf"])
    if "enum" in field:
        return ", ".join(map(str, field["enum"]))
    return str(field.get("type") or field.get("$ref", "anything").rpartition("/")[2])


def _answers(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Status, what it means, and in which media types; the problems any call may answer with are said once."""
    for status, answer in operation["responses"].items():
        if status != "default":
            yield status, HTTPStatus(int(status)).phrase, ", ".join(answer.get("content", ()))


class Handbook:
    """``/openapi.json`` and ``/docs``: ``calls`` and these two, written down when somebody asks for it."""

    def __init__(self, calls: list[Call]) -> None:
        self._calls = calls

    def calls(self) -> list[Call]:
        return [
            Call(method="GET", path="/openapi.json", handler=self.document, does="This interface, as OpenAPI 3.1"),
            Call(
                method="GET", path="/docs", handler=self.show, does="This interface, as a page to read",
                media=("text/html",),
            ),
        ]  # fmt: skip

    @cached_property
    def _document(self) -> dict[str, Any]:
        return openapi.document([*self._calls, *self.calls()])

    @cached_property
    def _page(self) -> bytes:
        return page(self._document).encode()

    async def document(self, _request: web.Request) -> web.Response:
        return web.Response(body=json.dumps(self._document).encode(), content_type="application/json")

    async def show(self, _request: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": PAGE.replace("script-src 'self'", "script-src 'none'")}
        return web.Response(body=self._page, content_type="text/html", charset="utf-8", headers=headers)
