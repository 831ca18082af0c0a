"""What is nothing but a reply: a label, a status, a yes or no to a question of the assistant's own, free words."""

from __future__ import annotations

from assistant.conversations import Certainty
from assistant.messages import Intent, Question
from assistant.understanding.asked import AGREED, WANTS_NOT
from assistant.understanding.choices import places
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.patterns import Match
from assistant.understanding.slots import ANTIBODIES, LEVEL, LEVELS, NO
from assistant.understanding.text import Plain
from assistant.understanding.yes_no import read_yes_no

OPTIONAL = ("preferences.worry", "closing.own_questions")
"""Where somebody may have nothing to say."""

OF_NOW = (
    "history.partner_drug",
    "history.steroids",
    "disease.fistula",
    "disease.narrowing",
    "disease.outside_gut",
    "health.smoking",
    "health.pregnancy",
)
"""Slots about how it is: there "not now" is an answer, and puts off nothing."""

PLACES = 20
"""More choices than any question has."""

STATUS_INTENTS: dict[str, Intent] = {"skipped": "skip", "unknown": "unknown", "declined": "decline"}


def plain_reply(text: Plain, typed: str, question: Question, lexicon: Lexicon) -> Understanding | None:
    """A reply that is nothing but a label, an id, a status, or a yes or no to a question of the assistant's own.

    ``typed`` is the line before medicines were marked in it.
    """
    bare, own = trimmed(text, lexicon), question.slot not in lexicon.slots
    for choice in question.choices:
        called = (choice.label, choice.id, choice.id.replace("_", " "))
        if typed in [lexicon.line(name) for name in called]:
            return _answered(_value_of(choice.id, question), text, question)
    if (value := lexicon.called.get(question.slot, {}).get(typed)) is not None:
        return _answered(_value_of(value, question), text, question)
    if question.slot in OPTIONAL and (is_nothing(bare, lexicon) or all(is_nothing(c, lexicon) for c in text.clauses)):
        return _stated(Certainty.SKIPPED, text, question.slot)
    status = status_said(text, lexicon)
    other = _declined_about(bare, lexicon)
    if other and other.partition(".")[0] != question.slot.partition(".")[0]:
        return _stated(Certainty.DECLINED, text, other)
    if own and question.kind == "yes_no" and (agreed := _agreed(text, question, status, lexicon)) is not None:
        return _answered(agreed, text, question)
    unsaid = status and status.key in (Certainty.DECLINED, Certainty.UNKNOWN)
    if status and unsaid and question.slot == LEVEL and of_another_result(text, LEVEL, lexicon):
        return _stated(Certainty(status.key), text, ANTIBODIES)  # "antibodies, no idea"
    if status and of_another_result(text, question.slot, lexicon):
        status = None
    if question.slot in OPTIONAL and lexicon.replies["asking_about"].any_in(bare):  # "I want to ask about my diet"
        status = None
    if status is None or _denies(status.key, question) or tells(text, status.key, question, lexicon):
        return None
    if not own:
        return _stated(Certainty(status.key), text, question.slot)
    return Understanding(intent=STATUS_INTENTS[status.key]) if status.key in STATUS_INTENTS else None


def _declined_about(text: Plain, lexicon: Lexicon) -> str | None:
    """ "I don't want to talk about | smoking": the question that is named."""
    lead = lexicon.replies["declined_about"].leading(text)
    name = lexicon.named.leading(text.part(lead.end, len(text.words))) if lead else None
    return name.key if lead and name and lead.end + name.end == len(text.words) else None


def _agreed(text: Plain, question: Question, status: Match | None, lexicon: Lexicon) -> bool | None:
    """The yes or no to a question of the assistant's own: "go on then", and "I'd rather not" is a no.

    Asked whether answers may be kept, "no objections" is a yes and "keep nothing" a no.
    """
    own = lexicon.replies[AGREED[question.slot]].whole(text) if question.slot in AGREED else None
    if own:
        return own.key == "yes"
    yes = read_yes_no(text, lexicon.replies["yes_no"])
    if yes and yes.end == len(text.words) and (yes.value or status is None):
        return yes.value
    return False if status and status.key == "declined" else None


def is_nothing(text: Plain, lexicon: Lexicon) -> bool:
    """ "Nothing else", "skip", "leave it"."""
    status = status_in(text, lexicon)
    return lexicon.replies["nothing"].whole(text) is not None or (status is not None and status.key == "skipped")


def status_in(text: Plain, lexicon: Lexicon) -> Match | None:
    """What all the words say in place of an answer: "no idea", "it's in a drawer somewhere"."""
    return lexicon.replies["status"].whole(text) or lexicon.replies["out_of_reach"].whole(text)


