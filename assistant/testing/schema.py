"""The JSON Schema of a script file, for editors: ids of slots, values, messages, sources and states are filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from assistant.content.loader import Content
from assistant.content.models import Slot
from assistant.conversations import Certainty
from assistant.messages import Change, EventKind
from assistant.testing.expansion import Each, Include
from assistant.testing.expected import QUESTIONS, STATES
from assistant.testing.parts import sheet_names
from assistant.testing.script import Script
from assistant.testing.situations import SITUATIONS
from assistant.testing.steps import ACTS
from assistant.testing.times import UNITS
from assistant.testing.words import Words

Schema = dict[str, Any]
BLANK: Schema = {"type": "string", "pattern": "^<[a-z][a-z0-9_]*>$"}
"""``<name>`` may stand for any value."""
SPAN: Schema = {"type": "string", "pattern": rf"^\d+ ({'|'.join(UNITS)})s?$"}
CHANGES = Change.model_fields["change"].annotation


def schema(content: Content) -> Schema:
    """What a file of scripts may look like."""
    built = Script.model_json_schema()
    definitions = built["$defs"]
    for name in ("Words", "Expectation"):
        _fill_words(definitions[name]["properties"], content)
    expectation = definitions["Expectation"]["properties"]
    _fill_expectation(expectation, content)
    step, parts = definitions["Step"], definitions["Step"]["properties"]
    parts["put"] = {**_answers(content), "maxProperties": 1, "minProperties": 1}
    parts["what_if"] = definitions["Actor"]["properties"]["given"] = _answers(content)
    parts["wait"] = _or_blank(SPAN)
    definitions["Waits"]["properties"] |= {"silence": SPAN, "unclaimed": SPAN}
    parts["today"] = {"type": "string"}
    step["oneOf"] = [{"required": [act]} for act in ACTS]
    steps = _steps(definitions)
    named = {"type": "object", "additionalProperties": steps}
    given = _answers(content)
    given["properties"] = {name: {"anyOf": [answer, {"type": "null"}]} for name, answer in given["properties"].items()}
    vignette = {"title": {"type": "string"}, "given": given, "expect": {"$ref": "#/$defs/Expectation"}}
    built["properties"] |= {
        "given": _answers(content),
        "situations": _or_one({"type": "array", "items": _one_of(SITUATIONS)}),
        "steps": steps,
        "branches": {**named, "description": "continuations of the same steps, each a script of its own"},
        "fragments": {**named, "description": "steps to include"},
        "table": {"type": "object", "additionalProperties": {"type": "object"}, "description": "row -> values"},
        "vignettes": {
            "type": "object",
            "additionalProperties": {"type": "object", "properties": vignette, "additionalProperties": False},
            "description": "people: what each answered, and what must follow",
        },
    }
    built["required"] = ["title"]
    built["anyOf"] = [{"required": [part]} for part in ("steps", "branches", "vignettes", "opening")]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_loose(built)}


def _steps(definitions: Schema) -> Schema:
    """A list of steps, of fragments included and of loops."""
    for name, shape in (("Include", Include), ("Each", Each)):
        definitions[name] = shape.model_json_schema()
    definitions["Include"]["properties"]["include"].pop("pattern", None)
    kinds = [{"$ref": f"#/$defs/{name}"} for name in ("Step", "Include", "Each")]
    definitions["Each"]["properties"]["steps"] = {"type": "array", "items": {"anyOf": kinds}}
    return {"type": "array", "items": {"anyOf": kinds}}


def _fill_words(parts: Schema, content: Content) -> None:
    words = content.words("en")
    parts["messages"]["items"] = parts["never_messages"]["items"] = _one_of([*words.phrases, *words.claims])
    parts["citations"]["items"] = _one_of(content.sources)
    for name in Words.model_fields:
        if parts[name].get("type") == "array":
            parts[name] = _or_one(parts[name])


def _fill_expectation(parts: Schema, content: Content) -> None:
    slots = list(content.slots)
    parts["question"] = _one_of([*QUESTIONS, *slots])
    parts["state"] = _one_of([*STATES, *slots])
    message: Schema = {"anyOf": [{"$ref": "#/$defs/Words"}, {"type": "string"}]}
    parts["replies"] = {"type": "array", "items": message, "description": parts["replies"]["description"]}
    parts["compare"] = _or_one(parts["compare"])
    parts["timer"] = {"anyOf": [SPAN, _one_of(["none"])], **_described(parts["timer"])}
    for name, one in (("outbox", _one_of(get_args(EventKind))), ("audit", {"type": "string"})):
        parts[name] = _or_one({"type": "array", "items": one, **_described(parts[name])})
    parts["unanswered"]["items"] = parts["set_aside"]["items"] = _one_of(slots)
    parts["missing"] = {"type": "array", "items": _one_of(slots), **_described(parts["missing"])}
    for name in ("on_sheet", "not_on_sheet"):
        parts[name] = _or_one({**parts[name], "items": _one_of(sorted(sheet_names(content)))})
    parts["answers"] = {**parts["answers"], **_answers(content)}
    changes = list(getattr(CHANGES, "__args__", ()))
    parts["changes"] |= {"properties": dict.fromkeys(slots, _one_of(changes)), "additionalProperties": False}
    tier = {"$ref": "#/$defs/Tier"}
    flags = {"properties": dict.fromkeys(content.flags, tier), "patternProperties": {"<": {}}}
    parts["flags"] = {"type": "object", **flags, "additionalProperties": False}


def _or_one(many: Schema) -> Schema:
    """A list, or one text that stands for a list of one."""
    one = many["items"]
    return {"anyOf": [{key: many[key] for key in many if key != "description"}, one], **_described(many)}


def _described(part: Schema) -> Schema:
    return {"description": part["description"]} if "description" in part else {}


def _one_of(values: Iterable[Any]) -> Schema:
    return {"enum": list(values)}


def _or_blank(wanted: Schema) -> Schema:
    return {"anyOf": [wanted, BLANK]}


def _answers(content: Content) -> Schema:
    """Slot -> value, ``{status}`` or ``{value, status}``; a slot's name may come from a table too."""
    slots = {slot.id: _answer(slot, content) for slot in content.slots.values()}
    return {"type": "object", "properties": slots, "patternProperties": {"<": {}}, "additionalProperties": False}


