#!/usr/bin/env python3
"""Which layer knows whose colour it is: linear probes on a noun's state, for its own colour and for the other noun's.

Output: probes.json. A probe is multinomial logistic regression on the mean state of the noun's pieces, one for each language and
layer. It is tested twice: on other sentences with the nouns and verbs it was trained on ("seen"), and on sentences with nouns and
verbs that it never saw ("new"; all ten colours in both). The second asks whether colour is written in the same direction for every noun.
"""
import argparse
import json
from pathlib import Path
from typing import Callable

import numpy as np
import torch

from encoder import Encoder
from head_scores import batches, prepare
from layout import dump
from sentences import LANGUAGES, LEXICON, draw_choices, halves, sentence
from tokenizer import Tokenizer

ROOT = Path(__file__).parents[3]
SEED = 2026
PENALTY = 3e-3  # times the squared weights, features standardised; chosen on two nouns of the training half, English
BOOTSTRAP = 1000


def samples(encoder: Encoder, tokenizer: Tokenizer, language: str, half: int, count: int):
    """States [layer + 1, 2 · count, hidden] of both nouns of `count` adjacent sentences; own and other colour; the nouns."""
    words = halves(SEED)[half] | {"colours": list(range(len(LEXICON["colours"]["en"])))}
    choices = draw_choices(words, count, SEED + 10 + half)
    prepared = [prepare(tokenizer, sentence(language, "adjacent", choice)) for choice in choices]
    states = torch.zeros(encoder.config["layers"] + 1, count, 2, encoder.config["hidden"])
    for group in batches(prepared):
        run = encoder.run([prepared[i].ids for i in group])
        for at, i in enumerate(group):
            for noun in (1, 2):
                begin, end = prepared[i].spans[f"noun{noun}"]
                states[:, i, noun - 1] = run.states[:, at, begin:end].mean(1)
    colours = torch.tensor([(c.colour1, c.colour2) for c in choices])
    nouns = np.array([(c.noun1, c.noun2) for c in choices])
    return states.flatten(1, 2), colours.flatten(), colours.flip(1).flatten(), nouns.flatten()


def probe(train: torch.Tensor, labels: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
    """Fits a probe on `train` [sample, hidden]; the result gives the classes of other samples."""
    mean, deviation = train.mean(0), train.std(0) + 1e-6
    train = (train - mean) / deviation
    weight = torch.zeros(train.shape[1], int(labels.max()) + 1, requires_grad=True)
    bias = torch.zeros(weight.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=60, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        value = torch.nn.functional.cross_entropy(train @ weight + bias, labels) + PENALTY * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return lambda states: (((states - mean) / deviation) @ weight + bias).argmax(1).detach()


def accuracy(right: np.ndarray, nouns: np.ndarray, generator: np.random.Generator) -> dict[str, float]:
    """Share right with its 95 % interval, nouns drawn again with replacement."""
    names, index = np.unique(nouns, return_inverse=True)
    counts = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), BOOTSTRAP)[:, index]
    low, high = np.quantile(counts @ right / np.maximum(counts.sum(1), 1), (0.025, 0.975))
    return {"accuracy": round(float(right.mean()), 3), "low": round(float(low), 3), "high": round(float(high), 3)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", type=Path, default=ROOT / "assets/models/e5")
    arguments.add_argument("--sentences", type=int, default=800, help="to train on, per language")
    arguments.add_argument("--tests", type=int, default=400, help="of each kind, per language")
    arguments.add_argument("--out", type=Path, default=ROOT / "assets/models/e5/probes.json")
    options = arguments.parse_args()
    encoder, tokenizer, generator = Encoder(options.model), Tokenizer.load(options.model), np.random.default_rng(SEED)
    table: dict = {}
    for language in LANGUAGES:
        states, own, other, nouns = samples(encoder, tokenizer, language, 0, options.sentences + options.tests)
        new = samples(encoder, tokenizer, language, 1, options.tests)
        split = 2 * options.sentences  # two nouns a sentence
        tests = {"seen": (states[:, split:], own[split:], other[split:], nouns[split:]), "new": new}
        for place, name in ((1, "own"), (2, "other")):
            labels = (own, other)[place - 1][:split]
            for test, parts in tests.items():
                table.setdefault(language, {}).setdefault(name, {})[test] = []
            for layer in range(len(states)):
                predict = probe(states[layer, :split], labels)
                for test, parts in tests.items():
                    right = (predict(parts[0][layer]) == parts[place]).numpy().astype(float)
                    table[language][name][test].append(accuracy(right, parts[3], generator))
    content = {"schema": 1, "model": "multilingual-e5-small, 4 bit", "seed": SEED, "sentences": options.sentences, "tests": options.tests, "family": "adjacent",
               "chance": 0.1, "states": "0 = embedding, L = output of layer L (counted from 1)", "bootstrap_draws": BOOTSTRAP, "probes": table}
    options.out.write_text(dump(content) + "\n")
    for language, probes in table.items():
        print(language, {f"{name} {test}": [value["accuracy"] for value in values] for name, kinds in probes.items() for test, values in kinds.items()})


if __name__ == "__main__":
    main()
