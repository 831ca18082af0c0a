"""Red flags: what must be found however it is put, what must not be taken for one, and what is said then."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import cast

import pytest

from assistant.content import yaml
from assistant.content.flags import FlagLexicon
from assistant.content.loader import Content, load_content
from assistant.conversations import Tier
from assistant.understanding.flags import find_flags, says_safe

HERE = Path(__file__).parent
Utterances = dict[str, list[str]]


def utterances(name: str) -> Utterances:
    return cast("Utterances", yaml.read(HERE / name).data)


SAID = utterances("flags.yaml")
UNSEEN = sorted(path.name for path in HERE.glob("flags_unseen*.yaml"))


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="module")
def lexicon(content: Content) -> FlagLexicon:
    return content.words("en").flags


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag in SAID if flag != "none" for text in SAID[flag]])
def test_a_red_flag_is_found(flag: str, text: str, content: Content, lexicon: FlagLexicon) -> None:
    found = {each.id: each.tier for each in find_flags(text, lexicon)}
    assert found.get(flag) is content.flags[flag].tier


@pytest.mark.parametrize("text", SAID["none"])
def test_a_look_alike_is_left_alone(text: str, lexicon: FlagLexicon) -> None:
    assert find_flags(text, lexicon) == ()


@pytest.mark.parametrize("name", UNSEEN)
def test_words_that_were_not_written_into_the_lexicon(name: str, lexicon: FlagLexicon) -> None:
    said = utterances(name)
    missed = [text for flag in said if flag != "none" for text in said[flag] if not find_flags(text, lexicon)]
    alarms = [text for text in said["none"] if find_flags(text, lexicon)]
    assert missed == []
    assert len(alarms) <= len(said["none"]) * 0.05, alarms


def test_what_is_said_is_as_urgent_as_it_sounds(lexicon: FlagLexicon) -> None:
    urgency = {"soon": 1, "same_day": 2, "emergency": 3}
    wrong = []
    for wanted, texts in utterances("flags_tiers.yaml").items():
        tier, _, another = wanted.partition("_of_")
        for text in texts:
            raised = [urgency[flag.tier.value] for flag in find_flags(text, lexicon, caregiver=bool(another))]
            if (max(raised, default=0) < urgency.get(tier, 1)) != (wanted == "none"):
                wrong.append((wanted, text))
    assert wrong == []


def test_of_two_sentences_that_differ_by_little_one_is_a_flag(lexicon: FlagLexicon) -> None:
    pairs = cast("dict[str, list[list[str]]]", yaml.read(HERE / "flags_pairs.yaml").data)
    wrong = [
        (flag, calm)
        for flag, both in pairs.items()
        for wild, calm in both
        if not find_flags(wild, lexicon) or find_flags(calm, lexicon)
    ]
    assert wrong == []


def test_of_a_caregiver_the_relative_is_the_patient(lexicon: FlagLexicon) -> None:
    said = "my daughter has a temperature of 38.6"
    assert all(flag.doubt for flag in find_flags(said, lexicon))
    assert [(flag.id, flag.doubt) for flag in find_flags(said, lexicon, caregiver=True)] == [("infection", False)]


@pytest.mark.parametrize("name", ["flags.yaml", *UNSEEN])
def test_no_sentence_of_the_tests_stands_in_the_lexicon(name: str, lexicon: FlagLexicon) -> None:
    phrases = {phrase for group in lexicon.groups.values() for phrase in group}
    sentences = {text for flag, texts in utterances(name).items() if flag != "none" for text in texts}
    assert {text for text in sentences & phrases if len(text.split()) > 4} == set()


def test_what_is_denied_before_but_does_not_hide_what_comes_after(lexicon: FlagLexicon) -> None:
    found = find_flags("no fever but blood wont stop", lexicon)
    assert [(flag.id, flag.doubt) for flag in found] == [("heavy_bleeding", False)]


@pytest.mark.parametrize(
    "text",
    ["I've had a fever of 38.6 since yesterday", "I have had a fever since yesterday", "had a temp since tuesday"],
)
def test_what_has_been_so_since_is_so_now(text: str, lexicon: FlagLexicon) -> None:
    assert [(flag.id, flag.doubt) for flag in find_flags(text, lexicon)] == [("infection", False)]


@pytest.mark.parametrize("text", ["i had a fever and since then ive been well", "had a fever, fine since"])
def test_what_was_before_then_is_over(text: str, lexicon: FlagLexicon) -> None:
    assert find_flags(text, lexicon) == ()


@pytest.mark.parametrize(
    "text",
    [
        "how likely is severe bleeding from the capsule camera",
        "what pulse rate with a fever would be a worry?",
        "Do sepsis symptoms look different on steroids?",
    ],
)
def test_a_question_that_names_nobody_is_about_nobody(text: str, lexicon: FlagLexicon) -> None:
    assert find_flags(text, lexicon) == ()


@pytest.mark.parametrize("text", ["what do i do, severe bleeding", "how is this severe bleeding to be stopped?"])
def test_a_question_about_oneself_is_heard(text: str, lexicon: FlagLexicon) -> None:
    assert find_flags(text, lexicon)


def test_what_goes_on_since_is_not_past_because_something_else_was(lexicon: FlagLexicon) -> None:
    asked = "last year when I had a fever they said call, so I'm calling: 101.2 since noon, on Skyrizi"
    assert [found.id for found in find_flags(asked, lexicon)] == ["infection"]


def test_a_relative_with_crohns_is_the_patient(lexicon: FlagLexicon) -> None:
    assert find_flags("my sister (Crohn) cough dry since six week", lexicon)
    assert not find_flags("my sister has a fever of 39, i have Crohn", lexicon)


def test_a_year_may_be_written_short(lexicon: FlagLexicon) -> None:
    assert find_flags("blockage in '18, got unblocked by a tube", lexicon) == ()
    assert find_flags("my bowel burst in '63", lexicon) == ()
    assert find_flags("my bowel burst, 63 and scared", lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "the laxative hasnt done a thing, not passed wind or poo, puking now",
        "no visitors for two days vomit smells of poo",
    ],
)
def test_a_no_reaches_no_further_than_what_it_denies(text: str, lexicon: FlagLexicon) -> None:
    assert "blockage" in [found.id for found in find_flags(text, lexicon) if not found.doubt]


@pytest.mark.parametrize(
    "text", ["she was on the carpet with belly pain, my neighbour", "i was bleeding pints before i started infliximab"]
)
def test_whose_it_was_and_when_may_be_said_last(text: str, lexicon: FlagLexicon) -> None:
    assert not [found.id for found in find_flags(text, lexicon) if not found.doubt]


def test_a_word_may_stand_for_several(lexicon: FlagLexicon) -> None:
    (found, *_) = find_flags("blood's pouring from me", lexicon)
    assert found.id == "heavy_bleeding"
    assert not found.doubt


def test_a_question_about_mine_is_no_idle_question(lexicon: FlagLexicon) -> None:
    (found, *_) = find_flags("can belly pain make you pass out? mine is that bad", lexicon)
    assert found.doubt


def test_the_most_specific_of_several_comes_first(lexicon: FlagLexicon) -> None:
    said = "a week after the drip my joints swelled up and I came out in a rash and fever"
    assert find_flags(said, lexicon)[0].id == "delayed_reaction"


def test_what_a_relative_lives_with_is_no_emergency(lexicon: FlagLexicon) -> None:
    assert find_flags("my sister self harms and i worry about her", lexicon) == ()
    assert find_flags("my sister self harms and i want to kill myself", lexicon) != ()


@pytest.mark.parametrize(
    "text",
    [
        "i had chest pain",
        "i fainted a few days ago",
        "my mum is vomiting blood",
        "if im vomiting blood should i go in",
        "is my chest pain a side effect",
        "remicade made my throat swell up",
        "i dont know where i am",
        "if it gets any worse i will kill myself",
        "i blacked out while the infusion was running",
    ],
)
def test_unclear_time_or_person_is_asked_about_and_not_dropped(text: str, lexicon: FlagLexicon) -> None:
    (flag, *_) = find_flags(text, lexicon)
    assert flag.tier is Tier.EMERGENCY
    assert flag.doubt


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("i had sepsis in 2019", "i think i have sepsis again"),
        ("i had heavy bleeding two years ago", "i had heavy bleeding two years ago and its back again"),
        ("can rinvoq cause chest pain?", "can rinvoq cause chest pain? i have crushing chest pain now"),
        ("my sister had a stroke", "my sister says im having a stroke"),
        ("my uncle is vomiting blood", "my uncle, hes the one with crohns, is vomiting blood"),
        ("a bit of blood when i wipe, as usual", "more blood than usual when i wipe"),
        ("took my methotrexate on friday", "took my methotrexate on friday and again on saturday by mistake"),
        ("my nan collapsed in the garden last week", "my nan says i collapsed in the garden today"),
        ("no burning when i wee and not feverish", "burning when i wee and not feverish"),
        ("most of them had blood in last year", "15 trips since midnight and most of them had blood in"),
        ("the level was 38.6 on infliximab", "38.6 on infliximab since last night"),
        ("i bought 999 stamps", "call 999"),
        ("my chest hurt for a week after the gym last month", "my chest has hurt since i woke up"),
        ("what do i do if theres blood in the toilet one day", "what do i do theres blood everywhere in the toilet"),
        ("how would i know, is chest pain common", "what does it mean, the throat is closing up"),
        ("the actor swelled up, throat closing", "swollen up like the michelin man, throat closing"),
        ("my wife passed out at a concert in 2012", "hang on my wife just passed out"),
    ],
)
def test_a_small_change_makes_it_a_red_flag(before: str, after: str, lexicon: FlagLexicon) -> None:
    assert find_flags(before, lexicon) == ()
    assert find_flags(after, lexicon) != ()


def test_the_words_are_given_back_as_they_were_typed(lexicon: FlagLexicon) -> None:
    (flag,) = find_flags("Hello! CHEST  pain…", lexicon)
    assert flag.text == "CHEST  pain"


@pytest.mark.parametrize("text", ["", " ", "???", "👍", "\u200b", "a" * 5000, "no " * 2000, "🩸" * 500, "½ ² ١٢ 3/4/5"])
def test_odd_texts_are_read_without_harm(text: str, lexicon: FlagLexicon) -> None:
    assert isinstance(find_flags(text, lexicon), tuple)


def test_a_red_flag_at_the_end_of_a_long_story_is_found(lexicon: FlagLexicon) -> None:
    story = "I have had this disease for many years and my team has tried a lot with me. " * 60
    assert [flag.id for flag in find_flags(story + "I am vomiting blood.", lexicon)] == ["heavy_bleeding"]


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to know if I may move my visit, and since last night I have a fever of 39.4 and am shivering",
        "please tell me if the letter came, how long the scope takes, and since this morning I am vomiting blood",
    ],
)
def test_an_if_early_in_a_sentence_does_not_weaken_what_is_told_later(text: str, lexicon: FlagLexicon) -> None:
    flag = find_flags(text, lexicon)[0]
    assert (flag.tier, flag.doubt) == (Tier.EMERGENCY, False)


@pytest.mark.parametrize("words", ["belly pain and blood, ", "no ", "if my throat swells up ", "i had it last year. "])
def test_the_time_grows_no_faster_than_the_text(words: str, lexicon: FlagLexicon) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        find_flags((words * size)[:size], lexicon)
        return time.process_time() - start

    once, ten_times = min(seconds(2000) for _ in range(5)), min(seconds(20_000) for _ in range(3))
    assert ten_times < once * 20


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("im safe", "safe"),
        ("I am safe now", "safe"),
        ("yes i'm ok now", "safe"),
        ("false alarm sorry", "safe"),
        ("that was years ago", "safe"),
        ("not happening now", "safe"),
        ("im at the hospital", "being_seen"),
        ("I'm at A&E", "being_seen"),
        ("in the ER", "being_seen"),
        ("paramedics are here", "being_seen"),
        ("being seen by a doctor", "being_seen"),
        ("im not safe", None),
        ("i dont feel safe", None),
        ("no im not ok", None),
        ("still bleeding", None),
        ("they sent me home from the hospital", None),
        ("should i go to the hospital", None),
        ("is humira safe", None),
        ("humira", None),
    ],
)
def test_being_safe_is_heard(text: str, safe: str | None, lexicon: FlagLexicon) -> None:
    assert says_safe(text, lexicon) == safe


def test_every_flag_has_its_message_and_every_region_its_numbers(content: Content) -> None:
    phrases = content.words("en").phrases
    assert content.words("en").flags.signs.keys() == content.flags.keys()
    for flag, facts in content.flags.items():
        (text,) = phrases[f"safety.{'soon' if facts.tier is Tier.SOON else flag}"]
        assert "{emergency}" in text or facts.tier is Tier.SOON
        assert "{same_day}" in text or facts.tier is Tier.EMERGENCY
        assert "next dose" in text or facts.tier is not Tier.SAME_DAY
        assert not re.search(r"wait and see|stop taking|start taking", text, re.I)
    numbers = {name: region.emergency for name, region in content.regions.items()}
    assert numbers == {
        "us": "911", "ca": "911", "uk": "999", "eu": "112", "au": "000", "other": "your local emergency number",
    }  # fmt: skip


def test_what_flags_rest_on_is_named(content: Content) -> None:
    cited = [facts.sources for facts in content.flags.values()] + [facts.sources for facts in content.regions.values()]
    assert {source for sources in cited for source in sources} <= content.sources.keys()


def test_reading_takes_no_time(lexicon: FlagLexicon) -> None:
    texts = [text for name in UNSEEN for said in utterances(name).values() for text in said]
    start = time.process_time()
    for text in texts:
        find_flags(text, lexicon)
    assert (time.process_time() - start) / len(texts) < 0.005  # ten times what it takes: machines differ
