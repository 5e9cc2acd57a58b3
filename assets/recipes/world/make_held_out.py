"""Writes held_out.json: what training must never show. Run once, before any training; the file is committed and never changed.

A: (colour, kind) pairs, absent in every language, style and reflection. B: ordered (kind, relation, kind). C: (colour, kind, language) never in a
caption of that language. Style: the art style kept for tests. Usage: python -m world.make_held_out
"""
import json
import os
import random

from .captions import LANGUAGES
from .kinds import COLOUR_NAMES, KIND_NAMES, KINDS, STYLES

# The page's own example prompts are never held out, except the two that show a held-out pair on purpose.
KEEP = {("red", "cat"), ("gray", "mouse"), ("white", "astronaut"), ("yellow", "horse"), ("orange", "fox"), ("blue", "bird"), ("green", "turtle"),
        ("purple", "car"), ("pink", "rabbit"), ("yellow", "fish"), ("black", "dog"), ("white", "tree"), ("blue", "fish"), ("gray", "cat"), ("red", "mouse"),
        ("red", "car"), ("green", "tree"), ("white", "house"), ("gray", "elephant"), ("black", "cat"), ("white", "rabbit"), ("pink", "pig"),
        ("green", "dinosaur"), ("yellow", "giraffe"), ("red", "mushroom"), ("blue", "whale"), ("orange", "cat"), ("yellow", "bird"), ("red", "ball"),
        ("white", "horse"), ("red", "rocket"), ("red", "umbrella"), ("blue", "butterfly"), ("red", "fox"), ("blue", "car")}
WANTED = [("blue", "cat"), ("red", "horse"), ("green", "dog")]
KEEP_TRIPLES = {("cat", "chases", "mouse"), ("mouse", "chases", "cat"), ("astronaut", "on", "horse"), ("horse", "on", "astronaut"), ("turtle", "on", "car")}


def main():
    rng = random.Random(20261123)
    while True:
        pairs = list(WANTED)
        for kind in KIND_NAMES:
            while sum(p[1] == kind for p in pairs) < 2:
                counts = {c: sum(p[0] == c for p in pairs) + rng.random() for c in COLOUR_NAMES if (c, kind) not in KEEP and (c, kind) not in pairs}
                pairs.append((min(counts, key=counts.get), kind))
        if all(sum(p[0] == c for p in pairs) >= 2 for c in COLOUR_NAMES):
            break
    movers = [k for k in KIND_NAMES if KINDS[k]["chases"]]
    triples = []
    for relation, first in (("chases", movers), ("on", KIND_NAMES), ("beside", KIND_NAMES)):
        options = [(a, relation, b) for a in first for b in (movers if relation == "chases" else KIND_NAMES)
                   if a != b and (a, relation, b) not in KEEP_TRIPLES and (relation != "beside" or a < b)]
        triples += rng.sample(options, len(options) // 12)
    cells, free = [], [(c, k) for c in COLOUR_NAMES for k in KIND_NAMES if (c, k) not in pairs and (c, k) not in KEEP]
    for language in LANGUAGES:
        cells += [[c, k, language] for c, k in rng.sample(free, 12)]
    data = {"note": "Fixed before training; see README.md.", "A": sorted(pairs), "B": sorted(triples), "C": cells, "style": STYLES[3]}
    with open(os.path.join(os.path.dirname(__file__), "held_out.json"), "w") as f:
        f.write("{\n" + ",\n".join(f'"{k}": ' + (("[\n  " + ",\n  ".join(json.dumps(list(e)) for e in v) + "\n]") if isinstance(v, list) else json.dumps(v))
                                    for k, v in data.items()) + "\n}\n")


if __name__ == "__main__":
    main()
