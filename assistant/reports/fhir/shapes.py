"""The few FHIR R4 (4.0.1) resources that a sheet is made of, with no more of each than is used.

Fields that are not known are refused, and so is a code outside its required code set. Written by
``json_text()``: names in camelCase, None left out, as FHIR knows neither null nor an empty list.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasGenerator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from assistant.conversations import Frozen

ResourceId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
LinkId = str


class Element(Frozen):
    """A part of a resource."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))


class Resource(Element):
    def json_text(self) -> str:
        """The resource as FHIR JSON; equal resources give equal text."""
        return self.model_dump_json(by_alias=True, exclude_none=True)


class Identifier(Element):
    system: str
    value: str


class Reference(Element):
    """To somebody or something that is only named, not sent along."""

    type: Literal["Patient", "RelatedPerson", "Device"]
    display: str
    identifier: Identifier | None = None


class Coding(Element):
    system: str
    code: str
    display: str


class Quantity(Element):
    value: float
    comparator: Literal["<", ">"] | None = None
    unit: str
    system: Literal["http://unitsofmeasure.org"] = "http://unitsofmeasure.org"
    code: str


class Extension(Element):
    """``value_code`` is of the set that ``url`` names."""

    url: str
    value_code: str | None = None
    value_boolean: bool | None = None
    value_coding: Coding | None = None


class EnableWhen(Element):
    """One condition on an earlier answer."""

    question: LinkId
    operator: Literal["exists", "=", "!="]
    answer_boolean: bool | None = None
    answer_coding: Coding | None = None


class AnswerOption(Element):
    value_coding: Coding


class QuestionnaireItem(Element):
    link_id: LinkId
    text: str
    type: Literal["group", "boolean", "integer", "date", "text", "choice", "quantity"]
    enable_when: tuple[EnableWhen, ...] | None = None
    enable_behavior: Literal["all"] | None = None
    required: bool | None = None
    repeats: bool | None = None
    answer_option: tuple[AnswerOption, ...] | None = None
    extension: tuple[Extension, ...] | None = None
    item: tuple[QuestionnaireItem, ...] | None = None


class Questionnaire(Resource):
    resource_type: Literal["Questionnaire"] = "Questionnaire"
    id: ResourceId
    language: str
    url: str
    version: str
    title: str
    status: Literal["active"] = "active"
    subject_type: tuple[Literal["Patient"]] = ("Patient",)
    item: tuple[QuestionnaireItem, ...]


class ResponseAnswer(Element):
    """One value; a question with several has several of these."""

    extension: tuple[Extension, ...] | None = None
    value_boolean: bool | None = None
    value_integer: int | None = None
    value_date: str | None = None
    value_string: str | None = None
    value_coding: Coding | None = None
    value_quantity: Quantity | None = None


class ResponseItem(Element):
    link_id: LinkId
    text: str
    extension: tuple[Extension, ...] | None = None
    answer: tuple[ResponseAnswer, ...] | None = None
    item: tuple[ResponseItem, ...] | None = None


class QuestionnaireResponse(Resource):
    """``subject`` is the person it is about, ``source`` who answered, ``author`` what wrote the answers down."""

    resource_type: Literal["QuestionnaireResponse"] = "QuestionnaireResponse"
    id: ResourceId
    language: str
    identifier: Identifier
    questionnaire: str
    status: Literal["in-progress", "completed"]
    subject: Reference
    authored: str
    author: Reference
    source: Reference
    item: tuple[ResponseItem, ...] | None


class Attachment(Element):
    """``data`` is Base64."""

    content_type: Literal["text/plain"] = "text/plain"
    language: str
    data: str
    title: str


class DocumentContent(Element):
    attachment: Attachment


class DocumentReference(Resource):
    resource_type: Literal["DocumentReference"] = "DocumentReference"
    id: ResourceId
    language: str
    status: Literal["current"] = "current"
    subject: Reference
    description: str
    content: tuple[DocumentContent]


class Entry(Element):
    full_url: Annotated[str, Field(pattern=r"^urn:uuid:")]
    resource: Questionnaire | QuestionnaireResponse | DocumentReference


class Bundle(Resource):
    resource_type: Literal["Bundle"] = "Bundle"
    id: ResourceId
    language: str
    type: Literal["collection"] = "collection"
    entry: tuple[Entry, ...]
