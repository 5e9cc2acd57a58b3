#!/usr/bin/env python3
"""The head study: which of the 144 heads link a colour word to its own noun, and a verb to its object, in four languages.

Heads are chosen on one half of the words and reported on the other. Output: heads.json; the schema is in README.md.
"""
import argparse
import itertools
import json
from pathlib import Path

import numpy as np
import torch

import head_causal
import head_statistics as statistics
from encoder import Encoder
from head_scores import FAMILIES, cached_scores, prepare, sentences_of
from head_statistics import RELATIONS
from layout import dump
from sentences import LANGUAGES, LEXICON
from tokenizer import Tokenizer

ROOT = Path(__file__).parents[3]
SEED = 2026
CHOOSE, REPORT = 0, 1
RANDOM_WEIGHTS = 3  # models with random matrices
CAUSAL_SENTENCES = 100


class Study:
    """Scores of all cells, and what is concluded from them."""

    def __init__(self, model: Path, cache: Path, count: int, random_count: int):
        self.model, self.cache, self.count, self.random_count = model, cache, count, random_count
        self.encoder, self.tokenizer = Encoder(model), Tokenizer.load(model)
        self.heads_per_layer = self.encoder.config["heads"]
        self.generator = np.random.default_rng(SEED)
        self.draws = 1000
        self.cells = {half: self._cells("model", self.encoder, half, count) for half in (CHOOSE, REPORT)}
        self.random = []
        for number in range(RANDOM_WEIGHTS):
            encoder = Encoder(model)
            encoder.randomise(SEED + number)
            self.random.append({half: self._cells(f"random{number}", encoder, half, random_count) for half in (CHOOSE, REPORT)})
        self.prepared = {
            (half, language, family): [prepare(self.tokenizer, item) for _, item in sentences_of(language, family, half, count, SEED)]
            for half, language, family in itertools.product((CHOOSE, REPORT), LANGUAGES, FAMILIES)}
        self.table = {relation: {language: {family: self._cell(language, family, relation) for family in families} for language in LANGUAGES}
                      for relation, families in RELATIONS.items()}

    def causal(self, language: str, layer: int, head: int) -> dict:
        """head_causal's effects on the first sentences of the report half, kept in the cache."""
        prepared = self.prepared[REPORT, language, "adjacent"][:CAUSAL_SENTENCES]
        path = self.cache / f"causal-{language}-{len(prepared)}-{SEED}-{layer}.{head}.json"
        if not path.exists():
            path.write_text(json.dumps(head_causal.effects(self.encoder, prepared, layer, head)))
        return json.loads(path.read_text())

    def _cells(self, tag: str, encoder: Encoder, half: int, count: int):
        return {language: {family: cached_scores(self.cache, tag, encoder, self.tokenizer, language, family, half, count, SEED) for family in FAMILIES}
                for language in LANGUAGES}

    def _cell(self, language: str, family: str, relation: str) -> dict[str, np.ndarray]:
        """All heads on the report half."""
        cells = self.cells[REPORT][language]
        bind, margin = statistics.bind_and_margin(cells, family, relation)
        low, high = statistics.interval(bind, cells[family].nouns, self.draws, self.generator)
        return {"bind": bind.mean(0), "low": low, "high": high, "margin": margin.mean(0)}

    def selection(self, cells, relation: str, languages, families, subject: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Mean bind and mean margin of each head over languages and families."""
        pairs = [statistics.bind_and_margin(cells[language], family, relation) for language in languages for family in families]
        bind, margin = np.mean([bind.mean(0) for bind, _ in pairs], 0), np.mean([margin.mean(0) for _, margin in pairs], 0)
        return (1 - bind, -margin) if subject else (bind, margin)

    def choose(self, name: str, relation: str, languages, families) -> dict:
        """The best head of the choosing half (ties: larger margin), with its figures on the other half in every language and family."""
        subject = relation == "subject"
        source = "object" if subject else relation
        bind, margin = self.selection(self.cells[CHOOSE], source, languages, families, subject)
        order = sorted(range(len(bind)), key=lambda h: (-bind[h], -margin[h]))
        held_out = {language: {family: self._figures(source, language, family, order[0], subject) for family in RELATIONS[source]} for language in LANGUAGES}
        return {"id": name, "relation": relation, "languages": list(languages), "families": list(families), **self._name(order[0]),
                "selection": {"bind": number(bind[order[0]]), "margin": number(margin[order[0]], 2)},
                "next": [{**self._name(h), "bind": number(bind[h]), "margin": number(margin[h], 2)} for h in order[1:4]], "held_out": held_out}

    def _name(self, head: int) -> dict[str, int]:
        return {"layer": head // self.heads_per_layer, "head": head % self.heads_per_layer}

    def _figures(self, relation: str, language: str, family: str, head: int, subject: bool) -> dict[str, float]:
        cell = {name: float(values[head]) for name, values in self.table[relation][language][family].items()}
        if subject:
            cell = {"bind": 1 - cell["bind"], "low": 1 - cell["high"], "high": 1 - cell["low"], "margin": -cell["margin"]}
        return {name: number(value, 2 if name == "margin" else 3) for name, value in cell.items()}

    def baselines(self, relation: str) -> dict:
        """Rules, random weights and shuffled labels, per language and family, on the report half."""
        attributive = [family for family in RELATIONS[relation] if family != "predicative"]
        pools = {language: [item for family in attributive for item in self.prepared[CHOOSE, language, family]] for language in LANGUAGES}
        offsets = {language: statistics.best_offset(pool, relation) for language, pool in pools.items()}
        shared = statistics.best_offset([item for pool in pools.values() for item in pool], relation)
        best_random = [int(self.selection(model[CHOOSE], relation, LANGUAGES, attributive)[0].argmax()) for model in self.random]
        result: dict = {}
        for language, family in itertools.product(LANGUAGES, RELATIONS[relation]):
            prepared, direction = self.prepared[REPORT, language, family], statistics.direction_of(language, relation)
            shuffled = statistics.shuffled_maximum(self.cells[REPORT][language], family, relation, self.draws, self.generator)
            random = [statistics.bind_and_margin(model[REPORT][language], family, relation)[0].mean(0) for model in self.random]
            result.setdefault(language, {})[family] = {
                "nearest_noun": number(statistics.nearest_noun(prepared, relation)),
                "fixed_offset": number(statistics.fixed_offset(prepared, relation, offsets[language])), "offset": offsets[language],
                "fixed_offset_all_languages": number(statistics.fixed_offset(prepared, relation, shared)), "offset_all_languages": shared,
                "noun_in_direction": number(statistics.noun_in_direction(prepared, relation, direction)),
                "noun_in_other_direction": number(statistics.noun_in_direction(prepared, relation, -direction)),
                "random_weights": number(np.mean([values[h] for values, h in zip(random, best_random)])),
                "random_weights_best_head": number(np.mean([values.max() for values in random])),
                "shuffled_labels_best_head": {"median": number(np.median(shuffled)), "p99": number(np.quantile(shuffled, 0.99))}}
        return result


def number(value: float, digits: int = 3) -> float:
    """Rounded for the file, without a minus before zero."""
    return round(float(value), digits) + 0.0


def result(study: Study, final: bool) -> dict:
    """The content of heads.json."""
    attributive, verb_families = ("adjacent", "broken", "swapped"), RELATIONS["object"]
    chosen = [study.choose("colour", "colour", LANGUAGES, attributive)]
    chosen += [study.choose(f"colour.{language}", "colour", (language,), attributive) for language in LANGUAGES]
    chosen += [study.choose(f"colour_predicative.{language}", "colour", (language,), RELATIONS["colour"]) for language in LANGUAGES]
    chosen += [study.choose("object", "object", LANGUAGES, verb_families), study.choose("subject", "subject", LANGUAGES, verb_families)]
    default = chosen[0]["layer"], chosen[0]["head"]
    causal = {language: study.causal(language, *default) for language in LANGUAGES}
    return {
        "schema": 1, "status": "final" if final else "preliminary: few sentences, figures will change",
        "model": "multilingual-e5-small, 4 bit", "seed": SEED, "sentences": study.count, "random_weights_sentences": study.random_count,
        "random_weights_models": RANDOM_WEIGHTS, "bootstrap_draws": study.draws, "shuffles": study.draws,
        "lexicon": {kind: len(LEXICON[kind]["en"]) for kind in ("nouns", "colours", "verbs")},
        "layers": study.encoder.config["layers"], "heads_per_layer": study.heads_per_layer,
        "languages": list(LANGUAGES), "relations": {relation: list(families) for relation, families in RELATIONS.items()},
        "default": {"layer": default[0], "head": default[1]}, "chosen": chosen,
        "baselines": {relation: study.baselines(relation) for relation in RELATIONS},
        "causal": {"sentences": min(CAUSAL_SENTENCES, study.count), "family": "adjacent", "layer": default[0], "head": default[1], "languages": causal},
        "heads": {relation: {language: {family: {name: [number(v, 2 if name == "margin" else 3) for v in values] for name, values in cell.items()}
                                        for family, cell in families.items()} for language, families in languages.items()}
                  for relation, languages in study.table.items()}}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", type=Path, default=ROOT / "assets/models/e5")
    arguments.add_argument("--cache", type=Path, default=ROOT / "build/head_study", help="scores per sentence; a stopped run goes on from here")
    arguments.add_argument("--sentences", type=int, default=500, help="per language, family and half")
    arguments.add_argument("--random-sentences", type=int, default=200, help="the same, for the models with random weights")
    arguments.add_argument("--out", type=Path, default=ROOT / "assets/models/e5/heads.json")
    options = arguments.parse_args()
    torch.manual_seed(SEED)
    study = Study(options.model, options.cache, options.sentences, options.random_sentences)
    content = result(study, options.sentences >= 500)
    options.out.write_text(dump(content) + "\n")
    first = content["chosen"][0]
    print(f"default head {first['layer']}.{first['head']}:", json.dumps(first["held_out"]))


if __name__ == "__main__":
    main()
