"""What came of many dialogues, as files for other programs: JUnit's XML and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from assistant.testing.coverage import Row
from assistant.testing.runner import Played


def junit(played: Sequence[Played]) -> str:
    """JUnit XML as CI systems read it; an expected failure counts as skipped."""
    results = [one.result for one in played]
    suite = Element(
        "testsuite",
        name="dialogues",
        tests=str(len(results)),
        failures=str(results.count("failed")),
        skipped=str(sum(result in ("skipped", "expected to fail") for result in results)),
        time=f"{sum(one.seconds for one in played):.3f}",
    )
    for one in played:
        took = f"{one.seconds:.3f}"
        case = SubElement(suite, "testcase", classname=one.case.file, name=one.case.id, time=took)
        if one.result == "failed":
            SubElement(case, "failure", message=one.case.script.title).text = _printable(one.told)
        elif one.result != "passed":
            SubElement(case, "skipped", message=one.told)
    return tostring(suite, encoding="unicode", xml_declaration=True)


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\n\t" or sign >= " ")


def as_json(played: Sequence[Played]) -> str:
    """A list of ``{id, file, name, title, tags, result, told, seconds}``."""
    items = [
        {
            "id": one.case.id,
            "file": one.case.file,
            "name": one.case.name,
            "title": one.case.script.title,
            "tags": one.case.script.tags,
            "result": one.result,
            "told": one.told,
            "seconds": round(one.seconds, 3),
        }
        for one in played
    ]
    return json.dumps(items, indent=2, ensure_ascii=False) + "\n"


def reached(rows: Sequence[Row]) -> str:
    """Coverage as a list of ``{name, reached, total, left}``."""
    return json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False) + "\n"
