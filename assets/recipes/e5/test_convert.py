"""The committed files are what the recipe makes, and what it makes is the published model."""
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

import container
import convert
from encoder import dequantise
from source import Packed, obtain
from tokenizer import Tokenizer

MODEL = Path(__file__).parents[2] / "models/e5"
MANIFEST = json.loads((MODEL / "manifest.json").read_text())


def test_manifest_lists_the_files_that_are_there():
    listed = {entry["name"] for entry in MANIFEST["files"]}
    assert listed == {path.name for path in MODEL.glob("*.safetensors")}
    for entry in MANIFEST["files"]:
        data = (MODEL / entry["name"]).read_bytes()
        assert len(data) == entry["bytes"] and hashlib.sha256(data).hexdigest() == entry["sha256"], entry["name"]


def test_every_piece_is_in_one_shard_and_the_index_knows_it():
    index = container.read(MODEL / "embeddings.index.safetensors")[0]["shard"]
    found = np.full(len(index), -1)
    for entry in MANIFEST["files"]:
        if entry["role"] in ("base", "shard"):
            ids = container.read(MODEL / entry["name"])[0]["ids"]
            assert (found[ids] == -1).all() and (np.diff(ids) > 0).all()
            found[ids] = entry["shard"]
    assert (found == index).all()


def test_starter_has_the_rows_of_all_presets():
    tokenizer = Tokenizer.load(MODEL)
    ids = set(container.read(MODEL / "embeddings.starter.safetensors")[0]["ids"].tolist())
    presets = json.loads((Path(__file__).parent / "presets.json").read_text())
    assert len(presets) == 5
    for texts in presets.values():
        assert set(texts) == {"en", "it", "fr", "de"}
        for text in texts.values():
            assert set(tokenizer(text)[0]) <= ids


def test_blocks_of_four_bits():
    block = np.zeros((1, 18), np.uint8)
    block[0, :2] = np.frombuffer(np.float16(0.5).tobytes(), np.uint8)
    block[0, 2] = 0x1F  # weight 0: 15, weight 16: 1
    values = dequantise(block)[0]
    assert values[0] == 3.5 and values[16] == -3.5 and (np.delete(values, [0, 16]) == -4).all()


@pytest.mark.slow
def test_conversion_is_reproduced_byte_for_byte():
    packed = Packed(obtain(convert.ROOT / "build/downloads"))
    convert.verify(MODEL, packed)
    for name, data in convert.build(packed).items():
        assert data == (MODEL / name).read_bytes(), name
