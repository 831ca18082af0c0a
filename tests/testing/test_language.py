"""What a script can say: each thing once where it holds, once where it does not, and every mistake with its line."""

from __future__ import annotations

import pytest

from tests.testing.plays import KNOWN, mistake, outcome, story, written

EXPECTATIONS = [
    ("question: history.weeks_on", "question: history.response", "history.response"),
    ("state: history.weeks_on", "state: review", "review"),
    ("status: active", "status: paused", "paused"),
    ("intent: answer", "intent: ask", "ask"),
    ("choices: []", "choices: ['yes']", "choices"),
    ("says: [adalimumab]", "says: [I noted that it is infliximab]", "noted"),
    ("never_says: [infliximab]", "never_says: [adalimumab]", "not “adalimumab”"),
    ("any_of: [infliximab, adalimumab]", "any_of: [infliximab, certolizumab]", "infliximab | certolizumab"),
    ("matches: ['adalimumab\\b']", "matches: ['^adalimumab$']", "^adalimumab$"),
    ("messages: [answer.noted]", "messages: [offer.forget]", "offer.forget"),
    ("count: 2", "count: 1", "count"),
    ("citations: []", "citations: [roda-2016]", "roda-2016"),
    ("grade: 8", "grade: 0.1", "at most"),
    ("answers: {history.anti_tnf: adalimumab}", "answers: {history.anti_tnf: infliximab}", "adalimumab (given)"),
    ("unanswered: [history.weeks_on]", "unanswered: [history.anti_tnf]", "no answer"),
    ("set_aside: []", "set_aside: [history.anti_tnf]", "in force"),
    ("progress: {step: history, answered: 6}", "progress: {answered: 9}", "progress answered"),
    ("transcript: 5", "transcript: 4", "4 entries"),
    ("changes: {history.anti_tnf: set}", "changes: {history.anti_tnf: corrected}", "corrected"),
    ("flags: {}", "flags: {sepsis: emergency}", "sepsis: emergency"),
    ("report: {complete: false}", "report: {complete: true}", "complete"),
    ("report_lacks: {complete: true}", "report_lacks: {complete: false}", "it is there"),
]


@pytest.mark.parametrize(("holds", "differs", "named"), EXPECTATIONS)
async def test_an_expectation_holds_or_is_named_with_its_line(holds: str, differs: str, named: str) -> None:
    step = "steps:\n  - patient: humira\n    expect: {%s}"
    assert await story(step % holds) == ""
    told = await story(step % differs)
    assert "story.yaml:6: here it went differently" in told
    assert named in " ".join(told.partition("> ")[2].split())
    assert "  you       humira" in told


async def test_an_error_is_expected_or_is_a_failure() -> None:
    assert await story("steps: [{choose: nonsense, expect: {error: 422}}]") == ""
    assert "422" in await story("steps: [{choose: nonsense}]")
    assert "a reply" in await story("steps: [{patient: humira, expect: {error: 404}}]")


async def test_the_nearest_sentence_is_shown_with_the_words_that_differ() -> None:
    told = await story("steps: [{patient: humira, expect: {says: ['I noted: infliximab.']}}]")
    assert "I noted: [adalimumab.]" in told
    assert "again: assistant dialogues story.yaml" in told


async def test_a_burst_is_answered_as_one() -> None:
    assert (
        await story("""
        steps:
          - burst: [humira, about 2 years, it wore off]
            expect:
              question: history.missed_doses
              says: [adalimumab, 104 weeks]
              answers: {history.response: wore_off}
        """)
        == ""
    )


async def test_a_message_delivered_twice_is_answered_the_same() -> None:
    step = "steps: [{patient: humira, duplicate: true, expect: {transcript: %d}}]"
    assert await story(step % 5) == ""
    assert "transcript" in await story(step % 8)


async def test_time_moves_when_somebody_waits() -> None:
    step = (
        "today: 2026-11-21\nsteps: [{patient: humira}, {wait: %s}, {patient: about 2 years, expect: {messages: [%s]}}]"
    )
    assert await story(step % ("4 days", "resume.after_days")) == ""
    assert "resume.after_days" in await story(step % ("4 hours", "resume.after_days"))


