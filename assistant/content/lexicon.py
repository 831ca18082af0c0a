"""The shapes of what is heard: names of medicines, and per language the words that understanding listens for.

Wherever a list holds *templates*, a template is a phrase in which ``(a|b c)`` is one of several, ``[a|b]`` may be
missing, ``*`` is a gap of up to five words, ``smok~`` a word that begins so, ``<name>`` a list of ``lists.yaml``,
``{topic}`` the words to keep, ``{term}`` up to four of them, ``@anti_tnf`` any medicine of that group, ``#`` a number.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.content.models import Id, Text
from assistant.content.times import Times
from assistant.conversations import Frozen

Group = Literal["anti_tnf", "advanced", "partner", "steroid", "other"]


class Medicine(Frozen):
    """One medicine as people write it.

    ``short`` forms are ordinary words too: they count only beside words about taking medicines. ``calms`` the immune
    system: an other medicine that is taken beside an anti-TNF.
    """

    group: Group
    calms: bool = False
    names: tuple[Text, ...] = ()
    typed: tuple[Text, ...] = ()
    short: tuple[Text, ...] = ()


class Names(Frozen):
    """Names of medicines in any language. ``other`` medicines are known by name only, so that none is taken for ours.

    ``guard`` holds ordinary words that look like a medicine's name. ``sounds``: how letters sound, one after another,
    so that only consonants are left.
    """

    medicines: dict[Id, Medicine]
    guard: Text
    sounds: dict[Text, str]


class Spelling(Frozen):
    """How typed words become plain ones. ``common`` words are never taken for a typing error.

    ``results`` are short forms of what is tested for and, elsewhere, of medicines: "ADA".
    ``small`` words say nothing of what is spoken of; ``turning`` words are never passed over in an answer. ``beside``:
    per slot (or several, with a space between), the things that may be named before an answer to it. ``things``: what
    is spoken of at these questions only; a "no", a time or a "yes" beside one is no answer to another.
    """

    results: dict[Text, Text]
    short: dict[Text, Text]
    signs: dict[Text, Text]
    ends: dict[Text, Text]
    common: Text
    small: Text
    turning: Text
    beside: dict[Text, Text]
    things: dict[Text, Text]


class Assertion(Frozen):
    """Templates that turn what stands beside them: denied, over, doubtful, imagined, somebody else's.

    ``sayings`` are words that tell nothing by themselves, whatever they name: "a hard pill to swallow".
    """

    sayings: tuple[Text, ...]
    negated: tuple[Text, ...]
    refusing: tuple[Text, ...]
    negated_after: tuple[Text, ...]
    closing: tuple[Text, ...]
    answering: tuple[Text, ...]
    not_negated: tuple[Text, ...]
    mistaken: tuple[Text, ...]
    not_mistaken: tuple[Text, ...]
    past: tuple[Text, ...]
    past_after: tuple[Text, ...]
    hedged: tuple[Text, ...]
    hedged_after: tuple[Text, ...]
    wondered: tuple[Text, ...]
    imagined: tuple[Text, ...]
    not_imagined: tuple[Text, ...]
    planned: tuple[Text, ...]
    others: tuple[Text, ...]
    others_before: tuple[Text, ...]
    others_after: tuple[Text, ...]
    others_doing: tuple[Text, ...]
    not_others: tuple[Text, ...]
    anybody: tuple[Text, ...]
    mine: tuple[Text, ...]
    myself: tuple[Text, ...]
    not_them: tuple[Text, ...]
    own_side: tuple[Text, ...]
    own_begins: tuple[Text, ...]
    their_own: tuple[Text, ...]
    theirs: tuple[Text, ...]
    mine_too: tuple[Text, ...]
    stops: tuple[Text, ...]
    contrast: tuple[Text, ...]
    latest: tuple[Text, ...]
    listed: tuple[Text, ...]
    subjects: tuple[Text, ...]
    counting: tuple[Text, ...]


class Persons(Frozen):
    """How somebody else's words become the patient's own: "he" -> "i", and behind it "has" -> "have".

    ``third``: templates of who a clause about somebody else begins with; ``own_echo``: of a clause that only says that
    it is otherwise with the patient.
    """

    speaker: Text
    words: dict[Text, Text]
    verbs: dict[Text, Text]
    third: tuple[Text, ...]
    own_echo: tuple[Text, ...]


class Replies(Frozen):
    """Templates of short replies to any question."""

    yes: tuple[Text, ...]
    echo: tuple[Text, ...]
    echo_no: tuple[Text, ...]
    no: tuple[Text, ...]
    hedged: tuple[Text, ...]
    agreeing: tuple[Text, ...]
    consenting: dict[Literal["yes", "no"], tuple[Text, ...]]
    offered: dict[Literal["yes", "no"], tuple[Text, ...]]
    judged: tuple[Text, ...]
    at_present: tuple[Text, ...]
    against_another: tuple[Text, ...]
    moved_to: tuple[Text, ...]
    result: tuple[Text, ...]
    result_name: tuple[Text, ...]
    fillers: tuple[Text, ...]
    beside_places: tuple[Text, ...]
    in_the_end: tuple[Text, ...]
    until: tuple[Text, ...]
    until_now: tuple[Text, ...]
    skip: tuple[Text, ...]
    unknown: tuple[Text, ...]
    out_of_reach: tuple[Text, ...]
    pending: tuple[Text, ...]
    wishing: tuple[Text, ...]
    away: tuple[Text, ...]
    unknown_about: tuple[Text, ...]
    declined_about: tuple[Text, ...]
    not_applicable: tuple[Text, ...]
    nothing: tuple[Text, ...]
    content: tuple[Text, ...]
    remarks: tuple[Text, ...]
    wondering: tuple[Text, ...]
    inquiring: tuple[Text, ...]
    as_told: tuple[Text, ...]
    minding: tuple[Text, ...]
    minded_by_me: tuple[Text, ...]
    of_asking: tuple[Text, ...]
    of_today: tuple[Text, ...]
    once: tuple[Text, ...]
    no_longer: tuple[Text, ...]
    unfinished: tuple[Text, ...]
    of_others: tuple[Text, ...]
    remedies: tuple[Text, ...]
    taking: tuple[Text, ...]
    not_taken: tuple[Text, ...]
    unnamed: tuple[Text, ...]
    alone: tuple[Text, ...]
    asking: tuple[Text, ...]
    hollow: tuple[Text, ...]
    tail: tuple[Text, ...]
    as_before: tuple[Text, ...]
    thrown_in: tuple[Text, ...]
    afraid: tuple[Text, ...]
    kept: tuple[Text, ...]
    last_wrong: tuple[Text, ...]
    doubtful: tuple[Text, ...]
    taken_up: tuple[Text, ...]
    or_is_it: tuple[Text, ...]
    forgotten: tuple[Text, ...]
    left_out: tuple[Text, ...]
    never_had: tuple[Text, ...]
    it_was: tuple[Text, ...]
    was_theirs: tuple[Text, ...]
    besides: tuple[Text, ...]
    besides_after: tuple[Text, ...]
    should: tuple[Text, ...]
    wordless: tuple[Text, ...]
    set_phrases: tuple[Text, ...]
    ending: tuple[Text, ...]
    well: tuple[Text, ...]
    asking_about: tuple[Text, ...]
    inverted: tuple[Text, ...]
    stating: tuple[Text, ...]
    decline: tuple[Text, ...]
    every: tuple[Text, ...]
    none: tuple[Text, ...]
    either: tuple[Text, ...]
    number: tuple[Text, ...]
    last: tuple[Text, ...]
    middle: tuple[Text, ...]
    counting: tuple[Text, ...] = Field(min_length=5)
    ordinals: tuple[Text, ...] = Field(min_length=5)
    foremost: dict[
        Literal[
            "first",
            "leading",
            "outcome",
            "concluding",
            "compared",
            "refused",
            "disliked",
            "had_before",
            "equal",
            "merely",
        ],
        tuple[Text, ...],
    ]
    healing: dict[Literal["open", "mended", "not_yet"], tuple[Text, ...]]
    of_the_talk: dict[
        Literal["rephrase", "correct", "last", "unsaid", "put_back", "feedback", "no_hurry", "no_matter", "smalltalk"],
        tuple[Text, ...],
    ]
    butting: tuple[Text, ...]
    excepting: tuple[Text, ...]
    noted_as: tuple[Text, ...]
    joining_facts: tuple[Text, ...]
    years_old: tuple[Text, ...]
    change: tuple[Text, ...]
    wrong: tuple[Text, ...]
    remove: tuple[Text, ...]
    taking_back: tuple[Text, ...]
    taken_off: tuple[Text, ...]
    into: tuple[Text, ...]
    question_added: tuple[Text, ...]
    back_to: tuple[Text, ...]
    adding: tuple[Text, ...]
    rather: tuple[Text, ...]
    begins: tuple[Text, ...]
    relative: tuple[Text, ...]
    behind: tuple[Text, ...]
    two: tuple[Text, ...]
    repair: tuple[Text, ...]
    said_before: tuple[Text, ...]
    anew: tuple[Text, ...]
    of_facts: tuple[Text, ...]
    wrong_after: tuple[Text, ...]
    mistaken: tuple[Text, ...]
    slips: tuple[Text, ...]


class Regimen(Frozen):
    """Templates about medicines, around ``@`` groups."""

    context: tuple[Text, ...]
    result: tuple[Text, ...]
    now: tuple[Text, ...]
    before: tuple[Text, ...]
    preceded: tuple[Text, ...]
    led_to: tuple[Text, ...]
    after: tuple[Text, ...]
    then: tuple[Text, ...]
    failing: tuple[Text, ...]
    talk: tuple[Text, ...]
    time: tuple[Text, ...]
    begun: tuple[Text, ...]
    timed: tuple[Text, ...]
    timed_it: tuple[Text, ...]
    had_it: tuple[Text, ...]
    over: tuple[Text, ...]
    was: tuple[Text, ...]
    only: tuple[Text, ...]
    named_alone: tuple[Text, ...]
    beside: tuple[Text, ...]
    it: tuple[Text, ...]
    later: tuple[Text, ...]
    straight: tuple[Text, ...]
    own: tuple[Text, ...]
    still: tuple[Text, ...]
    taken: tuple[Text, ...]
    written: tuple[Text, ...]
    denied: tuple[Text, ...]
    stopped: tuple[Text, ...]
    given_up: tuple[Text, ...]
    this_one: tuple[Text, ...]
    given_up_ends: tuple[Text, ...]
    harmed: tuple[Text, ...]
    borne: tuple[Text, ...]
    ended: tuple[Text, ...]
    had_then: tuple[Text, ...]
    of_steroids: tuple[Text, ...]
    else_then: tuple[Text, ...]
    resumed: tuple[Text, ...]
    taken_now: tuple[Text, ...]
    not_taken_now: tuple[Text, ...]
    at_a_time: tuple[Text, ...]
    beside_a_time: tuple[Text, ...]
    bygone: tuple[Text, ...]


class Passing(Frozen):
    """How a clause names the subject of a question that is not asked, and which values are taken from it (none: any).

    ``silent``: the questions beside the answers to which it tells nothing; ``unless``: words that undo it there.
    """

    named: tuple[Text, ...]
    unless: tuple[Text, ...] = ()
    only: tuple[Text, ...] = ()
    silent: tuple[Text, ...] = ()


class Beside(Frozen):
    """Templates of what is said beside the pathway, the first name first.

    ``pause``: of a warning that stands, ``whole``: where that is all; ``asides``: by question, of what is beside the
    point of it; ``feelings``: how somebody feels.
    """

    pause: dict[Id, tuple[Text, ...]]
    whole: dict[Id, tuple[Text, ...]]
    asides: dict[Text, tuple[Text, ...]]
    feelings: dict[Id, tuple[Text, ...]]


class Turned(Frozen):
    """What turns an answer: where one of ``beside`` stands in the text, one of the values ``when`` is doubtful.

    ``when``: none for any value, ``every`` for all the values of a list.
    ``unless``: words that undo it; ``means``: the value that it rather is; ``sure``: which is taken, not asked about;
    ``whole``: beside other words of weight the answer is none; ``unsaid``: it turns no answer, but hints at ``means``
    where nothing else is understood; ``caregiver``: only a caregiver's words turn it.
    """

    beside: tuple[Text, ...]
    unless: tuple[Text, ...] = ()
    when: tuple[Text, ...] = ()
    means: Text | None = None
    sure: bool = False
    whole: bool = False
    unsaid: bool = False
    caregiver: bool = False


class Hearing(Frozen):
    """Everything heard in one language; one field a file in ``<language>/understanding/``."""

    lists: dict[Id, tuple[Text, ...]]
    spelling: Spelling
    assertion: Assertion
    replies: Replies
    times: Times
    regimen: Regimen
    persons: Persons
    intents: dict[Id, tuple[Text, ...]]
    volunteered: dict[Text, dict[Id, tuple[Text, ...]]]
    asked: dict[Text, dict[Id, tuple[Text, ...]]]
    passing: dict[Text, Passing]
    beside: Beside
    turned: dict[Text, tuple[Turned, ...]]
