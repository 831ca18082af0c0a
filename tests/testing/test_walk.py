"""Random walks find nothing; where something is broken they find it, and tell it as a short script."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from assistant.benchmarks.walks import spoken
from assistant.cli import main
from assistant.clients import Json
from assistant.content import yaml
from assistant.content.loader import load_content
from assistant.testing.heard import Spoken
from assistant.testing.invariants import Invariant
from assistant.testing.persona import Impersonator, read_persona
from assistant.testing.script import cases
from assistant.testing.stage import Stage
from assistant.testing.walk import Ground, Walked, walk_all
from assistant.testing.wanderer import Wanderer
from tests.testing.plays import Change, Tampered

WALKS = 60


CORPUS = Path(__file__).parents[1] / "understanding" / "corpus"


async def walks(number: int, changes: Callable[[], dict[str, Change]] | None = None) -> list[Walked]:
    content = load_content()

    def dress(stage: Stage) -> Stage:
        return Stage(Tampered(stage.client, changes()), None, stage.clock) if changes else stage

    return [walked async for walked in walk_all(number, 1, Ground(content, spoken(CORPUS, content), dress))]


async def test_no_walk_hangs_repeats_itself_or_breaks_an_invariant() -> None:
    walked = await walks(WALKS)
    assert [one.script() for one in walked if one.what] == []
    assert sum(len(one.steps) for one in walked) > 10 * WALKS


async def test_a_failure_is_told_as_the_shortest_script() -> None:
    def change(reply: Json) -> Json:
        first, *rest = reply["messages"]
        wrong = any(entry["slot"] == "about.age_band" for entry in reply["changes"])
        return {**reply, "messages": [{**first, "text": "about.age_band {age}" if wrong else first["text"]}, *rest]}

    failed = [one for one in await walks(12, lambda: {"send": change}) if one.what]
    assert failed
    assert {one.what for one in failed} == {"invariant words"}
    assert min(len(one.steps) for one in failed) <= 2
    for one in failed:
        assert cases(yaml.parse(one.script(), "walk.yaml"), load_content())


def parrot() -> dict[str, Change]:
    """Says the same before every question, in the reply and in the transcript."""
    said: set[str] = set()

    def send(reply: Json) -> Json:
        first, *rest = reply["messages"]
        if rest:
            said.add(first["id"])
        return {**reply, "messages": repeated(reply["messages"])}

    def repeated(entries: list[Json]) -> list[Json]:
        return [{**entry, "text": "Polly."} if entry["id"] in said else entry for entry in entries]

    return {"send": send, "transcript": repeated}


async def test_a_parrot_is_caught() -> None:
    assert "repeats" in {one.what for one in await walks(5, parrot)}


def test_the_same_seed_walks_the_same_way(tmp_path: Path) -> None:
    one, again = (CliRunner().invoke(main, ["walk", "--walks", "3", "--seed", "5"]).output for _ in range(2))
    assert one == again == "3 passed, 0 failed\n"


def forgetful() -> dict[str, Change]:
    """Mixes the age up once the disease was named."""

    def view(seen: Json) -> Json:
        answers = seen["answers"]
        if not {"about.age_band", "about.diagnosis"} <= answers.keys():
            return seen
        return {**seen, "answers": {**answers, "about.age_band": {**answers["about.age_band"], "value": "50_64"}}}

    return {"view": view}


def presuming() -> dict[str, Change]:
    """Takes everybody for a smoker who names an age."""
    smoker = {"slot": "health.smoking", "change": "set", "value": "current", "status": "given"}

    def send(reply: Json) -> Json:
        told = any(change["slot"] == "about.age_band" for change in reply["changes"])
        return {**reply, "changes": [*reply["changes"], smoker]} if told else reply

    return {"send": send}


@pytest.mark.parametrize(("flaw", "what"), [(forgetful, "loses"), (presuming, "fills")])
async def test_an_answer_that_is_lost_or_made_up_is_caught(flaw: Callable[[], dict[str, Change]], what: str) -> None:
    assert what in {one.what for one in await walks(25, flaw)}


class Reader(Wanderer):
    """Says what stands on the page."""

    def __init__(self, given: Json, *lines: str) -> None:
        self._given, self._lines = given, lines

    def begin(self) -> Json:
        return {"consent": True, "given": self._given}

    def next(self, _reply: Json, done: int) -> Json | None:
        return {"patient": self._lines[done]} if done < len(self._lines) else None


async def read_out(walker: Reader, told: Json) -> Walked:
    ground = Ground(load_content(), Spoken(told), walker=lambda *_: walker)
    (walked,) = [one async for one in walk_all(1, 1, ground)]
    return walked


@pytest.mark.parametrize(("place", "what"), [("ileum", ""), ("colon", "ignores")])
async def test_a_list_that_is_longer_already_has_what_is_mentioned(place: str, what: str) -> None:
    says = "Crohn's of the ileum"
    tells = {"about.diagnosis": {says: {"about.diagnosis": "crohns", "disease.location": [place]}}}
    known = {"about.respondent": "patient", "about.age_band": "35_49", "disease.location": ["ileum", "perianal"]}
    assert (await read_out(Reader(known, says), tells)).what == what


TO_EARLIER: Json = {
    "about.respondent": "patient",
    "about.age_band": "35_49",
    "about.region": "uk",
    "about.diagnosis": "crohns",
    "about.appointment": "not_booked",
    "history.anti_tnf": "adalimumab",
    "history.weeks_on": 60,
    "history.response": "wore_off",
    "history.missed_doses": "none",
    "history.partner_drug": "none",
    "history.steroids": "no",
}


@pytest.mark.parametrize(("tells", "what"), [(["infliximab", "adalimumab"], ""), (["adalimumab"], "fills")])
async def test_who_names_all_they_ever_took_names_the_one_taken_now_as_well(tells: list[str], what: str) -> None:
    says = "remicade, then humira"
    told = {"history.earlier_advanced": {says: {"history.earlier_advanced": tells}}}
    assert (await read_out(Reader(TO_EARLIER, says), told)).what == what


@pytest.mark.parametrize(("tells", "what"), [(None, ""), ("50_64", "ignores")])
async def test_who_skips_what_was_answered_leaves_it_as_it_was(tells: str | None, what: str) -> None:
    told = {"about.age_band": {"skip": {"about.age_band": tells}}}
    assert (await read_out(Reader({"about.respondent": "patient"}, "38", "back", "skip"), told)).what == what


LEFT = "how many questions are left"


@pytest.mark.parametrize(
    ("says", "what"), [((LEFT, "repea", "repeat"), ""), ((LEFT, "how many are left", "how many more"), "repeats")]
)
async def test_only_who_asks_to_hear_it_again_hears_it_a_third_time(says: tuple[str, ...], what: str) -> None:
    too_young = {"about.age_band": "under_18"}
    assert (await read_out(Reader(too_young, *says), {})).what == what


PERSONAS = sorted((Path(__file__).parent / "personas").glob("*.yaml"))


async def walked_as(path: Path, number: int, dress: Callable[[Stage], Stage] = lambda stage: stage) -> list[Walked]:
    persona = read_persona(path, load_content())
    ground = Ground(load_content(), dress=dress, walker=partial(Impersonator, persona))
    return [walked async for walked in walk_all(number, 1, ground)]


@pytest.mark.parametrize("path", PERSONAS, ids=lambda path: path.stem)
async def test_however_a_persona_talks_what_counts_are_their_answers(path: Path) -> None:
    walked = await walked_as(path, 2)
    assert [one.told for one in walked if one.what] == []
    steps = [step for one in walked for step in one.steps]
    assert any("put" in step for step in steps)
    assert any("patient" in step for step in steps)


ANYTHING: dict[Invariant, str] = dict.fromkeys(get_args(Invariant), "only the end is looked at")


async def test_an_answer_that_gets_lost_on_the_way_is_caught() -> None:
    def dress(stage: Stage) -> Stage:
        def forgetful(view: Json) -> Json:
            return {**view, "answers": {slot: one for slot, one in view["answers"].items() if slot != "health.smoking"}}

        return stage._replace(client=Tampered(stage.client, {"view": forgetful}), twin=None, without=ANYTHING)

    (failed,) = await walked_as(PERSONAS[0], 1, dress)
    assert failed.what == "the end: health.smoking"


async def test_a_sheet_that_forgets_an_answer_is_caught() -> None:
    def dress(stage: Stage) -> Stage:
        def poorer(report: Json) -> Json:
            return {**report, "questions": report["questions"][1:]}

        return stage._replace(client=Tampered(stage.client, {"report": poorer}), twin=None)

    (failed,) = await walked_as(PERSONAS[0], 1, dress)
    assert failed.what == "the end: sheet questions"


def test_a_persona_that_says_what_does_not_exist_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("title: Odd\nanswers:\n  no.slot: 1\n  health.smoking: pipe")
    result = CliRunner().invoke(main, ["walk", "--persona", str(tmp_path / "odd.yaml")])
    assert "odd.yaml:3: there is no slot no.slot" in result.output
    assert "odd.yaml:4: health.smoking: " in result.output


async def test_what_undo_brings_back_is_not_made_up() -> None:
    known = {"about.respondent": "patient", "about.age_band": "35_49"}
    walked = await read_out(Reader(known, "actually i am 60", "undo"), {"about.diagnosis": {"undo": {}}})
    assert walked.what == "", walked.told
