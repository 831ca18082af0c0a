"""What the dialogues reached of the flows, the questions, the words, the red flags, the rules and the situations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from inspect import iscoroutinefunction
from typing import Any, NamedTuple, get_args

from statemachine import State
from statemachine.transition import Transition

from assistant.clients import Client, Json
from assistant.content.loader import Content
from assistant.flows.base import decide_anew, kept
from assistant.flows.diagram import FLOWS, Arrow, arrows
from assistant.knowledge.questions import outranked
from assistant.messages import Intent
from assistant.testing.parts import points
from assistant.testing.sheet import pages, points_of, questions_of, texts
from assistant.testing.situations import SITUATIONS
from assistant.testing.stage import Stage
from assistant.testing.words import fits, wordings

TEXTS = "texts"
SHOWN = 12
"""How many of what was not reached a table names."""

ELSEWHERE = {
    "fhir.": "data for other programs",
    "step.": "data for other programs: the parts of a FHIR questionnaire",
    "report.event": "a file for a calendar",
    "report.no_pdf": "said where a server lacks what it prints with",
    "sent.": "stands in the transcript for what was sent",
    "service.": "said to other programs and to whoever meets the server down",
}
"""How keys of messages begin that nobody can hear in a conversation or read on its sheet, and where they are said."""

FLOORS = dict.fromkeys(
    ("states", "transitions", "guards", "asked", "given", "intents", "flags", "situations"), 100.0
) | {"claims": 65.0, "": 95.0}
"""What the project's own dialogues reach at least, in percent, by how the row's name ends; "" for all others."""


class Row(NamedTuple):
    """What is counted, how many were reached, how many there are, which were not."""

    name: str
    reached: int
    total: int
    left: list[str]

    @property
    def percent(self) -> float:
        return 100 * self.reached / self.total


class Coverage:
    """Counts while dialogues run in this process."""

    def __init__(self) -> None:
        self._reached: defaultdict[str, set[str]] = defaultdict(set)
        self._counting = False

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what the flows do until the block ends."""
        decide_anew()
        self._counting = True
        try:
            yield
        finally:
            self._counting = False

    def dump(self) -> dict[str, list[str]]:
        """What was reached, as plain lists, for another process to ``join``."""
        return {name: sorted(reached) for name, reached in self._reached.items()}

    def join(self, dumped: Mapping[str, Iterable[str]]) -> None:
        """Add what was reached in another process."""
        for name, reached in dumped.items():
            self._reached[name].update(reached)

    def watch(self) -> None:
        """Listen to every flow of this process."""
        for name, chart in FLOWS.items():
            kept(chart).add_listener(_Listener(name, self))

    def moved(self, flow: str, transition: Transition, target: State) -> None:
        """Note a transition; the guards of those tried before it did not hold."""
        if not self._counting:
            return
        self._reached[f"{flow} states"] |= {transition.source.id, target.id}
        self._reached[f"{flow} transitions"].add(_named(transition))
        tried = _rivals(transition)
        before = tried[: tried.index(transition)]
        self._reached[f"{flow} guards"].update(_guard(transition, True), *(_guard(way, False) for way in before))

    def said(self, texts: Iterable[str], locale: str) -> None:
        """Note what was said in a conversation in the language of ``locale``."""
        self._reached[f"{TEXTS} {locale}"].update(texts)

    def replied(self, reply: Json, locale: str) -> None:
        """Note what one turn asked, took, meant, warned of and said."""
        if question := reply["question"]:
            self._reached["questions asked"].add(question["slot"])
            self.said((choice["label"] for choice in question["choices"]), locale)
        for change in reply["changes"]:
            values = change["value"] if isinstance(change["value"], list) else [change["value"]]
            given = {f"{change['slot']}={_yes_no(value)}" for value in values if not isinstance(value, dict)}
            self._reached["choices given"] |= given
        self._reached["intents"].add(reply["intent"])
        self._reached["red flags"] |= {flag["id"] for flag in reply["flags"]}
        self.said((message["text"] for message in reply["messages"]), locale)

    def read(self, report: Json, content: Content, locale: str) -> None:
        """Note what the pages made of a sheet say."""
        self.said((line for page in pages(report, content) for line in page.splitlines()), locale)

    def heard(self, entries: Sequence[Json], locale: str) -> None:
        """Note what the assistant said, also where nobody had written just then."""
        self.said((entry["text"] for entry in entries if entry["sender"] == "assistant"), locale)

    def told(self, result: Json, locale: str) -> None:
        """Note what a call says that is no turn."""
        self.said(texts(result), locale)

    def written(self, report: Json, locale: str) -> None:
        """Note what a sheet says."""
        self._reached["points of the sheet"] |= points_of(report)
        self._reached["questions to take along"] |= questions_of(report)
        self.said(texts(report), locale)

    def showed(self, situations: Iterable[str]) -> None:
        """Note what a script was about."""
        self._reached["situations"] |= {*situations}

    def taken(self, flow: str) -> set[Arrow]:
        """The transitions of the flow that were taken, as its diagram knows them."""
        ways = [way for state in FLOWS[flow].states for way in state.transitions]
        reached = self._reached[f"{flow} transitions"]
        return {arrow for arrow, way in zip(arrows(flow), ways, strict=True) if _named(way) in reached}

    def rows(self, content: Content) -> list[Row]:
        """A row for each thing that can be reached."""
        wanted = dict(_flows()) | {
            "questions asked": set(content.slots),
            "choices given": {f"{slot.id}={value}" for slot in content.slots.values() for value in slot.choices},
            "intents": {*get_args(Intent)},
            "red flags": set(content.flags),
            "points of the sheet": points(content),
            "questions to take along": set(content.questions) - outranked(content.questions),
            "situations": set(SITUATIONS),
        }
        rows = [_row(name, all_of_it, self._reached[name]) for name, all_of_it in wanted.items()]
        rows += [row for name in content.languages for row in self._words(name, content)]
        return [row for row in rows if row.total]

    def _words(self, name: str, content: Content) -> Iterator[Row]:
        """A row for the authored sentences, and one for the claims, of one language."""
        words = content.languages[name]
        locales = (key.removeprefix(f"{TEXTS} ") for key in self._reached if key.startswith(f"{TEXTS} "))
        said = {
            text for locale in locales if content.words(locale) is words for text in self._reached[f"{TEXTS} {locale}"]
        }
        heard = {key for key in words.phrases if not key.startswith(tuple(ELSEWHERE))}
        for kind, keys in (("messages", heard), ("claims", set(words.claims))):
            yield _row(f"{name} {kind}", keys, set(_spoken(keys, said, content, name)))


