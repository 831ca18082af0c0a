"""What is written of a value, so that servers of the version before and of this one can share a database."""

from __future__ import annotations

import json

import pytest

from assistant.errors import Unreadable
from assistant.store.rows import Rows
from assistant.store.sealing import Seals
from tests.store.stories import event, opened, said

ROWS = Rows(Seals())


@pytest.mark.promise(16)
def test_what_is_not_used_is_not_written_so_that_the_version_before_reads_the_rest() -> None:
    assert json.loads(ROWS.body(opened().conversation)).keys() == {"id", "created_at", "updated_at", "version", "seq"}
    assert json.loads(ROWS.entry("c_ada", said("c_ada", 1, "Hello."))[2]).keys() == {
        "id",
        "seq",
        "sender",
        "text",
        "at",
    }
    turn = opened().model_copy(update={"outgoing": (event("report.completed"),)})
    assert json.loads(ROWS.outgoing(turn)[0][3]).keys() == {"kind", "at"}


@pytest.mark.promise(16)
def test_what_the_version_before_does_not_know_is_refused_and_not_lost() -> None:
    later = json.dumps({**json.loads(ROWS.body(opened().conversation)), "something_new": "MARKER"})
    with pytest.raises(Unreadable) as refused:
        ROWS.conversation("c_ada", later)
    assert "MARKER" not in str(refused.value)
