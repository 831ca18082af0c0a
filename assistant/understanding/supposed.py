"""What is supposed where nothing was told and no template fits: what is hinted at, guessed or most likely meant."""

from __future__ import annotations

from assistant.conversations import Certainty
from assistant.messages import Intent, Question
from assistant.understanding.asked import WISHED, Asked, stated
from assistant.understanding.guess import guessed
from assistant.understanding.intents import HARMLESS, LIKELY, LOOKED_UP, likely_intent, trimmed
from assistant.understanding.levels import quantity
from assistant.understanding.lexicon import ELSE, Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.replies import STATUS_INTENTS, of_another_result, of_the_level, status_in
from assistant.understanding.slots import LEVEL
from assistant.understanding.stray import strange
from assistant.understanding.text import Plain
from assistant.understanding.turned import hinted, turned

NOT_UNDERSTOOD = ("unclear", "feedback", "greeting")
"""Where nothing was understood, or only that somebody is displeased or polite, words may still hint at an answer."""


def hinted_or_guessed(asked: Asked, intent: Intent) -> tuple[Found, ...]:
    """What is asked about where nothing was understood: what the words hint at, or what such words mostly tell."""
    yes_no = asked.question is not None and asked.question.kind == "yes_no"
    if any(asked.lexicon.replies[told].whole(asked.text) for told in ("hollow", *("agreeing",) * yes_no)):
        return ()
    hint = hinted(asked) if intent in NOT_UNDERSTOOD else None
    guess = guessed(asked) if intent == "unclear" and not hint else None
    return (hint,) if hint else turned((guess,), asked) if guess else ()


def likeliest(asked: Asked, least: float = LIKELY) -> Understanding:
    """What was neither told nor fits a template."""
    text = asked.text
    heard = asked.lexicon.replies["agreeing"].whole(text)  # "right you are"
    intent = None if heard else likely_intent(text, asked.lexicon, least)
    intent = None if intent not in HARMLESS and _is_wished(asked) else intent
    intent = None if intent == "skip" and _ends_an_answer(asked) else intent
    if text.asks and len(text.words) == 1 and text.words[0].plain not in asked.lexicon.common:
        return Understanding(intent="define", topic=text.words[0].typed)  # "biosimilar??"
    if intent in LOOKED_UP and asked.volunteered and not text.asks:  # "Stelara wore off"
        intent = None
    if not asked.question and _is_bare_level(asked):
        return Understanding(intent="correct", about=LEVEL)
    status = next((status for status, meant in STATUS_INTENTS.items() if meant == intent), None)
    elsewhere = of_another_result(text, asked.about, asked.lexicon)
    found = (stated(asked, text, Certainty(status)),) if status and asked.slot and not elsewhere else ()
    about = questioned(intent, text, asked.question, asked.lexicon)
    return Understanding(found=found, intent=intent or "unclear", topic=text.raw.strip(), about=about)


def questioned(intent: Intent | None, text: Plain, question: Question | None, lexicon: Lexicon) -> str | None:
    """ "Why do you need my age": the question whose reason is asked for, where that is not the open one."""
    named = sorted(lexicon.named.anywhere(text), key=lambda match: match.first - match.end) if intent == "why" else ()
    slots = [match.key for match in named]
    return slots[0] if slots and not (question and question.slot in slots) else None


def _is_wished(asked: Asked) -> bool:
    """ "Something that lasts": a wish that none of the choices stands for, and no command."""
    phrases = asked.lexicon.phrases.get(asked.about) if asked.about in WISHED else None
    whole = phrases.whole(trimmed(asked.text, asked.lexicon)) if phrases else None
    return whole is not None and whole.key == ELSE


def _ends_an_answer(asked: Asked) -> bool:
    """ "Piles, | that's all": what stands before it is no skip."""
    first, *others = asked.text.clauses
    last = asked.lexicon.replies["ending"].whole(others[-1]) if others else None
    return last is not None and status_in(trimmed(first, asked.lexicon), asked.lexicon) is None


def _is_bare_level(asked: Asked) -> bool:
    """ "Level now 12": the level is asked for again, with its unit."""
    about_it = of_the_level(asked.text, asked.lexicon) and not strange(asked, asked.text.words)
    return about_it and not asked.assertions.places("others") and quantity(asked) is not None
