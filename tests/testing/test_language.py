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
    ("exact: 'I noted:  Adalimumab.'", "exact: 'I noted: infliximab.'", "I noted: [adalimumab.]"),
    ("says: ADALIMUMAB", "says: infliximab", "infliximab"),
    ("never_matches: ['in?fliximab']", "never_matches: ['ad.limumab']", "nothing like ad.limumab"),
    ("never_messages: [offer.forget]", "never_messages: [answer.noted]", "not answer.noted"),
    ("longest: 400", "longest: 20", "20 characters at most"),
    ("replies: [{messages: answer.noted}, {matches: 'weeks'}]", "replies: [{says: adalimumab}]", "1 messages"),
    ("replies: [{says: adalimumab}, {}]", "replies: [{}, {says: adalimumab}]", "message 2 says"),
    ("severity: none", "severity: emergency", "emergency"),
    ("compare: progress.remaining > 9", "compare: progress.remaining < 9", "progress.remaining < 9"),
    ("compare: view.status == active", "compare: [view.status == paused]", "active and paused"),
    ("compare: report.complete != True", "compare: report.complete == True", "compare"),
    ("transcript: {says: humira}", "transcript: {never_says: humira}", "transcript never_says"),
    (
        "report_changes: {complete: none, missing: {added: []}}",
        "report_changes: {complete: {after: true}}",
        "report change",
    ),
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
    ("report: {flags: []}", "report: {missing: []}", "nothing"),
    ("on_sheet: adalimumab.on_it_now", "on_sheet: [infliximab.on_it_now]", "infliximab.on_it_now"),
    ("not_on_sheet: infliximab.on_it_now", "not_on_sheet: adalimumab.on_it_now", "no adalimumab.on_it_now"),
    ("on_sheet: q0_proof", "on_sheet: exits.under_18", "exits.under_18"),
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
    (why,) = [line for line in told.splitlines() if line.startswith("the turn: ")]
    assert "intent answer; changes history.anti_tnf set to adalimumab (“humira”" in why
    assert "answer.noted" in told.partition("the turn: ")[2]


async def test_a_burst_is_answered_as_one() -> None:
    assert (
        await story("""
        steps:
          - burst: [humira, about 2 years, it wore off]
            expect:
              question: history.missed_doses
              says: [adalimumab, 2 years]
              answers: {history.response: wore_off}
        """)
        == ""
    )


async def test_something_is_sent_that_cannot_be_read() -> None:
    steps = """
        steps:
          - attach: {kind: image, name: letter.jpg}
            expect: {messages: attachment.image, transcript: {says: "letter.jpg"}}
          - attach: {kind: audio, text: %s}
            expect: {answers: {history.anti_tnf: adalimumab}}
    """
    assert await story(steps % "humira") == ""
    told = await story(steps % "hello")
    assert "history.anti_tnf" in told.partition("> ")[2]
    assert "  you       [image] [letter.jpg]" in told
    assert "  you       hello [audio]" in told


async def test_a_message_is_changed_later_on() -> None:
    steps = """
        steps:
          - {patient: humira, name: brand}
          - edit: {name: brand, text: %s}
            expect: {question: offer, messages: offer.edit}
          - patient: "yes"
            expect: {answers: {history.anti_tnf: infliximab}}
    """
    assert await story(steps % "remicade") == ""
    told = await story(steps % "humira")
    assert "story.yaml:8: here it went differently" in told
    assert "  you       [instead of step-1] humira" in told


async def test_a_message_is_deleted_later_on() -> None:
    steps = """
        steps:
          - {patient: humira from the blue box, name: brand}
          - delete: brand
            expect: {question: offer, transcript: {never_says: %s}}
    """
    assert await story(steps % "blue box") == ""
    told = await story(steps % "adalimumab")
    assert "transcript never_says" in told
    assert "  you       [deletes step-1]" in told


async def test_somebody_goes_on_on_another_device() -> None:
    steps = """
        steps:
          - {patient: humira, device: phone}
          - patient: remicade
            expect: {messages: device.moved_on, question: %s}
          - patient: "yes"
            device: phone
            expect: {messages: device.moved_on, answers: {history.anti_tnf: adalimumab}}
    """
    assert await story(steps % "history.anti_tnf") == ""
    told = await story(steps % "history.weeks_on")
    assert "story.yaml:8: here it went differently" in told
    assert "  phone     humira" in told


