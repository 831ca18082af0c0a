"""Bodies that are not what they should be are refused before anybody looks at them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.bodies import DEEPEST, parse
from assistant.web.problems import Refused

HOSTILE = [
    b"",
    b"{",
    b'{"a": NaN}',
    b'{"a": -Infinity}',
    b'{"a": 1e999}',
    b'{"a": "\\ud800"}',
    b'{"\\udfff": 1}',
    b'{"a": "\\u0000"}',
    b'{"a": "\x00"}',
    b'{"a": 1, "a": 2}',
    b'\xef\xbb\xbf{"a": 1}',
    b'{"a": "\xff\xfe"}',
    b'{"a": "\xed\xa0\x80"}',
    '{"a": 1}'.encode("utf-16"),
    b"[" * 60_000,
    b'{"a":' * 12_000,
    b'{"a": ' + b"[" * 30 + b"]" * 30 + b"}",
    b"9" * 60_000,
    b"{'a': 1}",
    b'{"a": 1} {"a": 1}',
]


@pytest.mark.promise(33)
@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_not_plain_json_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        parse(raw)
    assert refused.value.status == 400


@pytest.mark.promise(33)
def test_nesting_is_taken_up_to_the_limit() -> None:
    raw = b"[" * DEEPEST + b"]" * DEEPEST
    assert json.dumps(parse(raw)).encode() == raw


@pytest.mark.promise(32)
@given(st.dictionaries(st.text(), st.text()))
def test_text_comes_through_unchanged_or_not_at_all(fields: dict[str, str]) -> None:
    raw = json.dumps(fields).encode()
    if any("\0" in text for pair in fields.items() for text in pair):
        with pytest.raises(Refused):
            parse(raw)
    else:
        assert parse(raw) == fields
