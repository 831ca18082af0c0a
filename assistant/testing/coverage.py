"""What the dialogues reached: states and transitions of every flow, questions asked, choices given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import iscoroutinefunction
from typing import Any

from statemachine import State
from statemachine.transition import Transition

from assistant.clients import Client, Json
from assistant.content.loader import Content
from assistant.flows.base import kept
from assistant.flows.diagram import FLOWS
from assistant.testing.stage import Stage

Row = tuple[str, int, int, list[str]]
"""What is counted, how many were reached, how many there are, which were not."""


class Coverage:
    """Counts while dialogues run in this process."""

    def __init__(self) -> None:
        self._states: set[tuple[str, str]] = set()
        self._transitions: set[tuple[str, str]] = set()
        self._asked: set[str] = set()
        self._chosen: set[str] = set()
        self._counting = False

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what the flows do until the block ends."""
        self._counting = True
        try:
            yield
        finally:
            self._counting = False

    def dump(self) -> dict[str, list[Any]]:
        """What was reached, as plain lists, for another process to ``join``."""
        return {name: sorted(reached) for name, reached in vars(self).items() if isinstance(reached, set)}

    def join(self, dumped: Mapping[str, list[Any]]) -> None:
        """Add what was reached in another process."""
        for name, reached in dumped.items():
            getattr(self, name).update(tuple(item) if isinstance(item, list) else item for item in reached)

    def watch(self) -> None:
        """Listen to every flow of this process."""
        for name, chart in FLOWS.items():
            kept(chart).add_listener(_Listener(name, self))

    def moved(self, flow: str, transition: Transition, target: State) -> None:
        if not self._counting:
            return
        self._states |= {(flow, transition.source.id), (flow, target.id)}
        self._transitions.add((flow, _named(transition)))

    def replied(self, reply: Json) -> None:
        """Note the question asked and the answers taken in one turn."""
        if reply["question"]:
            self._asked.add(reply["question"]["slot"])
        for change in reply["changes"]:
            values = change["value"] if isinstance(change["value"], list) else [change["value"]]
            self._chosen |= {f"{change['slot']}={_yes_no(value)}" for value in values if not isinstance(value, dict)}

    def rows(self, content: Content) -> list[Row]:
        """A row a flow for states and transitions, then questions and choices."""
        rows = []
        for name, chart in FLOWS.items():
            states = {(name, state.id) for state in chart.states}
            ways = {(name, _named(way)) for state in chart.states for way in state.transitions if not _way_back(way)}
            rows.append(_row(f"{name} states", states, self._states))
            rows.append(_row(f"{name} transitions", ways, self._transitions))
        rows.append(_row("questions asked", set(content.slots), self._asked))
        choices = {f"{slot.id}={value}" for slot in content.slots.values() for value in slot.choices}
        rows.append(_row("choices given", choices, self._chosen))
        return rows


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


def _row(name: str, all_of_it: set[Any], reached: set[Any]) -> Row:
    left = sorted(item if isinstance(item, str) else item[1] for item in all_of_it - reached)
    return name, len(all_of_it) - len(left), len(all_of_it), left


def _yes_no(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def table(rows: list[Row]) -> str:
    """The rows as plain text, with what was not reached under each."""
    lines = []
    for name, reached, total, left in rows:
        lines.append(f"{name:<28}{reached:>5} of {total:<5}{100 * reached // max(total, 1):>4} %")
        lines += [f"    not reached: {', '.join(left)}"] if left else []
    return "\n".join(lines)


class Watched:
    """A client whose replies are counted; what flows do meanwhile counts, and nothing else does."""

    def __init__(self, client: Client, coverage: Coverage) -> None:
        self._client = client
        self._coverage = coverage

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)
        return self._counted(call, name in ("open", "send", "put")) if iscoroutinefunction(call) else call

    def _counted(self, call: Callable[..., Awaitable[Any]], replies: bool) -> Callable[..., Awaitable[Any]]:
        async def counted(*given: Any) -> Any:
            with self._coverage.counting():
                reply = await call(*given)
            if replies:
                self._coverage.replied(reply)
            return reply

        return counted


def watched(stage: Stage, coverage: Coverage) -> Stage:
    """The stage with every conversation on it counted."""
    again = stage.another
    another = (lambda: watched(again(), coverage)) if again else None
    return stage._replace(client=Watched(stage.client, coverage), another=another)