async def test_somebody_else_writes_on_the_same_device() -> None:
    step = "steps: [{patient: humira, sender: caregiver, expect: {compare: transcript.2.sender == %s}}]"
    assert await story(step % "caregiver") == ""
    told = await story(step % "patient")
    assert "caregiver and patient" in told
    assert "  caregiver humira" in told


STAFFED = """
        team: always
        steps:
          - patient: talk to a person
          - staff: claim
            expect: {count: 0, result: {claim: {name: %s}}}
          - staff: {reply: Please bring your letter.}
            expect: {says: %s, status: handed_off}
            capture: {why: result.why}
          - patient: is that so?
            expect: {count: 0}
          - staff: hand_back
            expect: {messages: staff.back_replied, question: history.anti_tnf, compare: <why> == asked}
          - staff: look
            expect: {error: 404}
"""


async def test_people_of_the_team_take_part() -> None:
    assert await story(STAFFED % ("Staff", "your letter")) == ""
    wrong_name = await story(STAFFED % ("Ana", "your letter"))
    assert "claim name Ana" in " ".join(wrong_name.split())
    assert "  staff     (claim)" in wrong_name
    wrong_words = await story(STAFFED % ("Staff", "your result"))
    assert "story.yaml:11: here it went differently" in wrong_words
    assert "409" in await story("team: always\nsteps: [{patient: talk to a person}, {staff: {reply: Hello}}]")


async def test_the_platform_is_told_what_happens() -> None:
    steps = """
        team: always
        steps:
          - patient: humira
            expect: {outbox: []}
          - patient: talk to a person
            expect: {outbox: %s}
          - staff: {reply: Hello}
            expect: {error: 409, outbox: []}
          - staff: hand_back
            expect: {error: 409}
          - staff: resolve
            expect: {outbox: [message.added, message.added, conversation.handed_back]}
    """
    assert await story(steps % "conversation.handed_off") == ""
    told = await story(steps % "[flag.raised]")
    assert "story.yaml:10: here it went differently" in told
    assert "outbox flag.raised conversation.handed_off" in " ".join(told.split())


async def test_timers_go_off() -> None:
    steps = """
        today: 2026-11-20
        waits: {silence: 15 minutes}
        steps:
          - patient: humira
            expect: {timer: %s}
          - wait: %s
          - timers: run
            expect: {messages: silence.nudge, timer: none}
    """
    assert await story(steps % ("15 minutes", "15 minutes")) == ""
    assert "story.yaml:12: here it went differently" in await story(steps % ("15 minutes", "14 minutes"))
    told = await story(steps % ("1 hour", "15 minutes"))
    assert "timer 1:00:00 0:15:00" in " ".join(told.split())
    no_silence = await story(steps.replace("{silence", "{unclaimed") % ("15 minutes", "15 minutes"))
    assert "timer 0:15:00 none" in " ".join(no_silence.split())


async def test_a_team_has_hours() -> None:
    steps = """
        today: 2026-11-20
        team: {hours: ["Fri %s"], zone: Europe/London}
        steps: [{patient: talk to a person, expect: {messages: staff.coming}}]
    """
    assert await story(steps % "09:00-17:00") == ""
    assert "staff.coming" in await story(steps % "09:00-11:00")


async def test_a_message_delivered_twice_is_answered_the_same() -> None:
    step = "steps: [{patient: humira, duplicate: true, expect: {transcript: %d}}]"
    assert await story(step % 5) == ""
    assert "transcript" in await story(step % 8)


async def test_a_burst_may_arrive_in_another_order() -> None:
    steps = """
        steps:
          - burst: [humira, undo]
            reordered: %s
            expect: {question: %s}
    """
    assert await story(steps % ("false", "history.anti_tnf")) == ""
    assert await story(steps % ("true", "history.weeks_on")) == ""
    assert "history.weeks_on" in await story(steps % ("true", "history.anti_tnf"))


async def test_a_broken_connection_loses_and_doubles_nothing() -> None:
    step = "steps: [{patient: humira, dropped: true, expect: {transcript: %d, changes: {history.anti_tnf: set}}}]"
    assert await story(step % 5) == ""
    assert "transcript" in await story(step % 6)


