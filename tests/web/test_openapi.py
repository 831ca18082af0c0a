"""The document and the router say the same."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from assistant.web.application import CALLS
from tests.web.conftest import Server

BESIDE = {("GET", "/broken")}
"""A route that only these tests have."""


async def _document(server: Server) -> Any:
    answer = await server.call("GET", "/openapi.json")
    assert answer.status == 200
    return answer.json


@pytest.mark.promise(40)
async def test_every_route_is_in_the_document_and_the_other_way_round(server: Server) -> None:
    document = await _document(server)
    documented = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    routed = {
        (route.method, route.resource.canonical)
        for route in server.app.router.routes()
        if route.method != "HEAD" and route.resource
    }
    assert documented == routed - BESIDE
    assert len(documented) == len(server.app[CALLS])


async def test_every_operation_says_who_may_and_what_comes_back(server: Server) -> None:
    document = await _document(server)
    names = set()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            names.add(operation["operationId"])
            guarded = (
                (path.startswith("/v1/staff") and (method, path) != ("post", "/v1/staff/sessions"))
                or "/conversations/{id}" in path
                or path in ("/v1/understand", "/v1/triage")
                or path.startswith("/channels/")
            )
            assert guarded == bool(operation["security"]), (method, path)
            assert operation["summary"]
            assert any(status.startswith(("1", "2")) for status in operation["responses"])
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            in_path = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert in_path == set(re.findall(r"{(\w+)}", path))
    assert len(names) == len(server.app[CALLS])


async def test_every_reference_leads_somewhere(server: Server) -> None:
    document = await _document(server)
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    references = re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))
    assert references
    assert {reference.removeprefix("#/components/schemas/") for reference in references} == set(schemas)
    used = {
        name for item in document["paths"].values() for op in item.values() for each in op["security"] for name in each
    }
    assert used == set(document["components"]["securitySchemes"])


async def test_a_message_is_documented_as_one_of_them(server: Server) -> None:
    schema = (await _document(server))["components"]["schemas"]["NewMessage"]
    assert schema["additionalProperties"] is False
    written, *tapped = schema["oneOf"]
    assert [each["required"] for each in written["anyOf"]] == [["text"], ["attachment"]]
    assert [each["required"] for each in tapped] == [["choice"], ["choices"], ["deletes"]]
    assert schema["required"] == ["message_id"]
