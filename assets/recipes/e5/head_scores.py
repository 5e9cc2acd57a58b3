"""Runs the head study's sentences through the encoder and keeps, for each sentence and head, the few sums that the study needs.

Attention between words: mean over the pieces of the word that looks, sum over the pieces of the word looked at.
"""
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from encoder import Encoder
from sentences import Choice, Sentence, draw_choices, halves, sentence
from tokenizer import Tokenizer, words

FAMILIES = ("adjacent", "broken", "swapped", "predicative")
BATCH = 64


class Scores(NamedTuple):
    """One cell: language, family, half. Heads are numbered layer · 12 + head."""

    colour: np.ndarray  # float32 [sentence, head, adjective (of noun 1, of noun 2), noun (its own, the other)]
    verb: np.ndarray  # float32 [sentence, head, noun (object, subject)]
    nouns: np.ndarray  # int64 [sentence, 2], indices into the lexicon


class Prepared(NamedTuple):
    """A sentence with its pieces."""

    sentence: Sentence
    ids: list[int]
    spans: dict[str, tuple[int, int]]  # role -> [first, end) piece positions


def sentences_of(language: str, family: str, half: int, count: int, seed: int) -> list[tuple[Choice, Sentence]]:
    """The cell's sentences. All families and languages of a half share their choices of words."""
    result = []
    for choice in draw_choices(halves(seed)[half], count, seed + 1 + half):
        choice = choice.swapped() if family == "swapped" else choice
        result.append((choice, sentence(language, "adjacent" if family == "swapped" else family, choice)))
    return result


def prepare(tokenizer: Tokenizer, item: Sentence) -> Prepared:
    """Tokenizes; the tokenizer's division into words must be the grammar's."""
    ids, pieces = tokenizer(item.text)
    spans = words(pieces)
    if ["".join(pieces[a:b]).removeprefix("▁") for a, b in spans] != item.words:
        raise ValueError(f"{item.text!r}: words {spans} of {pieces}")
    return Prepared(item, ids, {role: tuple(spans[at]) for role, at in item.roles.items()})


def batches(prepared: list[Prepared]) -> list[list[int]]:
    """Indices of sentences of equal length in tokens, at most BATCH each."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for i, item in enumerate(prepared):
        by_length[len(item.ids)].append(i)
    return [group[start:start + BATCH] for group in by_length.values() for start in range(0, len(group), BATCH)]


def between(attention: torch.Tensor, rows: tuple[int, int], columns: tuple[int, int]) -> torch.Tensor:
    """Attention from a word to a word for all heads, [layer · head], from [layer, head, query, key]."""
    return attention[:, :, rows[0]:rows[1], columns[0]:columns[1]].sum(3).mean(2).flatten()


def scores(encoder: Encoder, tokenizer: Tokenizer, language: str, family: str, half: int, count: int, seed: int) -> Scores:
    """Runs one cell."""
    chosen = sentences_of(language, family, half, count, seed)
    prepared = [prepare(tokenizer, item) for _, item in chosen]
    heads = encoder.config["layers"] * encoder.config["heads"]
    colour, verb = np.zeros((count, heads, 2, 2), np.float32), np.zeros((count, heads, 2), np.float32)
    for group in batches(prepared):
        run = encoder.run([prepared[i].ids for i in group])
        for at, i in enumerate(group):
            attention, spans = run.attention[:, at], prepared[i].spans
            for adjective, own, other in ((1, 1, 2), (2, 2, 1)):
                for place, noun in enumerate((own, other)):
                    colour[i, :, adjective - 1, place] = between(attention, spans[f"colour{adjective}"], spans[f"noun{noun}"])
            for place, noun in enumerate((2, 1)):
                verb[i, :, place] = between(attention, spans["verb"], spans[f"noun{noun}"])
    return Scores(colour, verb, np.array([(choice.noun1, choice.noun2) for choice, _ in chosen]))


def cached_scores(folder: Path, tag: str, encoder: Encoder, tokenizer: Tokenizer, *cell) -> Scores:
    """As `scores`, kept in `folder` under the cell's name; `tag` names the weights."""
    path = folder / ("-".join(map(str, (tag, *cell))) + ".npz")
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial.npz")
        np.savez(partial, **scores(encoder, tokenizer, *cell)._asdict())
        partial.rename(path)
    return Scores(**np.load(path))
