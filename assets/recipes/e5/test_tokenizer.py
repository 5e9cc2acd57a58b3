"""The Python tokenizer gives what the golden files say, and so does its division into words."""
import json
from pathlib import Path

import pytest

from tokenizer import Tokenizer, words

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests/golden/e5"


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.load(ROOT / "assets/models/e5")


def test_ids_pieces_and_words(tokenizer):
    entries = json.loads((GOLDEN / "tokenizer.json").read_text())
    assert len(entries) >= 300
    for entry in entries:
        ids, pieces = tokenizer(entry["text"])
        assert (ids, pieces, words(pieces)) == (entry["ids"], entry["pieces"], entry["words"]), entry["text"]


def test_words_written_by_hand(tokenizer):
    for entry in json.loads((GOLDEN / "words.json").read_text()):
        pieces = tokenizer(entry["text"])[1]
        assert ["".join(pieces[a:b]) for a, b in words(pieces)] == entry["expected"]
