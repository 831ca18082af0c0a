"""The red flags as one Markdown page for clinicians: what raises each, what does not, what is said, and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant.content.flags import FlagEntry, FlagLexicon, Sign
from assistant.content.loader import Content
from assistant.conversations import Tier

_TIERS = {Tier.EMERGENCY: "Emergency, now", Tier.SAME_DAY: "The same day", Tier.SOON: "Within days"}
_INTRODUCTION = """\
# The red flags

Written by `assistant flags` from the content that runs; a test keeps this page true. The signs are in
`assistant/content/en/red_flags/`, words that several share in `assistant/content/en/understanding/flags.yaml`, what
is said in `assistant/content/en/safety.yaml`, urgency and sources in `assistant/content/safety_flags.yaml`.
**No clinician has signed it yet.**

A sign is word groups said near each other, each of which holds. In a phrase `vomit*` is every word that begins so,
`..` up to four words, `#` a number of six or more, `@few` one of five at most, `@dozen` one of twelve, `@hot` a number
that would be a fever, `@year` a year, `<gas>` any word of that kind. Where time or person is not clear, the message is
shown with one question more: “{doubt}”

Beside the signs stands the impression that the message makes as a whole, learned from labelled sentences
(`assistant/content/en/understanding/impression.json`). Where no sign holds and the message sounds dangerous, that
question is asked, with the text of the flag it sounds most like; where it sounds harmless, a sure sign is asked about
too, and where it sounds harmless by far (“blood everywhere on the carpet, we watch a crime show”), a sign is passed
over. It raises no alarm."""
_SWITCH = """\
## Switching one off

In `assistant/content/safety_flags.yaml`, beside the tier: `off: {by: who decided, on: 2026-11-21, why: why}`. All
three are needed. The flag is then never raised, whatever is said, and this page says so here and beside it."""
_SCOPE = """\
## What takes a sign back

Denied, over, supposed or only asked about, somebody else's, as ever: these words decide, within their clause or
sentence. `back`, `now` and `not_baseline` bring it back; somebody `linked` is the patient."""


def page(content: Content, locale: str = "en") -> str:
    """All red flags in the words of one language."""
    words = content.words(locale)
    lexicon = words.flags
    doubt = words.phrases["safety.doubt"][0]
    parts = [_INTRODUCTION.replace("{doubt}", doubt), _SWITCH, _switched_off(content.flags), _numbers(content)]
    for flag, facts in content.flags.items():
        said = words.phrases["safety.soon" if facts.tier == Tier.SOON else f"safety.{flag}"][0]
        parts.append("\n".join(_flag(flag, facts, said, lexicon)))
    parts += [_SCOPE, "\n".join(_groups(lexicon.cues))]
    parts += ["## Words that several red flags share", "\n".join(_groups(lexicon.words))]
    parts += ["## Kinds of words", "\n".join(_groups(lexicon.parts))]
    return "\n\n".join(parts) + "\n"


def _switched_off(flags: Mapping[str, FlagEntry]) -> str:
    held = {flag: facts.off for flag, facts in flags.items()}
    off = [f"- `{flag}` since {off.on}, by {off.by}: {off.why}" for flag, off in held.items() if off]
    return "\n".join(["Switched off now:", "", *off]) if off else "Switched off now: none."


def _numbers(content: Content) -> str:
    rows = [
        f"| {name} | {region.emergency} | {region.same_day} | {region.crisis} |"
        for name, region in content.regions.items()
    ]
    head = ["| region | {emergency} | {same_day} | {crisis} |", "|---|---|---|---|"]
    return "\n".join(["## Numbers that the messages name", "", *head, *rows])


def _flag(flag: str, facts: FlagEntry, said: str, lexicon: FlagLexicon) -> Iterator[str]:
    yield f"## {flag}"
    yield ""
    off = f" **Switched off since {facts.off.on}.**" if facts.off else ""
    covers = f" It covers {_listed(facts.covers)}." if facts.covers else ""
    yield f"{_TIERS[facts.tier]}.{covers}{off} Sources: {_listed(facts.sources)}."
    yield ""
    yield f"> {said}"
    yield ""
    rules = lexicon.flags[flag]
    shown = rules.examples
    yield f"Raised: {_quoted(shown.raised)}. Not raised: {_quoted(shown.calm)}."
    yield ""
    yield "Its signs, by groups of words:"
    yield ""
    yield from (f"- {_sign(sign)}" for sign in rules.signs)
    for when in facts.told:
        yield "- these answers together: " + ", ".join(f"`{slot}` {'/'.join(values)}" for slot, values in when.items())
    if rules.words:
        yield from ("", "Words of its own:", "", *_groups(rules.words))


def _sign(sign: Sign) -> str:
    told = " with ".join(f"`{group}`" for group in sign.all)
    if len(sign.all) > 1:
        told += f" ({sign.near} words apart at most)"
    if sign.beside:
        told += f", with {_listed(sign.beside)} anywhere"
    if sign.unless:
        told += f", not near {_listed(sign.unless)}"
    if sign.most is not None:
        told += f", in {sign.most} words at most"
    notes = {
        "even when it is over": sign.done,
        "also of somebody else": sign.anyone,
        "asked about when supposed": sign.supposed,
        "always asked about": sign.doubt,
    }
    return told + "".join(f"; {note}" for note, holds in notes.items() if holds)


def _groups(groups: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, phrases in groups.items():
        yield f"- **{name}**: " + ", ".join(phrase.replace("<", "\\<").replace("*", "\\*") for phrase in phrases)


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
