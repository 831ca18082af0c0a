"""Everything listened for in one language, made ready once from the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from assistant.content.flags import FlagLexicon
from assistant.content.grammar import Grammar
from assistant.content.learned import Linear
from assistant.content.lexicon import Hearing, Passing, Persons, Replies, Spelling, Times, Turned
from assistant.content.loader import Content, Language
from assistant.content.models import Slot, SlotWords
from assistant.messages import Intent
from assistant.understanding.features import Several
from assistant.understanding.maker import Maker
from assistant.understanding.medicines import Medicines, build_medicines
from assistant.understanding.numbers import in_years
from assistant.understanding.patterns import Template, Templates
from assistant.understanding.slots import TESTS
from assistant.understanding.text import Orthography, Plain, singular

ELSE = "else"
"""The key of what sounds like an answer and is none."""
AROUND = ("sayings", "mistaken", "not_mistaken")
"""What lies around words and turns them; its own bear on no answer."""

TAKING = (
    "context", "now", "was", "only", "before", "preceded", "after", "failing", "time", "begun", "timed", "beside",
    "taken", "written",
)  # fmt: skip
"""What is told of medicines that are taken."""


@dataclass(frozen=True)
class Subject:
    """What is taken of a slot whose subject a clause names: as in ``content.lexicon.Passing``."""

    only: frozenset[str]
    silent: frozenset[str]
    unless: Templates


@dataclass(frozen=True)
class Turn:
    """What turns an answer of a slot: as in ``content.lexicon.Turned``."""

    when: frozenset[str]
    beside: Templates
    unless: Templates
    means: str | None
    sure: bool
    whole: bool
    unsaid: bool


@dataclass(frozen=True)
class Lexicon:
    """What is listened for.

    ``phrases``: per slot, what its values are called; ``named``: what slots are called; ``lines``: labels, plain;
    ``likely``: how likely words are each command or question, for what fits no template; ``common``: ordinary words;
    ``heard``: every word that bears on an answer; ``everywhere``: the words that bear on any slot; ``bearing``: per
    slot, those that bear on it besides; ``articles`` begin the name of a thing, ``saying`` what somebody said;
    ``called``: per slot, its values by the words that are all somebody says; ``taking``: the words that a medicine
    which is taken may be named behind; ``credence``: how likely some words tell a slot, ``guess``: a value;
    ``passing``: what names the subject of a slot in passing, ``subjects``: what is then taken of it; ``beside``: what
    is said beside the pathway; ``turned``: per slot, what stands beside its answers and turns them.
    """

    slots: Mapping[str, Slot]
    spelling: Orthography
    medicines: Medicines
    times: Times
    assertion: Templates
    replies: Mapping[str, Templates]
    regimen: Mapping[str, Templates]
    persons: Persons
    intents: Templates
    likely: Several[Intent]
    volunteered: Templates
    phrases: Mapping[str, Templates]
    named: Templates
    flags: FlagLexicon
    credence: Linear
    guess: Linear
    since: Templates
    repeated: Templates
    compared: Mapping[str, Templates]
    aged: Templates
    visit: Templates
    introduced: Templates
    third: Templates
    own_echo: Templates
    aged_then: Templates
    aged_in: Templates
    numbered: Templates
    aged_soon: Templates
    aged_already: Templates
    counted: Templates
    born: Templates
    else_since: Templates
    else_measured: Templates
    named_level: Templates
    living: Templates
    near_day: Templates
    moved: Templates
    gone: Templates
    yet: Templates
    again: Templates
    within: Templates
    units: Mapping[str, str]
    verbs: Mapping[str, str]
    counting: Mapping[str, int]
    results: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, Templates] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()
    everywhere: frozenset[str] = frozenset()
    bearing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taking: frozenset[str] = frozenset()
    passing: Templates = field(default_factory=lambda: Templates(()))
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    beside: Mapping[str, Templates] = field(default_factory=dict)
    asides: frozenset[str] = frozenset()
    turned: Mapping[str, tuple[Turn, ...]] = field(default_factory=dict)

    @property
    def grammar(self) -> Grammar:
        return self.flags.grammar

    def plain(self, utterance: str, slot: str = "") -> Plain:
        """The utterance in plain words, every medicine one word. ``slot`` is what is being asked."""
        return self.marked(self.spelling.plain(utterance), slot)

    def marked(self, text: Plain, slot: str = "") -> Plain:
        """The plain words with every medicine as one, and every year."""
        text = in_years(text, self.times)
        asked = self.asks_medicine(slot)
        return self.medicines.marked(text if asked else self._of_tests(text, slot.startswith(TESTS)), asked)

    def _of_tests(self, text: Plain, asked: bool) -> Plain:
        """ "ADA negative": what the blood was tested for, and no adalimumab; everywhere where tests are asked for."""
        if self.results.keys().isdisjoint(word.typed for word in text.words):
            return text
        every = range(len(text.words)) if asked else ()
        places = {*every, *(at for match in self.regimen["result"].anywhere(text) for at in range(*match[1:3]))}
        words = (
            word._replace(plain=name, typed=name) if (name := self.results.get(word.typed)) and at in places else word
            for at, word in enumerate(text.words)
        )
        return Plain(text.raw, tuple(words))

    def line(self, called: str) -> str:
        """The plain words of a label or an id, medicines spelled as they are."""
        return self.lines.get(called) or self.spelling.plain(called).line

    def asks_medicine(self, slot: str) -> bool:
        """Whether the answer to ``slot`` is a medicine."""
        return slot in self.slots and any(value in self.medicines.groups for value in self.slots[slot].values)


def build_lexicon(content: Content, locale: str) -> Lexicon:
    """The lexicon of a language: build it once and keep it. Raises ``ContentError`` for a template that cannot be read.

    Medicines are needed to compile templates, and the templates' words to tell medicines from ordinary words; so names
    are built first and learn the ordinary words last.
    """
    language = content.words(locale)
    hearing = language.hearing
    ordinary = _orthography(hearing.spelling)
    context = Maker(hearing, ordinary, Templates(())).one("context", hearing.regimen.context)
    names = build_medicines(content.names, ordinary, context)
    maker, commands, sayings = (Maker(hearing, ordinary, names) for _ in range(3))
    phrases = {name: _phrases(maker, commands, slot, language, hearing) for name, slot in content.slots.items()}
    lexicon = Lexicon(
        slots=content.slots,
        spelling=ordinary,
        medicines=names,
        times=hearing.times,
        assertion=_assertion(maker, sayings, hearing),
        replies=_replies(maker, commands, hearing),
        regimen={name: maker.one(name, found) for name, found in hearing.regimen.model_dump().items()},
        persons=hearing.persons,
        intents=commands.keyed(hearing.intents),
        likely=Several(language.likely),
        volunteered=maker.keyed(_volunteered(hearing), hearing.spelling.turning.split()),
        phrases=phrases,
        named=Templates(_slot_names(maker, language)),
        flags=language.flags,
        credence=language.credence,
        guess=language.guess,
        since=maker.one("since", hearing.times.since),
        repeated=maker.one("repeated", hearing.times.repeated),
        compared={name: maker.one(name, found) for name, found in _comparisons(hearing.times)},
        within=maker.one("within", hearing.times.within),
        aged=maker.one("age", hearing.times.age),
        visit=maker.one("visit", hearing.times.visit),
        introduced=maker.one("introduced", hearing.times.introduced),
        third=maker.one("third", hearing.persons.third),
        own_echo=maker.one("own_echo", hearing.persons.own_echo),
        aged_then=maker.one("aged_then", hearing.times.aged_then),
        aged_in=maker.one("aged_in", hearing.times.aged_in),
        numbered=maker.one("numbered", hearing.times.numbered),
        counted=maker.one("counted", hearing.times.counted),
        aged_already=maker.one("aged_already", hearing.times.aged_already),
        aged_soon=maker.one("aged_soon", hearing.times.aged_soon),
        living=maker.one("living", hearing.times.living),
        near_day=maker.one("near_day", hearing.times.near_day),
        moved=maker.one("moved", hearing.times.moved),
        gone=maker.one("gone", hearing.times.gone),
        yet=maker.one("yet", hearing.times.yet),
        again=maker.one("again", hearing.times.again),
        else_measured=maker.one("else_measured", hearing.times.else_measured),
        named_level=maker.one("level", hearing.times.level),
        else_since=maker.one("else_since", hearing.times.else_since),
        born=maker.one("born", hearing.times.born),
        units={" ".join(maker.words(typed)): unit for typed, unit in hearing.times.unit_words.items()},
        verbs={singular(theirs): singular(own) for theirs, own in hearing.persons.verbs.items()},
        counting={word: number for number, word in enumerate(hearing.replies.counting, start=1)},
    )
    return _mended(lexicon, language, maker, commands, sayings)


def _mended(lexicon: Lexicon, language: Language, maker: Maker, commands: Maker, sayings: Maker) -> Lexicon:
    """With what needs the words of all templates: slips mended, lines as then read, what words are ordinary."""
    hearing = language.hearing
    days = {name: maker.one(name, found) for name, found in _of_days(hearing.times)}
    named = commands.keyed({slot: passing.named for slot, passing in hearing.passing.items()})
    subjects = {slot: _subject(commands, passing) for slot, passing in hearing.passing.items()}
    beside = {name: sayings.keyed(found) for name, found in hearing.beside.model_dump().items()}
    turned = {slot: tuple(_turn(commands, each) for each in turns) for slot, turns in hearing.turned.items()}
    mending = maker.mending(commands, sayings)
    return replace(
        lexicon,
        results={typed: " ".join(maker.words(name)) for typed, name in hearing.spelling.results.items()},
        days=days,
        passing=named,
        subjects=subjects,
        beside=beside,
        asides=frozenset(hearing.beside.asides),
        turned=turned,
        spelling=mending,
        medicines=replace(lexicon.medicines, ordinary=lexicon.medicines.ordinary | mending.known),
        lines={called: mending.plain(called).line for called in _all_called(lexicon.slots, language)},
        called={name: _by_words(slot, language, mending) for name, slot in lexicon.slots.items()},
        common=lexicon.spelling.known,
        heard=frozenset(maker.heard),
        everywhere=_everywhere(lexicon, hearing),
        bearing=_bearing(lexicon, hearing.spelling),
        taking=frozenset().union(*(lexicon.regimen[name].named_words() for name in TAKING)),
    )


def _orthography(spelling: Spelling) -> Orthography:
    common = frozenset(spelling.common.split())
    return Orthography(
        short={typed: tuple(map(singular, plain.split())) for typed, plain in spelling.short.items()},
        signs={sign: tuple(plain.split()) for sign, plain in spelling.signs.items()},
        ends=spelling.ends,
        known=common | frozenset(map(singular, common)),
    )


def _assertion(maker: Maker, beside: Maker, hearing: Hearing) -> Templates:
    """``beside`` makes what lies around an answer, like sayings: its words bear on none."""
    groups = hearing.assertion.model_dump()
    makers = ((beside if key in AROUND else maker, key, items) for key, items in groups.items())
    return Templates([its.template(key, item) for its, key, items in makers for item in items])


BY_NAME = (
    "number",
    "butting",
    "excepting",
    "noted_as",
    "joining_facts",
    "years_old",
    "change",
    "wrong",
    "remove",
    "taking_back",
    "taken_off",
    "back_to",
    "adding",
    "into",
    "question_added",
    "begins",
    "relative",
    "behind",
    "rather",
    "two",
    "repair",
    "said_before",
    "anew",
    "of_facts",
    "wrong_after",
    "slips",
    "mistaken",
    "asking",
    "hollow",
    "tail",
    "as_before",
    "last_wrong",
    "doubtful",
    "taken_up",
    "forgotten",
    "never_had",
    "it_was",
    "was_theirs",
    "besides",
    "besides_after",
    "should",
    "wordless",
    "set_phrases",
    "ending",
    "well",
    "asking_about",
    "inverted",
    "stating",
    "alone",
    "nothing",
    "agreeing",
    "judged",
    "at_present",
    "against_another",
    "moved_to",
    "result",
    "result_name",
    "until_now",
    "until",
    "in_the_end",
    "beside_places",
)
"""Lists of the replies that are heard under their own names."""


def _replies(maker: Maker, beside: Maker, hearing: Hearing) -> dict[str, Templates]:
    """``beside`` makes those whose words bear on no answer."""
    replies = hearing.replies
    yes_no = {
        "yes": replies.yes,
        "echo": replies.echo,
        "echo_no": replies.echo_no,
        "no": replies.no,
        "hedged": replies.hedged,
        "filler": replies.fillers,
    }
    statuses = {
        "skipped": replies.skip,
        "unknown": replies.unknown,
        "declined": replies.decline,
        "not_applicable": replies.not_applicable,
    }
    wholes = {"every": replies.every, "none": replies.none, "either": replies.either}
    ordinals = {str(number): (template,) for number, template in enumerate(replies.ordinals, start=1)}
    places = {**ordinals, "last": replies.last, "middle": replies.middle}
    return {
        "yes_no": maker.keyed(yes_no),
        "status": maker.keyed(statuses),
        "wholes": maker.keyed(wholes),
        "places": maker.keyed(places),
        "foremost": maker.keyed(replies.foremost),
        "healing": maker.keyed(replies.healing),
        "out_of_reach": beside.one("unknown", replies.out_of_reach),
        "wishing": beside.one("wishing", replies.wishing),
        "pending": beside.one("unknown", replies.pending),
        "away": beside.one("away", replies.away),
        "filler": maker.one("filler", replies.fillers),
        **{name: maker.one(name, found) for name, found in _of_statuses(replies)},
        **{name: maker.one(name, getattr(replies, name)) for name in BY_NAME},
        **{name: beside.one(name, found) for name, found in _of_own_words(replies)},
    }


def _of_statuses(replies: Replies) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the name of a question stands behind that is not known, or not to be told."""
    return ("unknown_about", replies.unknown_about), ("declined_about", replies.declined_about)


