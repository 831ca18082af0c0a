"""The pictures are drawn from the code that runs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.flows.diagram import FLOWS, UnknownFlow, describe, page, svg


def test_the_page_in_the_repository_shows_the_flows_as_they_run() -> None:
    kept = Path(__file__).parents[2] / "docs" / "flows.md"
    assert kept.read_text(encoding="utf-8") == page(), "run: assistant diagram --page > docs/flows.md"


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_is_in_the_picture(name: str) -> None:
    drawn = "".join(ElementTree.fromstring(svg(name)).itertext())
    assert all(state.replace("_", " ") in drawn for state in describe(name)["states"])


def test_an_unknown_flow_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownFlow, match="no flow is called nonsense; there are pathway"):
        svg("nonsense")
