"""What a step may change beside its reply: answers, transcript, sheet, log, metrics. Asked for only where looked at."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any, Protocol

from assistant.clients import Client, Json, Refused
from assistant.content.loader import Content
from assistant.reports.model import Report, difference
from assistant.testing.backstage import Backstage
from assistant.testing.expectations import in_answers
from assistant.testing.expected import COMPARED, Expectation
from assistant.testing.parts import dig, has, missing
from assistant.testing.sheet import on_sheet
from assistant.testing.words import Difference, Words, in_words, listed

COMPARISONS = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

TELLING = 10
"""Letters from which on words are somebody's own."""


class Outside(Protocol):
    """A server of our own, as whoever runs it sees it."""

    def log(self) -> str:
        """Everything logged so far."""

    async def metrics(self) -> str:
        """The page that Prometheus reads."""


class World:
    """One conversation and the server it runs on, before and after a step."""

    def __init__(
        self, client: Client, outside: Outside | None, content: Content, backstage: Backstage | None = None
    ) -> None:
        self._client = client
        self._backstage = backstage
        self._outside = outside
        self._content = content
        self._logged = len(outside.log()) if outside else 0
        self._report: Json | None = None
        self._metrics = ""
        self._audited = 0
        self._name, self._told = "", 0

    async def look(self, expected: Expectation) -> None:
        """Note, before a step, what it is expected to change."""
        if expected.report_changes:
            self._report = await self._client.report()
        if self._backstage and not {expected.outbox, expected.timer} <= {None}:
            self._name = (await self._client.view())["conversation_id"]
            self._told = len(await self._backstage.told(self._name))
        if expected.audit is not None:
            self._audited = len(await self._client.audit())
        if expected.metrics and self._outside:
            self._metrics = await self._outside.metrics()

    def leaked(self, heard: Iterable[str]) -> list[str]:
        """Words of the person that stand in the log; short ones say nothing."""
        logged = self._outside.log()[self._logged :] if self._outside else ""
        return [text for text in heard if len(text) >= TELLING and text in logged]

    async def differences(self, expected: Expectation, reply: Json) -> list[Difference]:
        """What should be otherwise after the step."""
        found = [await self._compared(text, reply) for text in expected.compare]
        if expected.answers or expected.unanswered or expected.set_aside:
            found += in_answers(expected, await self._client.view())
        if expected.transcript is not None:
            found += self._in_transcript(expected.transcript, await self._client.transcript())
        return [
            *filter(None, found),
            *await self._in_report(expected),
            *await self._behind(expected),
            *await self._outdoors(expected),
        ]

    def _in_transcript(self, expected: int | Words, entries: list[Json]) -> list[Difference]:
        if isinstance(expected, Words):
            found = in_words(expected, entries, self._content)
            return [difference._replace(what=f"transcript {difference.what}") for difference in found]
        right = len(entries) == expected
        return [] if right else [Difference("transcript", f"{expected} entries", f"{len(entries)}")]

    async def _in_report(self, expected: Expectation) -> list[Difference]:
        if expected.report_refused:
            return await self._refused()
        if not expected.looks_at_sheet:
            return []
        report = await self._client.report()
        wrong = [*missing(report, expected.report)]
        wrong += [
            (f"no {name} {raw}", "it is there") for name, raw in expected.report_lacks.items() if has(report, name, raw)
        ]
        found = [Difference("report", text, got) for text, got in wrong]
        found += on_sheet(expected, report, self._content)
        if expected.report_changes and self._report:
            changed = difference(Report.model_validate(self._report), Report.model_validate(report))
            found += [Difference("report change", *pair) for pair in missing(changed, expected.report_changes)]
        return found

    async def _refused(self) -> list[Difference]:
        try:
            await self._client.report()
        except Refused:
            return []
        return [Difference("report", "a refusal", "the sheet")]

    async def _behind(self, expected: Expectation) -> list[Difference]:
        if not self._backstage:
            return []
        found = []
        if expected.outbox is not None:
            told = [event.kind for event in await self._backstage.told(self._name)][self._told :]
            found += [("outbox", listed(expected.outbox), listed(told))]
        if expected.timer is not None:
            found += [("timer", str(expected.timer), str(await self._backstage.due(self._name) or "none"))]
        return [Difference(*one) for one in found if one[1] != one[2]]

    async def _outdoors(self, expected: Expectation) -> list[Difference]:
        if not self._outside:
            return []
        found = []
        if expected.audit is not None:
            recorded = [entry["action"] for entry in await self._client.audit()][self._audited :]
            if recorded != list(expected.audit):
                found.append(Difference("audit", listed(expected.audit), listed(recorded)))
        if expected.log:
            logged = [{"text": self._outside.log()[self._logged :]}]
            found += [one._replace(what=f"log {one.what}") for one in in_words(expected.log, logged, self._content)]
        now = await self._outside.metrics() if expected.metrics else ""
        for name, rise in expected.metrics.items():
            risen = _count(now, name) - _count(self._metrics, name)
            if risen < rise:
                found.append(Difference(f"metric {name}", f"rises by {rise:g} at least", f"rose by {risen:g}"))
        return found

    async def _compared(self, text: str, reply: Json) -> Difference | None:
        parts = COMPARED.fullmatch(text)
        if not parts:
            return Difference("compare", text, "not a comparison any more")
        left, right = await self._side(parts[1], reply), await self._side(parts[3], reply)
        if type(left) is not type(right):
            left, right = str(left), str(right)
        return None if COMPARISONS[parts[2]](left, right) else Difference("compare", text, f"{left} and {right}")

    async def _side(self, text: str, reply: Json) -> Any:
        """A number, what stands at a path, or the text itself."""
        try:
            return float(text)
        except ValueError:
            pass
        try:
            held = await self.at(reply, text)
        except KeyError:
            return text
        return float(held) if isinstance(held, int | float) else str(held)

    async def at(self, reply: Json, path: str) -> Any:
        """What stands at the path of the turn, or of ``view.``, ``report.`` or ``transcript.``. Raises ``KeyError``."""
        root, _, rest = path.partition(".")
        calls = {"view": self._client.view, "report": self._client.report, "transcript": self._client.transcript}
        if root not in calls or not rest:
            return dig(reply, path)
        try:
            return dig(await calls[root](), rest)
        except Refused:
            raise KeyError(path) from None


def _count(page: str, name: str) -> float:
    """The sum of every sample whose line begins with ``name``."""
    return sum(float(line.rpartition(" ")[2]) for line in page.splitlines() if line.startswith(name))