def _of_own_words(replies: Replies) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is heard where somebody may say anything; these words bear on no answer."""
    around = ("content", replies.content), ("remarks", replies.remarks), ("of_others", replies.of_others)
    asking = ("wondering", replies.wondering), ("inquiring", replies.inquiring)
    return *around, *asking, ("remedies", replies.remedies), ("taking", replies.taking)


def _comparisons(times: Times) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("below", times.below), ("above", times.above)


def _of_days(times: Times) -> tuple[tuple[str, tuple[str, ...]], ...]:
    days = ("visiting", times.visiting), ("errands", times.errands), ("from_now", times.from_now)
    levels = ("aimed", times.aimed), ("aiming", times.aiming), ("of_the_drug", times.of_the_drug)
    lengths = (
        ("aged_lately", times.aged_lately),
        ("short_of", times.short_of),
        ("waits", times.waits),
        ("dosed", times.dosed),
        ("ailing", times.ailing),
    )
    return *days, *levels, *lengths, *_of_weeks(times)


def _of_weeks(times: Times) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("not_this", times.not_this), ("week_of", times.week_of), ("clinic_on", times.clinic_on)


def _volunteered(hearing: Hearing) -> dict[str, tuple[str, ...]]:
    return {f"{slot}={value}": found for slot, values in hearing.volunteered.items() for value, found in values.items()}


def _turn(maker: Maker, turned: Turned) -> Turn:
    beside, unless = maker.one("beside", turned.beside), maker.one("unless", turned.unless)
    return Turn(frozenset(turned.when), beside, unless, turned.means, turned.sure, turned.whole, turned.unsaid)


def _subject(maker: Maker, passing: Passing) -> Subject:
    return Subject(frozenset(passing.only), frozenset(passing.silent), maker.one("unless", passing.unless))


def _phrases(maker: Maker, beside: Maker, slot: Slot, language: Language, hearing: Hearing) -> Templates:
    """What the values of a slot are called: their ids, labels and other words; medicines are known by their names.

    ``beside`` makes what only sounds like a value: its words bear on no answer.
    """
    words = language.slots.get(slot.id)
    literal = [
        maker.literal(value, phrase)
        for value, phrase in _called(slot, words)
        if not any(word.startswith("@") and word != "@steroid" for word in maker.words(phrase))
    ]
    barred = hearing.spelling.turning.split()
    groups = (hearing.volunteered.get(slot.id, {}), hearing.asked.get(slot.id, {}))
    templates = (
        (beside if value == ELSE else maker).template(value, item, () if value == ELSE else barred)
        for group in groups
        for value, items in group.items()
        for item in items
    )
    return Templates([*literal, *templates])


def _everywhere(lexicon: Lexicon, hearing: Hearing) -> frozenset[str]:
    """What bears on every slot: small words, times, those that turn an answer."""
    times = hearing.times
    measured = (*times.months, *times.units.values(), *times.weekdays, times.leading, times.joins, times.ago)
    turning = (lexicon.assertion, lexicon.replies["yes_no"], lexicon.replies["status"], lexicon.since)
    told = (templates.named_words(without=("imagined", "not_imagined", *AROUND)) for templates in turning)
    return _singular(hearing.spelling.small.split(), *measured).union(*told)


def _bearing(lexicon: Lexicon, spelling: Spelling) -> dict[str, frozenset[str]]:
    """What bears on each slot: the words of its values and its names, and of what may be named beside them.

    On a question of the assistant's own bears what may be named beside a yes or no.
    """
    beside = {slot: _beside(slot, spelling) for slots in spelling.beside for slot in slots.split()}
    told = {
        slot: lexicon.named.named_words(only=slot) | phrases.named_words(without=(ELSE,))
        for slot, phrases in lexicon.phrases.items()
    }
    return {slot: told.get(slot, frozenset()) | beside.get(slot, frozenset()) for slot in (*told, *beside)}


def _beside(slot: str, spelling: Spelling) -> frozenset[str]:
    return _singular(*(words.split() for slots, words in spelling.beside.items() if slot in slots.split()))


def _singular(*groups: Iterable[str]) -> frozenset[str]:
    return frozenset(singular(word) for words in groups for word in words)


def _by_words(slot: Slot, language: Language, spelling: Orthography) -> dict[str, str]:
    """What is heard, in plain words -> the value; an earlier one wins."""
    called = list(_called(slot, language.slots.get(slot.id)))
    return {spelling.plain(phrase).line: value for value, phrase in reversed(called)}


def _called(slot: Slot, words: SlotWords | None) -> Iterator[tuple[str, str]]:
    for value in slot.choices if slot.kind != "yes_no" else ():
        yield value, value.replace("_", " ")
    for value, called in (words.values if words else {}).items():
        yield from ((value, phrase) for phrase in (called.label, called.told, *called.heard) if phrase)


def _all_called(slots: Mapping[str, Slot], language: Language) -> Iterator[str]:
    for slot in slots.values():
        for value in slot.choices:
            yield from (value, value.replace("_", " "))
    for words in language.slots.values():
        yield from (called.label for called in words.values.values())


def _slot_names(maker: Maker, language: Language) -> Iterator[Template]:
    for slot, words in language.slots.items():
        yield from (maker.literal(slot, phrase) for phrase in (words.label, *words.heard))
