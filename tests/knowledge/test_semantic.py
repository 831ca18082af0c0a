"""The search by meaning: the extra ``semantic``. Skipped where it is not installed."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.benchmarks.knowledge import measure, read_questions
from assistant.cli import main
from assistant.content.loader import load_content
from assistant.engine.guide import load_guide
from assistant.errors import SettingsError
from assistant.knowledge import semantic
from assistant.knowledge.pieces import Pieces
from assistant.knowledge.search import MAYBE, Search
from assistant.knowledge.semantic import Model, SemanticSearch, load_model

CONTENT = load_content()
HERE = Path(__file__).parent


def test_a_text_is_read_in_the_pieces_the_model_was_trained_on() -> None:
    assert Pieces().read("Hello, World!") == [101, 7592, 1010, 2088, 999, 102]
    assert Pieces().read("Naïve café, 5 µg/mL £5") == [
        101, 15743, 7668, 1010, 1019, 1085, 2290, 1013, 19875, 27813, 102,
    ]  # fmt: skip
    assert Pieces().read("infliximab")[1:-1] != [100]
    assert Pieces().read("😀 日") == [101, 100, 1864, 102]
    assert len(Pieces().read("word " * 500)) == 64


def test_without_the_extra_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "MODEL", "a_package_nobody_has")
    load_model.cache_clear()
    done = CliRunner().invoke(main, ["bench", "knowledge", "--semantic"])
    assert done.exit_code == 1
    assert done.output.split("\n")[-2] == (
        "Error: search = semantic needs the extra: pip install 'second-line[semantic]'"
    )


# --- with the extra ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def search() -> Search:
    try:
        return load_guide("semantic").search("en")
    except SettingsError as missing:
        if os.environ.get("ASSISTANT_NO_SKIPS") == "1":
            raise
        pytest.skip(str(missing))


def test_meaning_finds_more_and_answers_less_wrongly_than_words(search: Search) -> None:
    by_words = load_guide().search("en")
    for name in ("search.yaml", "search_2.yaml", "search_3.yaml"):
        questions = read_questions(HERE / name, CONTENT)
        words, meaning = measure(by_words, questions), measure(search, questions)
        assert meaning.first >= words.first + 0.02
        assert meaning.three >= words.three
        assert meaning.wrong <= words.wrong
        assert meaning.pretended <= 0.07


def test_other_words_for_the_same_thing_are_understood(search: Search) -> None:
    asked = "my arthritis hurts, is there a drug that calms sore knees as well"
    by_words = load_guide().search("en").find(asked)
    assert not by_words or not by_words[0].sure
    assert search.find(asked)[0].id in ("medicines.outside_gut", "conditions.joints")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("how fast does skyrizzi work", "risankizumab.speed"), ("HYRIMOZ side effects", "adalimumab.warnings")],
)
def test_a_medicine_is_told_from_others_by_its_name_alone(typed: str, found: str, search: Search) -> None:
    best, second, *_ = search.find(typed)
    assert best.id == found
    assert best.sure
    assert second.confidence < best.confidence - 0.1


@pytest.mark.parametrize("typed", ["", "   ", "?!", "the of and", "qwertyuiop", "🙂🙂", "x" * 5000, "\x00\ud800"])
def test_nothing_is_found_for_nothing(typed: str, search: Search) -> None:
    assert search.find(typed) == ()


def test_every_way_of_asking_finds_its_own_answer(search: Search) -> None:
    for name, entry in list(CONTENT.words("en").answers.items())[::20]:
        hits = search.find(entry.asks[0])
        assert name in {hit.id for hit in hits if hit.confidence >= hits[0].confidence - 0.001}
        assert hits[0].confidence > 0.95
        assert all(MAYBE <= hit.confidence <= 1 for hit in hits)


def test_nothing_is_asked_of_any_network(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    load_model.cache_clear()
    assert load_model().directions(["what is a seton", "a loop that drains a fistula"]).shape[0] == 2


def test_another_file_than_the_model_is_refused(search: Search, tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(b"something else")
    with pytest.raises(SettingsError, match="is not the model this was measured with"):
        Model(file)


def test_the_setting_decides_which_search_is_used(search: Search) -> None:
    assert isinstance(search, SemanticSearch)
    assert not isinstance(load_guide("lexical").search("en"), SemanticSearch)