def _answer(slot: Slot, content: Content) -> Schema:
    value = _value(slot)
    told = {
        "type": "object",
        "properties": {"status": _one_of([status.value for status in Certainty]), "value": value},
        "required": ["status"],
        "additionalProperties": False,
    }
    label = content.words("en").slots[slot.id].label
    return {"anyOf": [value, told, BLANK], "description": label}


def _value(slot: Slot) -> Schema:
    match slot.kind:
        case "choice":
            return _one_of(slot.choices)
        case "choices" | "ranking":
            return {"anyOf": [{"type": "array", "items": _one_of(slot.choices)}, _one_of(slot.choices)]}
        case "yes_no":
            return {"type": "boolean"}
        case "number":
            return {"type": "integer", "minimum": slot.least or 0, "maximum": slot.greatest or 10_000}
        case "quantity":
            unit, comparator = _one_of(slot.units), {"enum": ["<", ">"]}
            return {
                "type": "object",
                "properties": {"value": {"type": "number"}, "unit": unit, "comparator": comparator},
                "required": ["value", "unit"],
                "additionalProperties": False,
            }
        case "texts":
            return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    return {"type": "string"}


def _loose(part: Any) -> Any:
    """Without what only Python needs (titles, defaults), and with ``<name>`` wherever one of some is wanted."""
    if isinstance(part, dict) and "enum" in part:
        return _or_blank({key: value for key, value in part.items() if key not in ("title", "default")})
    if isinstance(part, dict):
        fields = part.get("type") == "object" and isinstance(part.get("properties"), dict)
        kept = {key: value for key, value in part.items() if key not in ("title", "default")}
        if fields:
            kept["properties"] = {name: _loose(value) for name, value in part["properties"].items()}
        return {key: value if key == "properties" and fields else _loose(value) for key, value in kept.items()}
    return [_loose(item) for item in part] if isinstance(part, list) else part
