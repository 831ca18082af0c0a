"""The interface as an OpenAPI 3.1 document, made from the calls and the models they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import assistant
from assistant.settings import SCOPES
from assistant.web.calls import Call
from assistant.web.problems import MEDIA_TYPE, Problem
from assistant.web.staff.access import Right

SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "nothing": [],
    "token": [{"token": []}],
    "ticket": [{"token": []}, {"ticket": []}],
    **{scope: [{"clinic": [scope]}] for scope in sorted(SCOPES)},
    **{right: [{"staff": [right]}] for right in Right},
}
SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "The secret token that POST /v1/conversations answered.",
    },
    "ticket": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "A ticket from POST /v1/conversations/{id}/tickets; opens streams for a minute.",
    },
    "clinic": {
        "type": "http",
        "scheme": "bearer",
        "description": "ASSISTANT_CLINIC_KEY, or one of ASSISTANT_CLINIC_KEYS with this scope.",
    },
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "description": "From POST /v1/staff/sessions, or ASSISTANT_STAFF_TOKEN.",
    },
}

REFUSALS: dict[str, set[int]] = {
    "nothing": set(),
    **{scope: {401, 403, 429} for scope in SCOPES},
    **{right: {401, 403, 503} for right in Right},
}
"""By what a call needs; of those of a conversation 401 and 404."""

Mode = Literal["validation", "serialization"]
References = Mapping[tuple[Any, Mode], dict[str, Any]]
"""(model, mode) -> ``{"$ref": ...}``."""


def document(calls: Sequence[Call]) -> dict[str, Any]:
    """The whole interface. Every call is in it, with its security."""
    references, components = models_json_schema(_models(calls), ref_template="#/components/schemas/{model}")
    paths: dict[str, dict[str, Any]] = {}
    for call in calls:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Second Line",
            "version": assistant.__version__,
            "description": (assistant.__doc__ or "").partition("\n")[0],
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": components["$defs"], "securitySchemes": SCHEMES},
    }


def _models(calls: Sequence[Call]) -> list[tuple[type[BaseModel], Mode]]:
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(Problem, "serialization"): None}
    for call in calls:
        wanted |= {(model, "validation"): None for model in (call.body,) if model}
        wanted |= {(model, "serialization"): None for model in (call.gives,) if model}
    return list(wanted)


def _operation(call: Call, references: References) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(call),
        "summary": call.does,
        "security": SECURITY[call.needs],
        "parameters": [*_in_path(call.path), *_in_query(call.query), *map(_in_header, call.headers)],
        "responses": _responses(call, references),
    }
    if call.body:
        schema = references[call.body, "validation"]
        needed = any(field.is_required() for field in call.body.model_fields.values())
        operation["requestBody"] = {"required": needed, "content": {"application/json": {"schema": schema}}}
    return operation


def _operation_id(call: Call) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", f"{call.method} {call.path}".lower().replace("/v1/", "")))


def _in_path(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _in_query(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema()
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _in_header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}


def _responses(call: Call, references: References) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(call.status).phrase}
    if call.status not in (101, 204):
        schema = references[call.gives, "serialization"] if call.gives else {}
        answer["content"] = {kind: {"schema": schema} if kind == "application/json" else {} for kind in call.media}
    refusals = REFUSALS.get(call.needs, {401, 404})
    refusals |= {400, 408, 413, 415, 422} if call.body else set()
    refusals |= {422} if call.query else set()
    problem = {MEDIA_TYPE: {"schema": references[Problem, "serialization"]}}
    return {
        str(call.status): answer,
        **{
            str(status): {"description": HTTPStatus(status).phrase, "content": problem}
            for status in sorted(refusals | set(call.refuses))
        },
        "default": {"description": "Any other problem", "content": problem},
    }