async def test_an_old_message_that_arrives_again_changes_nothing() -> None:
    steps = """
        steps:
          - {patient: humira, name: brand}
          - patient: 2 years
          - again: brand
            expect: {changes: {history.anti_tnf: %s}, transcript: 8}
    """
    assert await story(steps % "set") == ""
    told = await story(steps % "corrected")
    assert "story.yaml:9: here it went differently" in told
    assert "(brand arrives again)" in told


async def test_a_button_is_pressed_by_what_it_says_or_where_it_stands() -> None:
    steps = "steps: [{choose: {%s}, expect: {answers: {history.anti_tnf: %s}}}]"
    assert await story(steps % ("position: 1", "infliximab")) == ""
    assert "infliximab (given)" in await story(steps % ("position: 1", "adalimumab"))
    told = await story(steps % ("label: Aspirin", "infliximab"))
    assert "Aspirin" in told
    assert "2. Adalimumab" in told


async def test_time_jumps_to_a_day() -> None:
    steps = "today: 2026-11-21\nsteps: [{patient: humira}, {today: %s}, {patient: 2 years, expect: {messages: %s}}]"
    assert await story(steps % ("2027-01-04", "resume.after_days")) == ""
    assert "resume.after_days" in await story(steps % ("2026-11-21 15:30", "resume.after_days"))


async def test_a_step_may_depend_on_the_turn_before() -> None:
    steps = """
        steps:
          - patient: humira
            when: {question: %s}
            expect: {question: history.weeks_on}
          - patient: 2 years
            expect: {question: history.response}
    """
    assert await story(steps % "history.anti_tnf") == ""
    assert "story.yaml:10:" in await story(steps % "none")


async def test_a_step_is_done_until_something_holds() -> None:
    steps = "steps: [{patient: skip, until: {status: %s}}]"
    assert await story(steps % "completed") == ""
    assert "true within 60 times" in await story(steps % "closed")


async def test_a_loop_does_its_steps_for_each_row() -> None:
    steps = """
        steps:
          - each: [{said: humira, next: history.weeks_on}, {said: 2 years, next: %s}]
            steps:
              - patient: <said>
                expect: {question: <next>}
    """
    assert await story(steps % "history.response") == ""
    assert "story.yaml:9: here it went differently" in await story(steps % "history.weeks_on")


async def test_people_talk_side_by_side() -> None:
    steps = """
        region: uk
        actors:
          ben: {consent: true, region: us, given: {about.respondent: caregiver}}
        steps:
          - patient: humira
          - as: ben
            patient: 35 to 49
            expect: {answers: {about.age_band: 35_49}, transcript: {never_says: humira}}
          - patient: 2 years
            expect: {question: history.response, transcript: {never_says: %s}}
    """
    assert await story(steps % "35 to 49", KNOWN.replace("region: uk\n", "")) == ""
    told = await story(steps % "humira", KNOWN.replace("region: uk\n", ""))
    assert "  ben       35 to 49" in told
    assert "  to ben    " in told
    assert "transcript never_says" in told


async def test_what_is_no_turn_has_a_result() -> None:
    steps = """
        steps:
          - patient: humira
          - what_if: {history.response: side_effect}
            expect: {result: {failure: {after: %s}}, unanswered: [history.response]}
          - triage: I am on Humira and have a fever of 38.6
            capture: {tier: result.tier}
            expect: {result: {tier: same_day}, says: [%s]}
          - call: export
            expect:
              compare: "<tier> == same_day"
              result: {conversation: {told: {history.anti_tnf: {value: adalimumab}}}}
          - call: erase
          - call: export
            expect: {error: 404}
    """
    assert await story(steps % ("intolerance", "looked at today")) == ""
    assert "come in tomorrow" in await story(steps % ("intolerance", "come in tomorrow"))
    told = await story(steps % ("too_early", "looked at today"))
    assert "failure after too_early" in told
    assert "(what_if {'history.response': 'side_effect'})" in told


