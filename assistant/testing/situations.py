"""The situations that scripts name and coverage counts: id to what happens."""

from __future__ import annotations

from pathlib import Path

from assistant.content import yaml
from assistant.content.models import Id, Text

SITUATIONS: dict[str, str] = yaml.check_into(dict[Id, Text], yaml.read(Path(__file__).parent / "situations.yaml"))