def _flows() -> Iterator[tuple[str, set[str]]]:
    for name, chart in FLOWS.items():
        ways = [way for state in chart.states for way in state.transitions if not _way_back(way)]
        yield f"{name} states", {state.id for state in chart.states}
        yield f"{name} transitions", {_named(way) for way in ways}
        yield f"{name} guards", {found for way in ways for held in (True, False) for found in _guard(way, held)}


def _rivals(way: Transition) -> list[Transition]:
    """Every transition that is tried for the same event in the same state, in order."""
    return [rival for rival in way.source.transitions if str(rival.event) == str(way.event)]


def _guard(way: Transition, held: bool) -> list[str]:
    """The guard of a transition, as holding or not; none where there is no guard, or nothing else to try."""
    matters = list(way.cond) and (held or way is not _rivals(way)[-1])
    return [f"{_named(way)} {'holds' if held else 'does not hold'}"] if matters else []


def _spoken(keys: Iterable[str], said: set[str], content: Content, locale: str) -> Iterator[str]:
    """The keys of authored sentences that were said, whatever filled their blanks."""
    together = "\n".join(said)
    for key in keys:
        for wording in wordings(key, content, locale):
            if wording in together or ("{" in wording and any(fits(wording, text) for text in said)):
                yield key
                break


class _Listener:
    """What a chart calls after each transition; bare, because charts take every method for a callback."""

    def __init__(self, flow: str, coverage: Coverage) -> None:
        self._flow = flow
        self._coverage = coverage

    def after_transition(self, transition: Transition, target: State) -> None:
        self._coverage.moved(self._flow, transition, target)


def _way_back(transition: Transition) -> bool:
    """Every state leads back to the hub on an answer, by construction."""
    return str(transition.event) == "answered"


def _named(transition: Transition) -> str:
    """The transition in words; its place tells two between the same states apart."""
    place = list(transition.source.transitions).index(transition)
    target = transition.target.id if transition.target else ""
    return f"{transition.source.id} -> {target} ({transition.event or 'at once'}, {place + 1})"


def _row(name: str, all_of_it: set[str], reached: set[str]) -> Row:
    left = sorted(all_of_it - reached)
    return Row(name, len(all_of_it) - len(left), len(all_of_it), left)


def _yes_no(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def too_low(rows: Iterable[Row], floors: Mapping[str, float]) -> list[str]:
    """What is below its floor. A floor is for the rows whose name ends with its own ("": for all others)."""
    found = []
    for row in rows:
        floor = next((floors[name] for name in floors if name and row.name.endswith(name)), floors.get("", 0))
        if row.percent < floor:
            found.append(f"{row.name}: {row.percent:.1f} %, and {floor:g} are wanted")
    return found


def table(rows: list[Row]) -> str:
    """The rows as plain text, with some of what was not reached under each."""
    lines = []
    for row in rows:
        lines.append(f"{row.name:<28}{row.reached:>5} of {row.total:<5}{int(row.percent):>4} %")
        more = f" and {len(row.left) - SHOWN} more" if len(row.left) > SHOWN else ""
        lines += [f"    not reached: {', '.join(row.left[:SHOWN])}{more}"] if row.left else []
    return "\n".join(lines)


Note = Callable[[Any, str], None]
"""Takes what a call gave, and the language of its conversation."""


class Watched:
    """A client whose replies and sheets are counted; what flows do meanwhile counts, and nothing else does."""

    def __init__(self, client: Client, coverage: Coverage, locale: str) -> None:
        self._client = client
        self._coverage = coverage
        self._locale = locale
        self._notes: dict[str, Note] = dict.fromkeys(("open", "send", "put"), coverage.replied) | {
            "report": coverage.written, "transcript": coverage.heard, "what_if": coverage.told, "triage": coverage.told,
            "payload": coverage.told,
        }  # fmt: skip

    async def elsewhere(self) -> Watched:
        return Watched(await self._client.elsewhere(), self._coverage, self._locale)

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)
        return self._counted(call, self._notes.get(name)) if iscoroutinefunction(call) else call

    def _counted(self, call: Callable[..., Awaitable[Any]], note: Note | None) -> Callable[..., Awaitable[Any]]:
        async def counted(*given: Any) -> Any:
            with self._coverage.counting():
                reply = await call(*given)
            if note:
                note(reply, self._locale)
            return reply

        return counted


def watched(stage: Stage, coverage: Coverage, locale: str = "en") -> Stage:
    """The stage with every conversation on it counted; they are held in ``locale``."""
    again = stage.another
    another = (lambda: watched(again(), coverage, locale)) if again else None
    return stage._replace(client=Watched(stage.client, coverage, locale), another=another)