def status_said(text: Plain, lexicon: Lexicon) -> Match | None:
    """The same, with politeness around it or without."""
    bare = trimmed(text, lexicon)
    return status_in(bare, lexicon) or (status_in(text, lexicon) if bare is not text else None)


def of_the_level(text: Plain, lexicon: Lexicon) -> bool:
    """Whether a drug level is named."""
    return lexicon.named_level.any_in(text)


def of_another_result(text: Plain, asked: str, lexicon: Lexicon) -> bool:
    """Whether the drug level or the antibodies are named, where neither is asked for, or only the level's number."""
    if asked == LEVEL:
        return {match.key for match in lexicon.named.anywhere(text)} == {ANTIBODIES}
    if asked in LEVELS:
        return False
    return of_the_level(text, lexicon) or any(match.key == ANTIBODIES for match in lexicon.named.anywhere(text))


def _denies(status: str, question: Question) -> bool:
    """ "Does not apply to me", of a list: none of it does."""
    return status == "not_applicable" and question.kind == "choices"


def tells(text: Plain, status: str, question: Question, lexicon: Lexicon) -> bool:
    """ "They have not looked yet", where that can be chosen, is known; "I'd rather not inject" tells what to avoid; so
    does "not now", asked what is so.
    """
    present = status == Certainty.SKIPPED and question.slot in OF_NOW
    if present and lexicon.replies["at_present"].whole(trimmed(text, lexicon)):
        return True
    ranked = question.kind == "ranking" and not question.most and status == "declined"
    every = ranked or question.slot in WANTS_NOT
    ids = {choice.id for choice in question.choices if every or choice.id.startswith("not_")}
    phrases = lexicon.phrases.get(question.slot)  # questions beside the pathway have none
    if phrases is None:
        return False
    whole = phrases.whole(text) if status == "unknown" else None  # "I don't have it", asked for a fistula
    denies = whole is not None and whole.key in NO
    return denies or bool(ids and any(match.key in ids for match in phrases.anywhere(text)))


def _stated(status: Certainty, text: Plain, slot: str) -> Understanding:
    item = Found(slot=slot, status=status, text=text.raw.strip(), end=len(text.raw))
    return Understanding(found=(item,), intent=STATUS_INTENTS.get(status.value, "answer"))


def _value_of(choice: str, question: Question) -> bool | str | tuple[str, ...]:
    if question.kind == "yes_no":
        return choice == "yes"
    several = question.kind == "choices" or (question.kind == "ranking" and choice != "no_preference")
    return (choice,) if several else choice


def _answered(value: bool | str | tuple[str, ...], text: Plain, question: Question) -> Understanding:
    words, start, end = text.said(0, len(text.words))
    item = Found(slot=question.slot, value=value, text=words, start=start, end=end)
    item = item.doubted() if text.asks else item  # "humira?" is an answer, but not a sure one
    return Understanding(found=(item,), intent="answer")


def is_asking(text: Plain, lexicon: Lexicon) -> bool:
    """ "Should I stop it", "can she breastfeed": whether words begin as a question does."""
    return any(lexicon.replies[asking].leading(text) for asking in ("asking", "inverted"))


def goes_on_alone(utterance: str, lexicon: Lexicon) -> bool:
    """ "Carry on without them": whether nothing but that is said."""
    return lexicon.replies["alone"].whole(trimmed(lexicon.plain(utterance), lexicon)) is not None


def says_yes_or_no(utterance: str, lexicon: Lexicon) -> bool | None:
    """The yes or no where nothing else is said, and no doubt."""
    text = lexicon.plain(utterance)
    said = read_yes_no(text, lexicon.replies["yes_no"])
    return said.value if said and not said.hedged and said.end == len(text.words) else None


def says_it_was_heard(utterance: str, lexicon: Lexicon) -> bool:
    """ "Fair enough", "oh right, makes sense": whether all the words say that something was heard, and no more."""
    return lexicon.replies["agreeing"].whole(lexicon.plain(utterance)) is not None


def names_a_place(utterance: str, lexicon: Lexicon) -> bool:
    """ "3", "number 2": whether all the words are the place of a choice."""
    return bool(places(trimmed(lexicon.plain(utterance), lexicon), PLACES, lexicon))


def keeps_it(utterance: str, lexicon: Lexicon) -> bool:
    """ "Yes that's right", "no change", to an answer that is shown: whether all the words say that it stands."""
    text = trimmed(lexicon.plain(utterance), lexicon)
    said = read_yes_no(text.part(0, 1), lexicon.replies["yes_no"]) if text.words else None
    behind = text.part(1, len(text.words)) if said else text.part(0, 0)
    return any(words.words and lexicon.replies["kept"].whole(words) for words in (text, trimmed(behind, lexicon)))
