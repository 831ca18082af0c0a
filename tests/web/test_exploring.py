"""The calls as the document describes them, tried by somebody who knows nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.exploring import explore


@pytest.mark.promise(29, 30, 33)
async def test_no_call_breaks_and_every_answer_is_as_documented(tmp_path: Path) -> None:
    code, said = await explore(tmp_path, examples=4, seconds=10)  # other tests keep the machine busy
    assert code == 0, said
    tested = re.search(r"Tested: (\d+)", said)
    assert tested
    assert int(tested[1]) >= 20
