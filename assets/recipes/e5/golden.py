#!/usr/bin/env python3
"""Writes tests/golden/e5/: what the tokenizer, the words and the encoder must give, from this folder's Python reference.

The segmentation is compared with a second implementation (PyPI tokenizers) before anything is written.
Layout of the files: tests/golden/e5/README.md.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import tokenizers

import container
from encoder import Encoder
from golden_texts import ENGLISH, FRENCH, GERMAN, GROUPS, ITALIAN, ODD, PRESETS, SCRIPTS, WORDS
from tokenizer import Tokenizer, words

ROOT = Path(__file__).parents[3]
FULL = 4  # the first texts are kept whole
TEXTS = [
    *PRESETS[:4],  # the example in four languages
    *PRESETS[4:], ENGLISH[1], ENGLISH[2], ENGLISH[5], ITALIAN[1], ITALIAN[5], FRENCH[1], FRENCH[5], GERMAN[1], GERMAN[3],
    *(SCRIPTS[name].split("|")[0] for name in ("Greek", "Cyrillic", "Arabic", "Hebrew", "Devanagari", "Thai", "Han", "Kana and Han", "Hangul", "Georgian")),
    "", "cat", "👩‍🚀 on a 🐎", "a <mask> cat", "the " * 60,
    " ".join([*ENGLISH[:5], *ITALIAN[:3], *FRENCH[:2], *["cat"] * 17])]  # 128 tokens: the limit


def printable(value) -> str:
    """JSON with every character that cannot be seen written as an escape."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else "".join(f"\\u{unit:04x}" for unit in np.frombuffer(c.encode("utf-16-le", "surrogatepass"), "<u2"))
                   for c in text)


def compare_with_library(tokenizer: Tokenizer, texts: list[str]) -> None:
    """Stops if PyPI tokenizers' Unigram model segments a text in another way. It joins neighbouring unknowns; we do so for the comparison."""
    library = tokenizers.Tokenizer(tokenizers.models.Unigram(list(zip(tokenizer.pieces, map(float, tokenizer.scores))), unk_id=tokenizer.unk))
    for text in texts:
        if "<unk>" in text:  # the library lets the unknown piece itself match
            continue
        normal = tokenizer.normalise(text)
        ours: list[int] = []
        for i, _ in tokenizer.segment(normal):
            if i != tokenizer.unk or ours[-1:] != [tokenizer.unk]:
                ours.append(i)
        if ours != library.encode(normal, add_special_tokens=False).ids:
            raise SystemExit(f"two tokenizers disagree on {text!r}")


def tokenizer_json(tokenizer: Tokenizer) -> str:
    """One line per text: group, text, ids, pieces, words."""
    lines = []
    for group, texts in GROUPS.items():
        for text in texts:
            ids, pieces = tokenizer(text)
            lines.append(printable({"group": group, "text": text, "ids": ids, "pieces": pieces, "words": words(pieces)}))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def words_json(tokenizer: Tokenizer) -> str:
    """One line per text: the words as written by hand, and the pieces they divide."""
    lines = []
    for text, expected in WORDS.items():
        pieces = tokenizer(text)[1]
        found = words(pieces)
        if ["".join(pieces[a:b]) for a, b in found] != expected.split():
            raise SystemExit(f"words of {text!r}: {pieces} divided as {found}")
        lines.append(printable({"text": text, "pieces": pieces, "words": found, "expected": expected.split()}))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def reference_file(tokenizer: Tokenizer, encoder: Encoder) -> bytes:
    """Attention and states of TEXTS."""
    tensors: dict[str, np.ndarray] = {}
    listed = []
    for number, text in enumerate(TEXTS):
        ids, pieces = tokenizer(text)
        assert len(ids) <= encoder.config["token_limit"], (text, len(ids))
        run = encoder.run([ids])
        name = f"{number:02}/"
        if number < FULL:
            tensors[name + "embedding"] = run.states[0, 0].numpy()
            for layer in range(encoder.config["layers"]):
                parts = {"attention": run.attention, "output": run.states[1:]}
                if number == 0:
                    parts |= {"query": run.query, "key": run.key, "value": run.value}
                for part, tensor in parts.items():
                    tensors[f"{name}layer.{layer}.{part}"] = tensor[layer, 0].numpy()
        else:
            rows = sorted({1, len(ids) // 2})
            tensors[name + "rows"] = np.array(rows, np.int32)
            tensors[name + "attention.rows"] = run.attention[:, 0, :, rows].numpy()
            tensors[name + "states.rows"] = run.states[:, 0, rows].numpy()
        listed.append({"text": text, "ids": ids, "pieces": pieces, "words": words(pieces), "full": number < FULL})
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    return container.encode(tensors, {"format": "attention.golden", "version": "1", "model": "multilingual-e5-small, 4 bit", "texts": json.dumps(listed)})


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", type=Path, default=ROOT / "assets/models/e5")
    arguments.add_argument("--out", type=Path, default=ROOT / "tests/golden/e5")
    options = arguments.parse_args()
    tokenizer, encoder = Tokenizer.load(options.model), Encoder(options.model)
    compare_with_library(tokenizer, [text for texts in GROUPS.values() for text in texts])
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "tokenizer.json").write_text(tokenizer_json(tokenizer))
    (options.out / "words.json").write_text(words_json(tokenizer))
    (options.out / "reference.safetensors").write_bytes(reference_file(tokenizer, encoder))
    print(f"{options.out}: {sum(map(len, GROUPS.values()))} strings, {len(WORDS)} divisions into words, {len(TEXTS)} texts")


if __name__ == "__main__":
    main()
