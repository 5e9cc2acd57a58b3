#!/usr/bin/env python3
"""Which layer knows whose colour it is: linear probes on a noun's state, for its own colour and for the other noun's.

Output: probes.json. A probe is multinomial logistic regression on the mean state of the noun's pieces; trained and tested on
sentences with different nouns and verbs (all ten colours in both), for each language and layer.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

from encoder import Encoder
from head_scores import batches, prepare
from sentences import LANGUAGES, LEXICON, draw_choices, halves, sentence
from tokenizer import Tokenizer

ROOT = Path(__file__).parents[3]
SEED = 2026
PENALTY = 1e-3  # on the mean squared weight, features standardised
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


def probe(train: torch.Tensor, labels: torch.Tensor, test: torch.Tensor) -> torch.Tensor:
    """Predicted classes of `test` after fitting on `train` [sample, hidden]."""
    mean, deviation = train.mean(0), train.std(0) + 1e-6
    train, test = (train - mean) / deviation, (test - mean) / deviation
    weight = torch.zeros(train.shape[1], int(labels.max()) + 1, requires_grad=True)
    bias = torch.zeros(weight.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=60, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        value = torch.nn.functional.cross_entropy(train @ weight + bias, labels) + PENALTY * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return (test @ weight + bias).argmax(1).detach()


def accuracy(right: np.ndarray, nouns: np.ndarray, generator: np.random.Generator) -> dict[str, float]:
    """Share right with its 95 % interval, nouns drawn again with replacement."""
    names, index = np.unique(nouns, return_inverse=True)
    counts = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), BOOTSTRAP)[:, index]
    low, high = np.quantile(counts @ right / np.maximum(counts.sum(1), 1), (0.025, 0.975))
    return {"accuracy": round(float(right.mean()), 3), "low": round(float(low), 3), "high": round(float(high), 3)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", type=Path, default=ROOT / "assets/models/e5")
    arguments.add_argument("--sentences", type=int, default=500, help="per language and half")
    arguments.add_argument("--out", type=Path, default=ROOT / "assets/models/e5/probes.json")
    options = arguments.parse_args()
    encoder, tokenizer, generator = Encoder(options.model), Tokenizer.load(options.model), np.random.default_rng(SEED)
    table: dict = {}
    for language in LANGUAGES:
        (train, own, other, _), (test, test_own, test_other, nouns) = (
            samples(encoder, tokenizer, language, half, options.sentences) for half in (0, 1))
        for name, labels, expected in (("own", own, test_own), ("other", other, test_other)):
            table.setdefault(language, {})[name] = [
                accuracy((probe(train[layer], labels, test[layer]) == expected).numpy().astype(float), nouns, generator) for layer in range(len(train))]
    lines = [f'  "{language}": {{\n' + ",\n".join(f'   "{name}": {json.dumps(values)}' for name, values in probes.items()) + "\n  }"
             for language, probes in table.items()]
    head = {"schema": 1, "model": "multilingual-e5-small, 4 bit", "seed": SEED, "sentences": options.sentences, "family": "adjacent", "chance": 0.1,
            "states": "0 = embedding, L = output of layer L (counted from 1)", "bootstrap_draws": BOOTSTRAP}
    options.out.write_text(json.dumps(head, indent=1)[:-2] + ',\n "probes": {\n' + ",\n".join(lines) + "\n }\n}\n")
    for language, probes in table.items():
        print(language, {name: [value["accuracy"] for value in values] for name, values in probes.items()})


if __name__ == "__main__":
    main()
