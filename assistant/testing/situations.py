"""What happens in conversations: situations that scripts name and coverage counts, and those a test has to show."""

from __future__ import annotations

from pathlib import Path

from assistant.content import yaml
from assistant.content.models import Id, Text
from assistant.conversations import Frozen


class Elsewhere(Frozen):
    """A situation that no script can bring about; ``tests``: FILE::NAME of those that do."""

    what: Text
    tests: tuple[Text, ...]


_ALL = yaml.check_into(dict[Id, Text | Elsewhere], yaml.read(Path(__file__).parent / "situations.yaml"))
SITUATIONS = {name: found for name, found in _ALL.items() if isinstance(found, str)}
ELSEWHERE = {name: found for name, found in _ALL.items() if isinstance(found, Elsewhere)}
