"""An enquiry as support staff receive it: what it is about and which red flags stand in it. It sorts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from assistant.content.enquiries import Matter, Topic
from assistant.content.models import Region
from assistant.content.wording import Wording
from assistant.conversations import Frozen, Tier
from assistant.engine.guide import Guide
from assistant.engine.listening import Told, told
from assistant.engine.safety import URGENT
from assistant.understanding import Found, FoundFlag, read
from assistant.understanding.flags import find_flags
from assistant.understanding.letters import Letter, read_letter
from assistant.understanding.topics import NAME, OTHER, About, FoundTopic, Topics

TIERS = tuple(Tier)
THE_ILLNESS: tuple[Topic, ...] = ("medicine_not_working", "side_effect")
"""Topics that speak of the same signs as an emergency does."""


class Missing(Frozen):
    """An answer worth having before a reply."""

    slot: str
    text: str


class Triage(Frozen):
    """``tier`` is that of the highest flag, literally; ``topics`` are all that were found, ``topic`` the main one, or
    "other" where it is all for thanks, a complaint or a form."""

    tier: Tier | None
    topic: Topic
    topics: tuple[FoundTopic, ...]
    flags: tuple[FoundFlag, ...]
    answers: tuple[Told, ...]
    missing: tuple[Missing, ...]
    suggested_reply: str
    reasons: tuple[str, ...]


class Desk:
    """Reads enquiries. Holds what was made ready once, and nothing of any enquiry."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._topics = {
            locale: Topics(words.enquiries, guide.lexicon(locale), words.hearing.lists)
            for locale, words in guide.content.languages.items()
        }

    def read(self, text: str, locale: str, region: str | None, today: date) -> Triage:
        """What the enquiry holds; ``region`` decides which numbers a safety text names."""
        words = self._guide.content.words(locale)
        letter = read_letter(text)
        flags = find_flags("\n\n".join(letter.paragraphs), self._guide.lexicon(locale).flags)
        answers = _answers(letter, self._guide, locale, today)
        about = self._topics[words.locale].find(letter.paragraphs)
        topic = about.topics[0].topic if about.topics and not about.matter else OTHER
        wording = Wording(self._guide.content, locale, {})
        known = {found.slot for found in answers if not found.near}
        wanted = words.enquiries.topics[topic].asks
        return Triage(
            tier=flags[0].tier if flags else None,
            topic=topic,
            topics=about.topics,
            flags=flags,
            answers=tuple(map(told, answers)),
            missing=tuple(Missing(slot=slot, text=wording.label(slot)) for slot in wanted if slot not in known),
            suggested_reply=_reply(_asked(about, flags), flags, self._region(region, answers), wording),
            reasons=tuple(_reasons(letter, flags, about, answers, wording)),
        )

    def _region(self, region: str | None, answers: Iterable[Found]) -> Region:
        told = (str(found.value) for found in answers if found.slot == "about.region" and not found.near)
        regions = self._guide.content.regions
        return regions.get(region or next(told, "other"), regions["other"])


def _answers(letter: Letter, guide: Guide, locale: str, today: date) -> tuple[Found, ...]:
    """What was told. Only near: what was told in two ways, and what holds only if a relative is the patient."""
    lexicon = guide.lexicon(locale)

    def find(caregiver: bool) -> list[Found]:
        return [
            found for paragraph in letter.paragraphs for found in read(paragraph, None, lexicon, today, caregiver).found
        ]

    mine, theirs = find(caregiver=False), find(caregiver=True)
    if any((found.slot, found.value) == ("about.respondent", "caregiver") for found in mine):
        return _doubled(theirs)
    told = {found.slot for found in mine}
    return _doubled([*mine, *(found.model_copy(update={"near": True}) for found in theirs if found.slot not in told)])


def _doubled(answers: Iterable[Found]) -> tuple[Found, ...]:
    """Each value once; a question with two values is only near."""
    first: dict[tuple[str, str], Found] = {}
    for found in answers:
        first.setdefault((found.slot, repr(found.value)), found)
    slots = [slot for slot, _ in first]
    return tuple(
        found.model_copy(update={"near": True}) if slots.count(found.slot) > 1 else found for found in first.values()
    )


def _asked(about: About, flags: tuple[FoundFlag, ...]) -> Topic | Matter:
    """What the reply speaks of. Beside a danger only what was asked in words, and beside an emergency not the illness
    once more."""
    urgent = flags[0].tier if flags and flags[0].tier in URGENT else None
    if about.matter:
        return OTHER if urgent else about.matter.matter
    if not about.topics:
        return OTHER
    first = about.topics[0]
    illness = urgent == Tier.EMERGENCY and first.topic in THE_ILLNESS
    return OTHER if illness or (urgent and first.weight < NAME) else first.topic


def _reply(topic: Topic | Matter, flags: tuple[FoundFlag, ...], region: Region, wording: Wording) -> str:
    """For staff to send: what is urgent first, in the team's own voice, then the reply to what the enquiry is about."""

    def say(key: str) -> str:
        return wording.say(key, emergency=region.emergency, crisis=region.crisis, same_day=region.same_day)

    worst = flags[0] if flags else None
    lines = [say(f"enquiry_reply.{topic}")] if topic != OTHER or not worst else []
    if worst is None or worst.tier not in URGENT:
        return "\n\n".join([*lines, *([say("enquiry_urgent.soon")] if worst else []), say("enquiry.safety_net")])
    urgent = [say(f"enquiry_urgent.{'self_harm' if worst.id == 'self_harm' else worst.tier}")]
    if worst.doubt:
        urgent.append(say("enquiry_urgent.doubt"))
    return "\n\n".join([*urgent, *lines])


def _reasons(
    letter: Letter,
    flags: tuple[FoundFlag, ...],
    about: About,
    answers: tuple[Found, ...],
    wording: Wording,
) -> Iterator[str]:
    for flag in flags:
        yield wording.say("enquiry.reason_flag", tier=wording.say(f"enquiry_tier.{flag.tier}"), words=flag.text)
        if flag.doubt:
            yield wording.say("enquiry.reason_doubt")
    if flags:
        yield wording.say("enquiry.reason_literal")
    if about.matter:
        matter = wording.say(f"enquiry_matter.{about.matter.matter}")
        yield wording.say("enquiry.reason_matter", matter=matter, words=about.matter.words)
    for found in about.topics:
        name = wording.say(f"enquiry_topic.{found.topic}")
        if found.words:
            yield wording.say("enquiry.reason_topic", topic=name, words="”, “".join(found.words))
        else:
            yield wording.say("enquiry.reason_like", topic=name)
    if not (about.topics or about.matter):
        yield wording.say("enquiry.reason_no_topic")
    for slot in dict.fromkeys(found.slot for found in answers if [each.slot for each in answers].count(found.slot) > 1):
        yield wording.say("enquiry.reason_two_ways", label=wording.label(slot))
    if letter.only_quoted:
        yield wording.say("enquiry.reason_only_quoted")
    elif letter.quoted:
        yield wording.say("enquiry.reason_quoted", count=letter.quoted)