async def test_what_a_turn_said_is_used_later() -> None:
    steps = """
        steps:
          - patient: humira
            capture: {medicine: changes.history.anti_tnf.value}
          - patient: summary
            expect: {says: [<medicine>], answers: {history.anti_tnf: <medicine>}}
    """
    assert await story(steps) == ""
    assert "no nowhere.value in the turn" in await story(steps.replace("changes.history.anti_tnf", "nowhere"))


async def test_a_row_of_a_table_is_a_script_of_its_own() -> None:
    cases = written("""
        table:
          brand: {word: humira, drug: adalimumab}
          wrong: {word: remicade, drug: certolizumab}
        steps:
          - patient: <word>
            expect: {answers: {history.anti_tnf: <drug>}}
    """)
    assert [case.id for case in cases] == ["story.yaml::brand", "story.yaml::wrong"]
    right, wrong = [await outcome(case) for case in cases]
    assert right == ""
    assert "again: assistant dialogues story.yaml::wrong" in wrong


async def test_branches_share_their_beginning() -> None:
    cases = written("""
        steps:
          - patient: humira
        branches:
          known:
            - patient: about 2 years
              expect: {question: history.response}
          unknown:
            - patient: don't know
              expect: {question: history.weeks_on}
    """)
    assert [case.name for case in cases] == ["known", "unknown"]
    known, unknown = [await outcome(case) for case in cases]
    assert known == ""
    assert "story.yaml:13: here it went differently" in unknown


async def test_a_fragment_is_included_with_its_arguments() -> None:
    assert (
        await story("""
        fragments:
          tells: [{patient: <word>, expect: {question: <next>}}]
          both: [{include: tells, with: {word: <first>, next: history.weeks_on}}, {include: tells, with: {word: 2 years, next: history.response}}]
        steps:
          - {include: both, with: {first: humira}}
    """)  # noqa: E501  # one fragment a line
        == ""
    )


MISTAKES = [
    ("steps: [{patient: hi, choose: b}]", "story.yaml:5: ", "exactly one of"),
    ("steps: []", "story.yaml:5: ", "steps"),
    ("stepps: [{patient: hi}]", "story.yaml:5: ", '"stepps" is not a known key'),
    ("steps:\n- patient: <drug>", "story.yaml:6: ", "there is no value for <drug>"),
    ("steps:\n- patient: a\n- include: nothing", "story.yaml:7: ", "there is no fragment nothing"),
    ("fragments: {a: [{patient: b}]}\nsteps:\n- {include: a, with: {c: d}}", "story.yaml:7: ", "has no <c>"),
    ("fragments: {a: [{include: a}]}\nsteps:\n- include: a", "story.yaml:7: ", "includes itself"),
    ("steps:\n- patient: a\n  expect: {answers: {no.slot: 1}}", "story.yaml:7: ", "there is no slot no.slot"),
    ("steps:\n- patient: a\n  expect: {messages: [no.key]}", "story.yaml:7: ", "there is no message no.key"),
    ("steps:\n- patient: a\n  expect: {citations: [nobody]}", "story.yaml:7: ", "there is no source nobody"),
    ("steps:\n- patient: a\n  expect: {state: nowhere}", "story.yaml:7: ", "there is no state nowhere"),
    ("steps:\n- patient: a\n  expect: {matches: ['(']}", "story.yaml:7: ", "not a regular expression"),
    ("steps:\n- wait: a while", "story.yaml:6: ", "4 days"),
    ("steps:\n- wait: 4 days\n  expect: {count: 1}", "story.yaml:6: ", "nobody answers while time passes"),
    ("steps:\n- put: {history.surgery: maybe}", "story.yaml:6: ", "history.surgery"),
    ("without: {everything: why}\nsteps: [{patient: a}]", "story.yaml:5: ", "everything"),
]


@pytest.mark.parametrize(("text", "place", "because"), MISTAKES)
def test_a_mistake_is_named_with_its_line(text: str, place: str, because: str) -> None:
    assert [line for line in mistake(text).splitlines() if line.startswith(place) and because in line]


def test_a_script_needs_a_title() -> None:
    assert '"title" is missing' in mistake("steps: [{patient: hi}]", KNOWN.replace("title", "tags"))
