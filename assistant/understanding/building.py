"""Makes the lexicon of a language from its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from assistant.content.lexicon import Hearing, Passing, Replies, Spelling, Turned
from assistant.content.loader import Content, Language
from assistant.content.models import Slot, SlotWords
from assistant.understanding.features import Several
from assistant.understanding.lexicon import ELSE, Lexicon, Subject, Turn
from assistant.understanding.maker import Maker
from assistant.understanding.medicines import build_medicines
from assistant.understanding.patterns import Template, Templates
from assistant.understanding.text import Orthography, singular

AROUND = ("sayings", "mistaken", "not_mistaken", "own_side", "own_begins")
"""What lies around words and turns them; its own bear on no answer."""

TAKING = (
    "context", "now", "was", "only", "before", "preceded", "after", "failing", "time", "begun", "timed", "beside",
    "taken", "written",
)  # fmt: skip
"""What is told of medicines that are taken."""

HEARD_TOGETHER = frozenset(
    {
        "yes", "echo", "echo_no", "no", "hedged", "fillers", "skip", "unknown", "decline", "not_applicable",
        "every", "none", "either", "ordinals", "last", "middle", "counting", "foremost", "healing",
        "consenting", "offered",
        "of_the_talk",
    }
)  # fmt: skip
"""Lists of the replies that are heard as one with others; the rest are heard under their own names."""

IN_THEIR_WORDS = (
    "wishing", "away", "content", "remarks", "of_others", "wondering", "inquiring", "remedies", "taking",
    "as_told", "minding", "minded_by_me", "of_asking", "of_today", "not_taken", "unnamed",
    "once", "no_longer", "unfinished",
)  # fmt: skip
"""What is heard where somebody may say anything; these words bear on no answer."""

OUT_OF_REACH = ("out_of_reach", "pending")
"""What means that something is unknown; nor do these words bear on an answer."""

OF_DAYS = (
    "visiting", "errands", "from_now", "aimed", "aiming", "of_the_drug", "aged_lately", "short_of", "waits", "dosed",
    "ailing", "not_this", "week_of", "clinic_on", "is_of", "no_day", "visit_behind",
)  # fmt: skip
"""Lists about times that are heard under their own names."""


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
        compared={name: maker.one(name, getattr(hearing.times, name)) for name in ("below", "above")},
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
    days = {name: maker.one(name, getattr(hearing.times, name)) for name in OF_DAYS}
    named = commands.keyed({slot: passing.named for slot, passing in hearing.passing.items()})
    subjects = {slot: _subject(commands, passing) for slot, passing in hearing.passing.items()}
    beside = {name: sayings.keyed(found) for name, found in hearing.beside.model_dump().items()}
    turned, hints = _turned(commands, hearing), _turned(commands, hearing, unsaid=True)
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
        hints=hints,
        spelling=mending,
        medicines=replace(lexicon.medicines, ordinary=lexicon.medicines.ordinary | mending.known),
        lines={called: mending.plain(called).line for called in _all_called(lexicon.slots, language)},
        called={name: _by_words(slot, language, mending) for name, slot in lexicon.slots.items()},
        common=lexicon.spelling.known,
        heard=frozenset(maker.heard),
        everywhere=_everywhere(lexicon, hearing),
        bearing=_bearing(lexicon, hearing.spelling),
        things=_things(hearing.spelling),
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
    others = HEARD_TOGETHER.union(IN_THEIR_WORDS, OUT_OF_REACH)
    return {
        "yes_no": maker.keyed(yes_no),
        "status": maker.keyed(statuses),
        "wholes": maker.keyed(wholes),
        "places": maker.keyed(places),
        "foremost": maker.keyed(replies.foremost),
        "healing": maker.keyed(replies.healing),
        "consenting": beside.keyed(replies.consenting),
        "offered": beside.keyed(replies.offered),
        "of_the_talk": beside.keyed(replies.of_the_talk),
        "filler": maker.one("filler", replies.fillers),
        **{name: beside.one("unknown", getattr(replies, name)) for name in OUT_OF_REACH},
        **{name: beside.one(name, getattr(replies, name)) for name in IN_THEIR_WORDS},
        **{name: maker.one(name, getattr(replies, name)) for name in Replies.model_fields if name not in others},
    }


def _volunteered(hearing: Hearing) -> dict[str, tuple[str, ...]]:
    return {f"{slot}={value}": found for slot, values in hearing.volunteered.items() for value, found in values.items()}


def _turned(maker: Maker, hearing: Hearing, unsaid: bool = False) -> dict[str, tuple[Turn, ...]]:
    """What turns the answers of each slot; ``unsaid``: what only hints at one."""
    turns = hearing.turned.items()
    return {slot: tuple(_turn(maker, each) for each in told if each.unsaid == unsaid) for slot, told in turns}


def _turn(maker: Maker, turned: Turned) -> Turn:
    beside, unless = maker.one("beside", turned.beside), maker.one("unless", turned.unless)
    return Turn(frozenset(turned.when), beside, unless, turned.means, turned.sure, turned.whole, turned.caregiver)


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


def _things(spelling: Spelling) -> dict[str, tuple[str, ...]]:
    return {word: tuple(slots.split()) for slots, words in spelling.things.items() for word in _singular(words.split())}


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
