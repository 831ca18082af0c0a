"""What any store must keep. A subclass gives ``store`` and ``reopened``, and every story here is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic

import pytest
from pydantic import ValidationError

from assistant.conversations import Conversation, Waiting
from assistant.errors import ConversationNotFound, StoreUnavailable, TurnConflict
from assistant.store.audit import Note
from assistant.store.base import Commit, Due, Place, Rewritten, Store
from assistant.store.leases import INSTANT, LEASE
from assistant.store.staff import IDLE, LONGEST, Account, Session
from tests.store.stories import (
    AT,
    TOKEN_HASH,
    UNICODE,
    begin,
    cited,
    event,
    everything,
    fingerprint,
    next_turn,
    opened,
    said,
    telling,
)

ANN = Account(id="s_ann", name="ann", role="agent", password="scrypt$…")
BEN = Account(id="s_ben", name="ben", role="lead")

Reopened = Callable[[Store], Awaitable[Store]]
"""Closes the store and opens another one over the same data."""


@asynccontextmanager
async def reopening(open_again: Callable[[], Awaitable[Store]]) -> AsyncIterator[Reopened]:
    """A way to reopen; what was opened by it is closed at the end."""
    held: list[Store] = []

    async def reopen(before: Store) -> Store:
        await before.close()
        held.append(await open_again())
        return held[-1]

    yield reopen
    for each in held:
        await each.close()


async def before_and_after(store: Store, reopened: Reopened) -> AsyncIterator[Store]:
    """The store, then the store after a restart."""
    yield store
    yield await reopened(store)


def _waiting(before: Conversation, since: datetime | None) -> Commit:
    waiting = Waiting(since=since, why="asked") if since else None
    after = before.model_copy(update={"waiting": waiting, "version": before.version + 1})
    return Commit(conversation=after, expects=before.version)


class StoreContract:
    # --- keeping --------------------------------------------------------------------------------------------------

    @pytest.mark.promise(32)
    async def test_everything_comes_back_as_it_was_also_after_a_restart(self, store: Store, reopened: Reopened) -> None:
        kept = everything()
        await store.commit(Commit(conversation=kept, expects=-1, entries=(cited(),), token_hash=TOKEN_HASH))
        async for each in before_and_after(store, reopened):
            assert await each.load("c_ada") == kept
            assert list(await each.transcript("c_ada")) == [cited()]
            assert await each.token_hash("c_ada") == TOKEN_HASH

    async def test_values_keep_their_kind(self, store: Store) -> None:
        kept = everything()
        await store.commit(Commit(conversation=kept, expects=-1))
        loaded = await store.load("c_ada")
        assert loaded
        for slot, answer in kept.told.items():
            assert type(loaded.told[slot].value) is type(answer.value), slot

    async def test_what_nobody_stored_is_not_there(self, store: Store) -> None:
        await begin(store, "c_someone_else")
        assert await store.load("c_ada") is None
        assert await store.token_hash("c_ada") is None
        assert (await store.recall("c_ada", "first"))[1] is None
        assert list(await store.transcript("c_ada")) == []
        assert await store.erase("c_ada", AT) is False

    async def test_a_turn_moves_the_conversation_and_keeps_its_token(self, store: Store) -> None:
        turn = next_turn(await begin(store), UNICODE, "first")
        await store.commit(turn)
        assert await store.load("c_ada") == turn.conversation
        assert await store.token_hash("c_ada") == TOKEN_HASH
        assert (await store.recall("c_ada", "first"))[1] == turn.taken
        assert [entry.seq for entry in await store.transcript("c_ada")] == [1, 2, 3]

    async def test_a_message_id_of_one_conversation_is_free_in_another(self, store: Store) -> None:
        ada, ben = await begin(store, "c_ada"), await begin(store, "c_ben")
        await store.commit(next_turn(ada, "Humira", "1"))
        await store.commit(next_turn(ben, "Remicade", "1"))
        taken = (await store.recall("c_ben", "1"))[1]
        assert taken
        assert taken.fingerprint == fingerprint("Remicade")

    @pytest.mark.promise(13)
    async def test_order_is_by_number_even_when_the_clock_runs_back(self, store: Store) -> None:
        before = await begin(store)
        earlier = said("c_ada", 2, "An hour earlier, says the clock.", at=AT - timedelta(hours=1))
        turn = next_turn(before)
        await store.commit(turn.model_copy(update={"entries": (turn.entries[1], earlier)}))
        assert [entry.seq for entry in await store.transcript("c_ada")] == [1, 2, 3]

    # --- once, and one after the other ----------------------------------------------------------------------------

    @pytest.mark.promise(8)
    async def test_a_turn_taken_from_an_old_version_is_refused_whole(self, store: Store) -> None:
        before = await begin(store)
        first = next_turn(before, "Humira", "first")
        await store.commit(first)
        with pytest.raises(TurnConflict):
            await store.commit(next_turn(before, "Remicade", "second"))
        assert await store.load("c_ada") == first.conversation
        assert (await store.recall("c_ada", "second"))[1] is None
        assert len(await store.transcript("c_ada")) == 3

    @pytest.mark.promise(5)
    async def test_a_message_id_counts_once(self, store: Store) -> None:
        first = next_turn(await begin(store), "Humira", "first")
        await store.commit(first)
        with pytest.raises(TurnConflict):
            await store.commit(next_turn(first.conversation, "Remicade", "first"))
        assert await store.load("c_ada") == first.conversation
        assert (await store.recall("c_ada", "first"))[1] == first.taken
        assert len(await store.transcript("c_ada")) == 3

    async def test_a_conversation_begins_once(self, store: Store) -> None:
        await begin(store)
        again = opened().model_copy(update={"token_hash": bytes(32)})
        with pytest.raises(TurnConflict):
            await store.commit(again)
        assert await store.token_hash("c_ada") == TOKEN_HASH

    async def test_an_address_has_one_conversation_until_that_is_erased(self, store: Store) -> None:
        async def begin_at(name: str, address: str | None) -> None:
            commit = opened(name)
            there = commit.conversation.model_copy(update={"address": address})
            await store.commit(commit.model_copy(update={"conversation": there}))

        names = [f"c_twin_{number}" for number in range(8)]
        begun = await asyncio.gather(*(begin_at(name, "door") for name in names), return_exceptions=True)
        assert begun.count(None) == 1
        assert all(isinstance(each, TurnConflict | ConversationNotFound) for each in begun if each)
        held = await store.addressed("door")
        assert held == names[begun.index(None)]
        assert [name for name in names if await store.load(name)] == [held]
        await begin_at("c_ada", None)
        await begin_at("c_ben", None)
        await store.erase(held, AT)
        assert await store.addressed("door") is None
        await begin_at("c_next", "door")
        assert await store.addressed("door") == "c_next"

    async def test_a_turn_of_an_unknown_conversation_is_refused(self, store: Store) -> None:
        with pytest.raises(ConversationNotFound):
            await store.commit(next_turn(opened().conversation))
        assert list(await store.transcript("c_ada")) == []

    def test_a_turn_that_does_not_raise_the_version_cannot_be_made(self) -> None:
        with pytest.raises(ValidationError, match="raises the version"):
            Commit(conversation=opened().conversation, expects=1)

    async def test_a_message_is_recalled_with_its_answer_or_with_the_conversation_it_comes_into(
        self, store: Store
    ) -> None:
        turn = next_turn(await begin(store), "Humira", "first")
        await store.commit(turn)
        assert await store.recall("c_ada", "first") == (None, turn.taken)
        assert await store.recall("c_ada", "second") == (turn.conversation, None)
        assert await store.recall("c_ben", "first") == (None, None)

    @pytest.mark.promise(7)
    async def test_of_two_turns_at_once_exactly_one_wins(self, store: Store) -> None:
        before = await begin(store)
        turns = [next_turn(before, f"Answer {number}", f"id {number}") for number in range(2)]
        outcomes = await asyncio.gather(*map(store.commit, turns), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes if outcome] == [TurnConflict]
        winner = turns[outcomes.index(None)]
        assert await store.load("c_ada") == winner.conversation
        assert list(await store.transcript("c_ada", after=1)) == list(winner.entries)

    async def test_two_hundred_at_once_are_all_kept_and_the_refused_harm_nobody(
        self, store: Store, reopened: Reopened
    ) -> None:
        names = [f"c_{number}" for number in range(200)]
        stale = await begin(store)
        await store.commit(next_turn(stale))
        commits = [turn for name in names for turn in (opened(name), next_turn(stale))]
        outcomes = await asyncio.gather(*map(store.commit, commits), return_exceptions=True)
        assert outcomes[0::2] == [None] * 200
        assert {type(outcome) for outcome in outcomes[1::2]} == {TurnConflict}
        after = await reopened(store)
        assert [await after.load(name) for name in names] == [opened(name).conversation for name in names]

    @pytest.mark.promise(8, 9)
    async def test_a_caller_that_goes_away_leaves_a_whole_turn_or_none(self, store: Store) -> None:
        waiting: list[tuple[Commit, asyncio.Task[None]]] = []
        for number in range(50):
            turn = next_turn(await begin(store, f"c_{number}"), UNICODE, "only")
            waiting.append((turn, asyncio.create_task(store.commit(turn))))
            await asyncio.sleep(0)
            waiting[-1][1].cancel()
        await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)
        await store.ready()
        for turn, _ in waiting:
            held = await store.load(turn.conversation.id)
            entries = await store.transcript(turn.conversation.id, after=1)
            taken = (await store.recall(turn.conversation.id, "only"))[1]
            whole = (turn.conversation, turn.entries, turn.taken)
            assert (held, tuple(entries), taken) in (whole, (opened(turn.conversation.id).conversation, (), None))

    # --- reading --------------------------------------------------------------------------------------------------

    async def test_the_transcript_is_read_in_pages(self, store: Store) -> None:
        before: Conversation = await begin(store)
        for number in range(10):
            turn = next_turn(before, f"Message {number}")
            await store.commit(turn)
            before = turn.conversation
        pages, after = [], 0
        while page := await store.transcript("c_ada", after, limit=8):
            pages.append([entry.seq for entry in page])
            after = page[-1].seq
        assert pages == [[*range(1, 9)], [*range(9, 17)], [*range(17, 22)]]
        assert list(await store.transcript("c_ada", after=21)) == []
        assert list(await store.transcript("c_ada", limit=0)) == []

    async def test_who_waits_for_staff_is_listed_longest_first_and_in_pages(
        self, store: Store, reopened: Reopened
    ) -> None:
        waits = {"c_ada": 3, "c_ben": 1, "c_cleo": None, "c_dora": 1}
        for name, minutes in waits.items():
            before = await begin(store, name)
            if minutes:
                await store.commit(_waiting(before, AT + timedelta(minutes=minutes)))
        after = await reopened(store)
        assert [each.id for each in await after.queue()] == ["c_ben", "c_dora", "c_ada"]
        assert [each.id for each in await after.queue(Place(AT + timedelta(minutes=1), "c_ben"), 1)] == ["c_dora"]
        assert [each.id for each in await after.queue(Place(AT + timedelta(minutes=1), "c_dora"))] == ["c_ada"]
        ben = (await after.queue(limit=1))[0]
        assert ben.waiting
        await after.commit(_waiting(ben, None))
        await after.erase("c_dora", AT)
        assert [each.id for each in await after.queue()] == ["c_ada"]

    async def test_starting_over_replaces_the_transcript(self, store: Store) -> None:
        turn = next_turn(await begin(store), "Humira", "first")
        await store.commit(turn)
        over = next_turn(turn.conversation, "Start over", "second").model_copy(update={"replaces_transcript": True})
        await store.commit(over)
        assert tuple(await store.transcript("c_ada")) == over.entries
        assert (await store.recall("c_ada", "first"))[1] == turn.taken

    async def test_what_was_said_before_can_be_rewritten_with_a_turn(self, store: Store) -> None:
        await store.commit(other := next_turn(await begin(store, "c_ben"), "Humira", "first"))
        turn = next_turn(await begin(store), "Humira", "first")
        await store.commit(turn)
        assert turn.taken
        blank = turn.entries[0].model_copy(update={"text": "[deleted]"})
        taken = turn.taken.model_copy(update={"fingerprint": "", "reply": "{}"})
        rewritten = Rewritten(entries=(blank,), taken=(taken,))
        late = next_turn(turn.conversation, "Delete that", "second").model_copy(update={"rewritten": rewritten})
        with pytest.raises(TurnConflict):
            await store.commit(late.model_copy(update={"expects": late.expects - 1}))
        assert (await store.recall("c_ada", "first"))[1] == turn.taken
        await store.commit(late)
        before = [entry for entry in await store.transcript("c_ada") if entry.seq < late.entries[0].seq]
        assert [entry.text for entry in before if entry.seq == blank.seq] == ["[deleted]"]
        assert [entry.seq for entry in before] == [*range(1, late.entries[0].seq)]
        assert (await store.recall("c_ada", "first"))[1] == taken
        assert (await store.recall("c_ben", "first"))[1] == other.taken
        assert {entry.text for entry in other.entries} <= {entry.text for entry in await store.transcript("c_ben")}

    async def test_a_reader_that_waits_is_woken_by_the_next_entry(self, store: Store) -> None:
        before = await begin(store)
        waiting = [asyncio.create_task(store.changed("c_ada", 1, 30)) for _ in range(3)]
        elsewhere = asyncio.create_task(store.changed((await begin(store, "c_ben")).id, 1, 30))
        await asyncio.sleep(0)
        await store.commit(next_turn(before))
        await asyncio.wait_for(asyncio.gather(*waiting), 5)
        assert not elsewhere.done()
        elsewhere.cancel()

    async def test_a_reader_is_not_woken_by_what_it_has_seen(self, store: Store) -> None:
        turn = next_turn(await begin(store))
        waiting = asyncio.create_task(store.changed("c_ada", 3, 30))
        await asyncio.sleep(0)
        await store.commit(turn)
        await store.ready()
        assert not waiting.done()
        await store.commit(next_turn(turn.conversation))
        await asyncio.wait_for(waiting, 5)

    async def test_a_reader_does_not_wait_for_what_is_there(self, store: Store) -> None:
        await begin(store)
        await asyncio.wait_for(store.changed("c_ada", 0, 30), 5)
        await asyncio.wait_for(store.changed("c_nobody", 0, 30), 5)

    async def test_a_reader_waits_as_long_as_it_said(self, store: Store) -> None:
        await begin(store)
        start = monotonic()
        await store.changed("c_ada", 1, 0.05)
        assert monotonic() - start >= 0.045

    async def test_closing_lets_waiting_readers_go(self, store: Store) -> None:
        await begin(store)
        waiting = asyncio.create_task(store.changed("c_ada", 1, 30))
        await asyncio.sleep(0)
        await store.close()
        await asyncio.wait_for(waiting, 5)

    # --- tickets ------------------------------------------------------------------------------------------------------

    async def test_a_ticket_opens_one_conversation_for_a_time(self, store: Store, reopened: Reopened) -> None:
        await begin(store)
        await begin(store, "c_ben")
        ends = AT + timedelta(seconds=60)
        await store.keep_ticket("c_ada", b"ticket", AT, ends)
        async for each in before_and_after(store, reopened):
            assert await each.admits("c_ada", b"ticket", AT)
            assert not await each.admits("c_ben", b"ticket", AT)
            assert not await each.admits("c_ada", b"another", AT)
            assert not await each.admits("c_ada", b"ticket", ends)

    async def test_tickets_go_with_their_conversation(self, store: Store) -> None:
        await begin(store)
        await store.keep_ticket("c_ada", b"ticket", AT, AT + timedelta(seconds=60))
        await store.erase("c_ada", AT)
        assert not await store.admits("c_ada", b"ticket", AT)
        with pytest.raises(ConversationNotFound):
            await store.keep_ticket("c_ada", b"late", AT, AT + timedelta(seconds=60))

    async def test_a_ticket_is_redeemed_once(self, store: Store) -> None:
        await begin(store)
        await store.keep_ticket("c_ada", b"code", AT, AT + timedelta(seconds=60))
        assert await store.redeem(b"code", AT + timedelta(seconds=60)) is None
        found = await asyncio.gather(*(store.redeem(b"code", AT) for _ in range(3)))
        assert sorted(map(str, found)) == ["None", "None", "c_ada"]
        assert not await store.admits("c_ada", b"code", AT)

    async def test_tickets_that_ended_are_forgotten(self, store: Store) -> None:
        await begin(store)
        ends = AT + timedelta(seconds=60)
        await store.keep_ticket("c_ada", b"first", AT, ends)
        await store.keep_ticket("c_ada", b"second", ends, ends + timedelta(seconds=60))
        assert not await store.admits("c_ada", b"first", AT)
        assert await store.admits("c_ada", b"second", ends)

    # --- what is to be told elsewhere, and when to look again ---------------------------------------------------------

    @pytest.mark.promise(8)
    async def test_events_are_kept_with_their_turn_or_not_at_all(self, store: Store, reopened: Reopened) -> None:
        before = await begin(store)
        await store.commit(telling(next_turn(before), "flag.raised", "message.added"))
        with pytest.raises(TurnConflict):
            await store.commit(telling(next_turn(before), "report.completed"))
        async for each in before_and_after(store, reopened):
            assert (await each.outbox.load())._replace(oldest=None) == (2, None, 0, None)
        (letter,) = await each.outbox.take(AT, 10)
        assert (letter.id, letter.event, letter.tries) == ("c_ada_2000", event("flag.raised"), 1)

    async def test_events_leave_one_by_one_in_order_and_once(self, store: Store) -> None:
        turn = telling(next_turn(await begin(store)), "flag.raised", "message.added")
        await store.commit(turn)
        await store.commit(telling(next_turn(turn.conversation), "report.completed"))
        await store.commit(telling(next_turn(await begin(store, "c_ben")), "flag.raised"))
        left = []
        while letters := await store.outbox.take(AT, 10):
            assert not await store.outbox.take(AT, 10)
            left.append(sorted(letter.id for letter in letters))
            for letter in letters:
                await store.outbox.delivered(letter)
        assert left == [["c_ada_2000", "c_ben_2000"], ["c_ada_2001"], ["c_ada_3000"]]
        assert await store.outbox.load() == (0, None, 0, None)

    async def test_no_more_events_are_taken_than_asked_for_and_two_takers_share_them(self, store: Store) -> None:
        for number in range(20):
            await store.commit(telling(next_turn(await begin(store, f"c_{number}")), "flag.raised"))
        taken = await asyncio.gather(*(store.outbox.take(AT, 4) for _ in range(5)))
        assert max(map(len, taken)) == 4
        names = [letter.id for letters in taken for letter in letters]
        assert len(set(names)) == len(names) >= 4

    async def test_an_event_whose_bearer_died_is_taken_again_and_the_late_bearer_changes_nothing(
        self, store: Store
    ) -> None:
        await store.commit(telling(next_turn(await begin(store)), "flag.raised", "message.added"))
        (late,) = await store.outbox.take(AT, 10)
        assert not await store.outbox.take(AT + LEASE - INSTANT, 10)
        (again,) = await store.outbox.take(AT + LEASE, 10)
        assert (again.id, again.tries) == (late.id, 2)
        await store.outbox.delivered(late)
        await store.outbox.failed(late, None, "no answer")
        assert (await store.outbox.load())[::2] == (2, 0)
        await store.outbox.delivered(again)
        assert (await store.outbox.load())[::2] == (1, 0)

    async def test_what_failed_waits_and_what_follows_it_waits_too_until_it_is_given_up(self, store: Store) -> None:
        await store.commit(telling(next_turn(await begin(store)), "flag.raised", "message.added"))
        (first,) = await store.outbox.take(AT, 10)
        await store.outbox.failed(first, AT + timedelta(minutes=5), "no answer")
        assert not await store.outbox.take(AT + timedelta(minutes=5) - INSTANT, 10)
        (first,) = await store.outbox.take(AT + timedelta(minutes=5), 10)
        await store.outbox.failed(first, None, "answered 410")
        assert [(each.id, each.reason) for each in await store.outbox.dead(10)] == [(first.id, "answered 410")]
        assert await store.outbox.load() == (1, AT, 1, None)
        (second,) = await store.outbox.take(AT + timedelta(hours=1), 10)
        assert second.event.kind == "message.added"
        assert await store.outbox.retry(AT + timedelta(hours=2)) == 1
        assert [letter.id for letter in await store.outbox.take(AT + timedelta(hours=2), 10)] == [first.id]

    @pytest.mark.promise(13)
    async def test_an_event_put_off_before_the_clock_was_set_back_is_not_put_off_for_long(self, store: Store) -> None:
        await store.commit(telling(next_turn(await begin(store)), "flag.raised"))
        (letter,) = await store.outbox.take(AT, 10)
        await store.outbox.failed(letter, AT + timedelta(minutes=5), "no answer")
        assert not await store.outbox.take(AT, 10)
        (letter,) = await store.outbox.take(AT - timedelta(days=60), 10)
        assert not await store.outbox.take(AT - timedelta(days=60), 10)

    @pytest.mark.parametrize("purged", [False, True], ids=["erased", "purged"])
    async def test_of_an_erased_conversation_only_the_erasure_is_told(
        self, store: Store, reopened: Reopened, purged: bool
    ) -> None:
        turn = telling(next_turn(await begin(store)), "flag.raised").model_copy(update={"timer": AT})
        await store.commit(turn)
        await begin(store, "c_ben")
        if purged:
            long_ago = AT + timedelta(seconds=59)
            await store.purge(Due(idle=long_ago, finished=long_ago, receipts=AT, tells=False), AT)
            assert await store.load("c_ben") is None
            later = long_ago + timedelta(minutes=1)
            await store.purge(Due(idle=later, finished=later, receipts=AT, tells=True), AT)
        else:
            await store.erase("c_ben", AT)
            await store.erase("c_ada", AT, tells=True)
        async for each in before_and_after(store, reopened):
            assert (await each.outbox.load())[::2] == (1, 0)
            assert not await each.timers.take(AT + timedelta(days=9), 10)
        (letter,) = await each.outbox.take(AT, 10)
        assert letter.id == f"c_ada_{turn.conversation.version + 1}000"
        assert letter.event == event("conversation.erased")

    async def test_a_timer_goes_off_once_and_again_when_it_is_moved(self, store: Store, reopened: Reopened) -> None:
        due = AT + timedelta(hours=1)
        await store.commit(next_turn(await begin(store)).model_copy(update={"timer": due}))
        assert not await store.timers.take(due - INSTANT, 10)
        again = await reopened(store)
        taken = await asyncio.gather(*(again.timers.take(due, 10) for _ in range(4)))
        ((rung,),) = filter(None, taken)
        assert rung.conversation_id == "c_ada"
        await again.timers.settle(rung, due + timedelta(hours=1))
        (rung,) = await again.timers.take(due + timedelta(hours=1), 10)
        await again.timers.settle(rung, None)
        assert not await again.timers.take(due + timedelta(days=9), 10)

    async def test_a_timer_that_fails_comes_again_and_is_counted_until_it_is_settled(self, store: Store) -> None:
        await store.commit(next_turn(await begin(store)).model_copy(update={"timer": AT}))
        (rung,) = await store.timers.take(AT, 10)
        await store.timers.failed(rung, AT + timedelta(hours=1), "KeyError")
        assert await store.timers.failing() == (1, "KeyError")
        assert not await store.timers.take(AT + timedelta(hours=1) - INSTANT, 10)
        (rung,) = await store.timers.take(AT + timedelta(hours=1), 10)
        await store.timers.settle(rung, AT + timedelta(hours=2))
        assert await store.timers.failing() == (0, None)

    async def test_a_timer_set_anew_meanwhile_is_not_lost(self, store: Store) -> None:
        turn = next_turn(await begin(store)).model_copy(update={"timer": AT})
        await store.commit(turn)
        (rung,) = await store.timers.take(AT, 10)
        await store.commit(next_turn(turn.conversation).model_copy(update={"timer": AT + LEASE}))
        await store.timers.settle(rung, None)
        (anew,) = await store.timers.take(AT + LEASE, 10)
        assert anew.conversation_id == "c_ada"

    # --- forgetting -----------------------------------------------------------------------------------------------

    @pytest.mark.promise(17)
    async def test_what_is_erased_is_gone_at_once_and_cannot_come_back(self, store: Store, reopened: Reopened) -> None:
        turn = next_turn(await begin(store), "Humira", "first")
        await store.commit(turn)
        ben = await begin(store, "c_ben")
        waiting = asyncio.create_task(store.changed("c_ada", 3, 30))
        await asyncio.sleep(0)
        assert await store.erase("c_ada", AT) is True
        await asyncio.wait_for(waiting, 5)
        async for each in before_and_after(store, reopened):
            assert await each.load("c_ada") is None
            assert await each.token_hash("c_ada") is None
            assert (await each.recall("c_ada", "first"))[1] is None
            assert list(await each.transcript("c_ada")) == []
            assert await each.erase("c_ada", AT) is False
            with pytest.raises(ConversationNotFound):
                await each.commit(next_turn(turn.conversation))
            with pytest.raises(ConversationNotFound):
                await each.commit(opened())
            assert await each.load("c_ben") == ben

    async def test_what_moved_on_meanwhile_is_not_erased(self, store: Store) -> None:
        turn = next_turn(await begin(store))
        await store.commit(turn)
        with pytest.raises(TurnConflict):
            await store.erase("c_ada", AT, expects=1)
        assert await store.load("c_ada") == turn.conversation
        assert await store.erase("c_ada", AT, expects=2) is True
        assert await store.erase("c_ada", AT, expects=2) is False

    # --- staff --------------------------------------------------------------------------------------------------------

    async def test_accounts_are_kept_once_a_name(self, store: Store, reopened: Reopened) -> None:
        assert await store.staff.add_account(ANN)
        assert await store.staff.add_account(BEN)
        assert not await store.staff.add_account(ANN.model_copy(update={"id": "s_other"}))
        async for each in before_and_after(store, reopened):
            assert await each.staff.accounts() == [ANN, BEN]
            assert await each.staff.account("ben") == BEN
            assert await each.staff.account("nobody") is None

    async def test_a_session_ends_by_rest_by_age_by_signing_out_and_with_any_change_of_its_account(
        self, store: Store, reopened: Reopened
    ) -> None:
        for account in (ANN, BEN):
            await store.staff.add_account(account)
            await store.staff.begin_session(account.id.encode(), account.id, AT)
        session = Session(account=ANN, began_at=AT, seen_at=AT)
        async for each in before_and_after(store, reopened):
            assert await each.staff.session(b"s_ann") == session
            assert await each.staff.session(b"s_nobody") is None
        assert session.holds(AT + IDLE - INSTANT)
        assert not session.holds(AT + IDLE)
        late = AT + timedelta(hours=11, minutes=59)
        await each.staff.see_session(b"s_ann", late)
        seen = await each.staff.session(b"s_ann")
        assert seen
        assert (seen.seen_at, seen.began_at) == (late, AT)
        assert (seen.holds(late), seen.holds(AT + LONGEST)) == (True, False)
        await each.staff.change_account(ANN.model_copy(update={"active": False}))
        assert await each.staff.session(b"s_ann") is None
        assert await each.staff.account("ann") == ANN.model_copy(update={"active": False})
        assert await each.staff.session(b"s_ben")
        await each.staff.end_session(b"s_ben")
        assert await each.staff.session(b"s_ben") is None

    async def test_a_code_counts_once_and_a_factor_ends_sessions(self, store: Store, reopened: Reopened) -> None:
        await store.staff.add_account(ANN)
        await store.staff.begin_session(b"session", ANN.id, AT)
        assert await store.staff.factor(ANN.id) is None
        assert not await store.staff.use_code(ANN.id, 5)
        await store.staff.set_factor(ANN.id, "SECRET")
        assert await store.staff.session(b"session") is None
        used = await asyncio.gather(*(store.staff.use_code(ANN.id, 5) for _ in range(5)))
        assert sorted(used) == [False] * 4 + [True]
        async for each in before_and_after(store, reopened):
            assert await each.staff.factor(ANN.id) == "SECRET"
            assert not await each.staff.use_code(ANN.id, 5)
            assert not await each.staff.use_code(ANN.id, 4)
        assert await each.staff.use_code(ANN.id, 6)
        await each.staff.set_factor(ANN.id, "ANOTHER")
        assert (await each.staff.factor(ANN.id), await each.staff.use_code(ANN.id, 1)) == ("ANOTHER", True)
        await each.staff.set_factor(ANN.id, None)
        assert await each.staff.factor(ANN.id) is None

    async def test_sessions_that_lasted_as_long_as_they_may_are_forgotten(self, store: Store) -> None:
        await store.staff.add_account(ANN)
        await store.staff.begin_session(b"first", ANN.id, AT)
        await store.staff.begin_session(b"second", ANN.id, AT + LONGEST - INSTANT)
        assert await store.staff.session(b"first")
        await store.staff.begin_session(b"third", ANN.id, AT + LONGEST)
        assert await store.staff.session(b"first") is None
        assert await store.staff.session(b"second")

    # --- being there or not ---------------------------------------------------------------------------------------

    async def test_a_store_that_takes_writes_is_ready(self, store: Store) -> None:
        before = await begin(store)
        await store.ready()
        assert await store.load("c_ada") == before

    async def test_closing_finishes_what_was_begun(self, store: Store, reopened: Reopened) -> None:
        begun = [asyncio.create_task(store.commit(opened(f"c_{number}"))) for number in range(100)]
        await asyncio.sleep(0)
        after = await reopened(store)
        await asyncio.gather(*begun)
        assert [number for number in range(100) if not await after.load(f"c_{number}")] == []

    async def test_a_closed_store_says_so(self, store: Store) -> None:
        before = await begin(store)
        await store.close()
        await store.close()
        attempts = (
            store.commit(next_turn(before)),
            store.load("c_ada"),
            store.recall("c_ada", "first"),
            store.token_hash("c_ada"),
            store.transcript("c_ada"),
            store.keep_ticket("c_ada", b"ticket", AT, AT),
            store.admits("c_ada", b"ticket", AT),
            store.redeem(b"ticket", AT),
            store.erase("c_ada", AT),
            store.staff.record(Note(at=AT, who="s_ann", action="conversation.read")),
            store.staff.entries(),
            store.staff.session(b"hash"),
            store.staff.account("ann"),
            store.outbox.take(AT, 1),
            store.outbox.retry(AT),
            store.timers.take(AT, 1),
            store.ready(),
        )
        for attempt in attempts:
            with pytest.raises(StoreUnavailable):
                await attempt