async def test_a_raw_payload_has_a_raw_answer() -> None:
    steps = """
        steps:
          - payload: {channel: rasa, body: {message: hi}}
            capture: {button: result.answer.1.buttons.0.payload}
            expect: {result: {answer.1.buttons.0: {title: "%s"}}, says: is that all right}
          - payload: {channel: rasa, body: {message: <button>}}
            expect: {says: for yourself}
          - payload: {channel: rasa, body: {words: hi}}
            expect: {error: %s}
    """
    assert await story(steps % ("Yes, I agree", 422)) == ""
    assert "answer.1.buttons.0 title No, thanks" in await story(steps % ("No, thanks", 422))
    assert "422" in await story(steps % ("Yes, I agree", 409))


async def test_a_vignette_is_a_person_and_what_must_follow() -> None:
    right, wrong = written("""
        vignettes:
          early: {given: {history.anti_tnf: infliximab, history.weeks_on: 10, history.response: never_worked}, expect: {report: {failure.type: too_early}}}
          late:
            given: {history.anti_tnf: infliximab, history.weeks_on: 60, history.response: never_worked}
            expect: {report: {failure.type: too_early}}
    """)  # noqa: E501  # one person a line
    assert (right.name, wrong.name) == ("early", "late")
    assert await outcome(right) == ""
    told = await outcome(wrong)
    assert "story.yaml:10: here it went differently" in told
    assert "primary_non_response" in told


