"""What the store tests are about: Ada's conversation, turn by turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from assistant.conversations import (
    Answer,
    Certainty,
    Claim,
    Conversation,
    Flag,
    Note,
    Offer,
    Quantity,
    Raised,
    Status,
    Tier,
    Waiting,
)
from assistant.messages import Citation, Event, EventKind, Message
from assistant.store.base import Commit, Store, Taken

AT = datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC)
TOKEN_HASH = bytes(range(32))
UNICODE = "Crohn’s since 2019 – ça va, 痛い, مؤلم, e\u0301 is not é, 👩‍⚕️, tab\there, null\x00there, \U0001f9ec"


def opened(name: str = "c_ada") -> Commit:
    """The first turn: a conversation at version 1 with the assistant's greeting."""
    conversation = Conversation(id=name, created_at=AT, updated_at=AT, version=1, seq=1)
    return Commit(conversation=conversation, expects=-1, entries=(said(name, 1, "Hello."),), token_hash=TOKEN_HASH)


def next_turn(before: Conversation, text: str = "It wore off.", message_id: str | None = None) -> Commit:
    """One more turn: what the patient wrote, what the assistant answered."""
    mine, theirs = before.seq + 1, before.seq + 2
    after = before.model_copy(
        update={"version": before.version + 1, "seq": theirs, "updated_at": before.updated_at + timedelta(minutes=1)}
    )
    return Commit(
        conversation=after,
        expects=before.version,
        entries=(
            said(before.id, mine, text, message_id),
            said(before.id, theirs, "Thank you, noted.", sender="assistant"),
        ),
        taken=_taken(message_id, text, after.version) if message_id else None,
    )


def event(kind: EventKind) -> Event:
    return Event(kind=kind, at=AT)


def telling(turn: Commit, *kinds: EventKind) -> Commit:
    """The turn, with these events for the clinic's platform."""
    return turn.model_copy(update={"outgoing": tuple(map(event, kinds))})


def _taken(message_id: str, text: str, turn: int) -> Taken:
    return Taken(message_id=message_id, fingerprint=fingerprint(text), reply=f'{{"turn": {turn}}}')


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def said(
    name: str, seq: int, text: str, message_id: str | None = None, sender: str = "patient", at: datetime = AT
) -> Message:
    return Message.model_validate(
        {"id": f"m_{name}_{seq}", "seq": seq, "sender": sender, "text": text, "at": at, "message_id": message_id}
    )


async def begin(store: Store, name: str = "c_ada") -> Conversation:
    commit = opened(name)
    await store.commit(commit)
    return commit.conversation


def everything(name: str = "c_ada") -> Conversation:
    """A conversation with every kind of value and every field in use."""
    told = {
        "history.surgery": Answer(value=True),
        "disease.narrowing": Answer(value=False, source="caregiver"),
        "history.weeks_on": Answer(value=1, text="since last week", turn=3),
        "tests.level_value": Answer(value=Quantity(value=0.4, unit="ug/mL", comparator="<")),
        "history.response": Answer(value="wore_off", status=Certainty.UNSURE, text=UNICODE),
        "preferences.route": Answer(value=("tablet", "injection", "infusion")),
        "closing.own_questions": Answer(value=(UNICODE, "1", "true", "2026-12-04")),
        "health.smoking": Answer(status=Certainty.DECLINED),
        "health.pregnancy": Answer(status=Certainty.NOT_APPLICABLE),
    }
    return Conversation(
        id=name,
        created_at=AT,
        updated_at=AT + timedelta(days=3),
        region="uk",
        clinic="St Mark’s",
        reference="patient/42",
        address="0f" * 32,
        status=Status.PAUSED,
        consent=True,
        state="history.response",
        told=told,
        held={"access.coverage": Answer(value="public", source="platform")},
        undo=({"history.response": None}, {"history.surgery": Answer(value=False)}),
        flags=(Flag(id="heavy_bleeding", tier=Tier.EMERGENCY, turn=4),),
        offer=Offer(kind="change", slot="history.anti_tnf", answer=Answer(value="adalimumab")),
        revisit="history.weeks_on",
        misses=2,
        waiting=Waiting(
            since=AT, why="flag", flags=(Raised(id="heavy_bleeding", tier=Tier.EMERGENCY, seq=3, at=AT),), replied=True
        ),
        claim=Claim(by="ana", name="Ana", since=AT, until=AT + timedelta(minutes=1)),
        notes=(Note(by="ana", name="Ana", text=UNICODE, at=AT),),
        turn=4,
        seq=1,
        version=1,
    )


def cited(name: str = "c_ada") -> Message:
    source = Citation(id="sequence-2024", label="SEQUENCE trial, 2024", url="https://doi.org/10.1056/NEJMoa2314585")
    return Message(id=f"m_{name}_1", seq=1, sender="assistant", text=UNICODE, at=AT, citations=(source,))
