"""The Bundle: what was asked, what was answered, and the sheet as text."""

from __future__ import annotations

import base64
import uuid

from assistant.content.loader import Content
from assistant.content.wording import Wording
from assistant.reports import text
from assistant.reports.fhir.questionnaire import questionnaire
from assistant.reports.fhir.response import resource_name, response, subject
from assistant.reports.fhir.shapes import (
    Attachment,
    Bundle,
    DocumentContent,
    DocumentReference,
    Entry,
    Questionnaire,
    QuestionnaireResponse,
)
from assistant.reports.shapes import Report

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:second-line:bundle")


def render(report: Report, content: Content) -> str:
    """The Bundle as JSON; equal sheets give equal text, and every id follows from the conversation's."""
    return bundle(report, content).json_text()


def bundle(report: Report, content: Content) -> Bundle:
    parts = (questionnaire(content, report.locale), response(report, content), _document(report, content))
    return Bundle(
        id=f"sheet-{resource_name(report)}",
        language=report.locale,
        entry=tuple(Entry(full_url=_address(part, report), resource=part) for part in parts),
    )


def _address(part: Questionnaire | QuestionnaireResponse | DocumentReference, report: Report) -> str:
    whose = report.content_version if isinstance(part, Questionnaire) else report.conversation_id
    return uuid.uuid5(NAMESPACE, f"{part.resource_type}/{whose}").urn


def _document(report: Report, content: Content) -> DocumentReference:
    """The sheet as the person reads it."""
    wording = Wording(content, report.locale, {})
    title = wording.say("report.title")
    data = base64.b64encode(text.render(report, content).encode()).decode()
    attachment = Attachment(language=report.locale, data=data, title=title)
    return DocumentReference(
        id=f"text-{resource_name(report)}",
        language=report.locale,
        subject=subject(report, wording),
        description=title,
        content=(DocumentContent(attachment=attachment),),
    )