async def test_a_vignette_has_a_title_and_may_take_away_what_all_were_given() -> None:
    (case,) = written("""
        vignettes:
          anna:
            title: Anna
            given: {history.anti_tnf: infliximab, about.age_band: }
            expect: {missing: [history.response], unanswered: [about.age_band]}
    """)
    assert case.script.title == "Anna"
    told = await outcome(case)
    assert "about.age_band" in told.partition("missing")[2]
    assert "no answer" not in told


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
    ("steps:\n- {wait: 1 day, device: phone}", "story.yaml:6: ", "somebody on a device"),
    ("steps:\n- timers: run", "story.yaml:6: ", "nothing the script waits for"),
    ("waits: {quiet: at night}\nsteps: [{patient: a}]", "story.yaml:5: ", "at night"),
    ("steps:\n- staff: claim", "story.yaml:6: ", "there is no team"),
    ("team: {hours: [Mon-Fri 9-17]}\nsteps: [{patient: a}]", "story.yaml:5: ", "09:00-17:00"),
    ("team: {hours: ['Mon 09:00-17:00']}\nsteps: [{patient: a}]", "story.yaml:1: ", "a day that stands still"),
    ("team: always\nsteps:\n- staff: {reply: a, note: b}", "story.yaml:7: ", "a reply or a note"),
    ("steps:\n- delete: first", "story.yaml:6: ", "nobody said first before"),
    ("steps:\n- edit: {name: first, text: humira}", "story.yaml:6: ", "nobody said first before"),
    ("steps:\n- attach: {kind: smell}", "story.yaml:6: ", "'image'"),
    ("steps: [{patient: hi, choose: b}]", "story.yaml:5: ", "exactly one of"),
    ("steps:\n- {as: ann, patient: a}", "story.yaml:6: ", "there is no actor ann"),
    ("steps:\n- again: first", "story.yaml:6: ", "nobody said first before"),
    ("steps:\n- {wait: 1 day, name: later}", "story.yaml:6: ", "delivered twice, dropped or named"),
    ("steps:\n- {patient: a, reordered: true}", "story.yaml:6: ", "only a burst"),
    ("steps:\n- {patient: a, expect: {result: {tier: soon}}}", "story.yaml:6: ", "have a result"),
    ("steps:\n- {patient: a, expect: {compare: progress is 5}}", "story.yaml:6: ", "a comparison is written"),
    ("steps:\n- {choose: {position: 1, label: a}}", "story.yaml:6: ", "label or its position"),
    ("steps:\n- today: tomorrow", "story.yaml:6: ", "2027-01-04"),
    ("steps:\n- {patient: a, expect: {flags: {fire: soon}}}", "story.yaml:6: ", "there is no flag fire"),
    ("situations: [rain]\nsteps: [{patient: a}]", "story.yaml:5: ", "there is no situation rain"),
    ("steps:\n- {what_if: {no.slot: 1}}", "story.yaml:6: ", "there is no slot no.slot"),
    ("table: {a: {b: c}}\nvignettes: {d: {expect: {}}}", "story.yaml:6: ", "vignettes stand alone"),
    ("actors: {ann: {given: {no.slot: 1}}}\nsteps: [{patient: a}]", "story.yaml:5: ", "there is no slot no.slot"),
    ("snapshot: true\nsteps: [{patient: a}]", "story.yaml:1: ", "a day that stands still"),
    ("steps: []", "story.yaml:5: ", "steps"),
    ("stepps: [{patient: hi}]", "story.yaml:5: ", '"stepps" is not a known key'),
    ("steps:\n- patient: <drug>", "story.yaml:6: ", "there is no value for <drug>"),
    ("steps:\n- patient: a\n- include: nothing", "story.yaml:7: ", "there is no fragment nothing"),
    ("fragments: {a: [{patient: b}]}\nsteps:\n- {include: a, with: {c: d}}", "story.yaml:7: ", "has no <c>"),
    ("fragments: {a: [{include: a}]}\nsteps:\n- include: a", "story.yaml:7: ", "includes itself"),
    ("steps:\n- patient: a\n  expect: {answers: {no.slot: 1}}", "story.yaml:7: ", "there is no slot no.slot"),
    (
        "steps:\n- patient: a\n  expect: {on_sheet: no.point}",
        "story.yaml:7: ",
        "there is no point, question or message",
    ),
    ("steps:\n- patient: a\n  expect: {messages: [no.key]}", "story.yaml:7: ", "there is no message no.key"),
    ("steps:\n- patient: a\n  expect: {citations: [nobody]}", "story.yaml:7: ", "there is no source nobody"),
    ("steps:\n- patient: a\n  expect: {state: nowhere}", "story.yaml:7: ", "there is no state nowhere"),
    ("steps:\n- patient: a\n  expect: {matches: ['(']}", "story.yaml:7: ", "not a regular expression"),
    ("steps:\n- wait: a while", "story.yaml:6: ", "4 days"),
    ("steps:\n- wait: 4 days\n  expect: {count: 1}", "story.yaml:6: ", "nobody answers while time passes"),
    ("steps:\n- put: {history.surgery: maybe}", "story.yaml:6: ", "history.surgery"),
    ("steps:\n- {patient: a, expect: {answers: {history.response: wore_of}}}", "story.yaml:6: ", "one of never_worked"),
    ("steps:\n- {patient: a, expect: {changes: {history.response: changed}}}", "story.yaml:6: ", "'corrected'"),
    (
        "steps:\n- {patient: a, expect: {question: history.response, choices: [wore_of]}}",
        "story.yaml:6: ",
        "history.response has no choice wore_of",
    ),
    ("steps:\n- {patient: a, expect: {report_lacks: {failur.type: unclear}}}", "story.yaml:6: ", "there is no failur;"),
    ("steps:\n- {patient: a, expect: {report: {failure: {type: banana}}}}", "story.yaml:6: ", "banana is none of"),
    ("steps:\n- {patient: a, expect: {report: {options.stay.kin: a}}}", "story.yaml:6: ", "there is no kin;"),
    ("region: france\nsteps: [{patient: a}]", "story.yaml:5: ", "region"),
    ("steps:\n- patient: 2", "story.yaml:6: ", 'write it in quotes, "2"'),
    ("steps:\n- patient: well: no", "story.yaml:6: ", "is written in quotes"),
    ("steps:\n\t- patient: a", "story.yaml:6: ", "indent with spaces"),
    ("without: {everything: why}\nsteps: [{patient: a}]", "story.yaml:5: ", "everything"),
]


@pytest.mark.parametrize(("text", "place", "because"), MISTAKES)
def test_a_mistake_is_named_with_its_line(text: str, place: str, because: str) -> None:
    assert [line for line in mistake(text).splitlines() if line.startswith(place) and because in line]


def test_a_wrong_step_is_not_called_missing_as_well() -> None:
    assert mistake("steps: [{patient: 2}]").count("\n") == 0


def test_a_script_says_something() -> None:
    assert "needs steps" in mistake("tags: [a]")


def test_a_script_needs_a_title() -> None:
    assert '"title" is missing' in mistake("steps: [{patient: hi}]", KNOWN.replace("title", "tags"))
