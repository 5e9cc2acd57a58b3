"""Statistics of the head study: which heads bind, how sure that is, and what simple rules reach."""
from collections import Counter

import numpy as np

from head_scores import Prepared, Scores
from sentences import NOUN_FIRST

RELATIONS = {"colour": ("adjacent", "broken", "swapped", "predicative"), "object": ("adjacent", "broken", "predicative")}
TINY = 1e-9  # smallest attention inside a logarithm


def bind_and_margin(cells: dict[str, Scores], family: str, relation: str) -> tuple[np.ndarray, np.ndarray]:
    """bind [sentence, head] (bool) and margin [sentence, head] (natural logarithm of a ratio of attention).

    colour: bind = *both* colour words attend more to their own noun than to the other; margin = mean of both log ratios.
    "swapped": the sentence must be right with the colours as drawn *and* exchanged. object: the verb attends more to its object than to its subject.
    """
    scores = cells[family]
    if relation == "object":
        return scores.verb[..., 0] > scores.verb[..., 1], np.log(np.maximum(scores.verb[..., 0], TINY) / np.maximum(scores.verb[..., 1], TINY))
    bind = (scores.colour[..., 0] > scores.colour[..., 1]).all(2)
    if family == "swapped":
        bind &= (cells["adjacent"].colour[..., 0] > cells["adjacent"].colour[..., 1]).all(2)
    return bind, np.log(np.maximum(scores.colour[..., 0], TINY) / np.maximum(scores.colour[..., 1], TINY)).mean(2)


def interval(bind: np.ndarray, nouns: np.ndarray, draws: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of the mean of `bind` [sentence, head], the nouns drawn anew with replacement `draws` times.

    A sentence counts as often as its two nouns were drawn (product), so that sentences that share nouns are not taken as independent.
    """
    names, index = np.unique(nouns, return_inverse=True)
    counts = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), draws)
    index = index.reshape(nouns.shape)
    weights = (counts[:, index[:, 0]] * counts[:, index[:, 1]]).astype(float)
    means = weights @ bind / np.maximum(weights.sum(1, keepdims=True), 1)
    return tuple(np.quantile(means, (0.025, 0.975), axis=0))


def shuffled_maximum(cells: dict[str, Scores], family: str, relation: str, draws: int, generator: np.random.Generator) -> np.ndarray:
    """The best of all heads when, in each sentence, a coin decides which noun is called "its own": [draws]."""
    right, margin = bind_and_margin(cells, family, relation)
    scores = cells[family]
    if relation == "object":
        wrong = scores.verb[..., 0] < scores.verb[..., 1]
    else:
        wrong = (scores.colour[..., 0] < scores.colour[..., 1]).all(2)
        if family == "swapped":
            wrong &= (cells["adjacent"].colour[..., 0] < cells["adjacent"].colour[..., 1]).all(2)
    flips = generator.integers(0, 2, (draws, len(right))).astype(float)
    return ((flips @ wrong + (1 - flips) @ right) / len(right)).max(1)


def _positions(item: Prepared) -> dict[str, int]:
    """Positions of the roles, counted in words without commas."""
    kept = [i for i, word in enumerate(item.sentence.words) if word != ","]
    return {role: kept.index(at) for role, at in item.sentence.roles.items()}


def _pairs(item: Prepared, relation: str) -> list[tuple[int, int, int]]:
    """(from, right noun, other noun) of each link that a rule must get right."""
    at = _positions(item)
    if relation == "object":
        return [(at["verb"], at["noun2"], at["noun1"])]
    return [(at["colour1"], at["noun1"], at["noun2"]), (at["colour2"], at["noun2"], at["noun1"])]


def nearest_noun(prepared: list[Prepared], relation: str) -> float:
    """Share of sentences in which the nearest noun is the right one for every link; a tie is wrong."""
    return float(np.mean([all(abs(own - start) < abs(other - start) for start, own, other in _pairs(item, relation)) for item in prepared]))


def noun_in_direction(prepared: list[Prepared], relation: str, direction: int) -> float:
    """Share of sentences in which the first noun to the right (+1) or left (−1) is the right one for every link."""
    def first_is_own(start: int, own: int, other: int) -> bool:
        ahead = [(abs(noun - start), noun) for noun in (own, other) if (noun - start) * direction > 0]
        return bool(ahead) and min(ahead)[1] == own

    return float(np.mean([all(first_is_own(*pair) for pair in _pairs(item, relation)) for item in prepared]))


def direction_of(language: str, relation: str) -> int:
    """Where the language puts the noun of a colour word, and the object of a verb."""
    return -1 if relation == "colour" and language in NOUN_FIRST else 1


def fixed_offset(prepared: list[Prepared], relation: str, offset: int) -> float:
    """Share of sentences in which the right noun stands at `offset` words for every link."""
    return float(np.mean([all(own - start == offset for start, own, _ in _pairs(item, relation)) for item in prepared]))


def best_offset(prepared: list[Prepared], relation: str) -> int:
    """The offset that is right most often for single links; among equals the shortest, then the one to the right."""
    counts = Counter(own - start for item in prepared for start, own, _ in _pairs(item, relation))
    return max(counts, key=lambda offset: (counts[offset], -abs(offset), offset))
