"""Prompts of the acceptance table: seeded sets of specifications with captions, apart from the training bank; validation and test never overlap."""
import random

from world.captions import LANGUAGES, caption
from world.compose import Stickers, seats
from world.kinds import COLOUR_NAMES, KIND_NAMES
from world.scene import HELD_A, HELD_B, HELD_C, MOVERS, held_triple, random_specification

SEEDS = {"validation": 71, "test": 72}


def say(rng, specification, language="en"):
    """A caption that says every colour, and the sky unless it is day."""
    s = specification
    return caption(rng, language, s["relation"], s["kinds"], s["colours"], None if s["sky"] == "day" else s["sky"])


def ordinary(split, count, relations=None, two=False):
    """Seen pairs and triples only. [{relation, kinds, colours, sky, text, language}]"""
    rng, out = random.Random(SEEDS[split]), []
    while len(out) < count:
        s = random_specification(rng)
        if relations and s["relation"] not in relations or two and len(s["kinds"]) < 2:
            continue
        language = rng.choice(LANGUAGES)
        if any((c, k, language) in HELD_C for c, k in zip(s["colours"], s["kinds"])):
            continue
        out.append({**s, "language": language, "text": say(rng, s, language)})
    return out


def held_a(split, count):
    """Two-entity prompts whose first entity is a held-out pair, and matched seen ones (the same but for that colour). → held, matched"""
    rng, held, matched = random.Random(SEEDS[split] + 10), [], []
    while len(held) < count:
        s = random_specification(rng)
        if len(s["kinds"]) < 2:
            continue
        colours = [c for c in COLOUR_NAMES if (c, s["kinds"][0]) in HELD_A and (c != s["colours"][1] or s["kinds"][0] != s["kinds"][1])]
        if not colours:
            continue
        h = {**s, "colours": [rng.choice(colours), s["colours"][1]]}
        state = rng.getstate()
        held.append({**h, "language": "en", "text": say(rng, h)})
        rng.setstate(state)
        matched.append({**s, "language": "en", "text": say(rng, s)})
    return held, matched


def held_b(split, count):
    rng, out = random.Random(SEEDS[split] + 20), []
    triples = sorted(HELD_B)
    while len(out) < count:
        a, relation, b = rng.choice(triples)
        s = random_specification(rng)
        colours = [rng.choice(COLOUR_NAMES) for _ in range(2)]
        if any(p in HELD_A for p in zip(colours, (a, b))):
            continue
        s = {"relation": relation, "kinds": [a, b], "colours": colours, "sky": s["sky"]}
        out.append({**s, "language": "en", "text": say(rng, s)})
    return out


def paired_languages(split, count):
    """The same specifications in every language: {language: [prompt]}."""
    rng, out = random.Random(SEEDS[split] + 30), {l: [] for l in LANGUAGES}
    while len(out["en"]) < count:
        s = random_specification(rng)
        if any((c, k, l) in HELD_C for l in LANGUAGES for c, k in zip(s["colours"], s["kinds"])):
            continue
        for l in LANGUAGES:
            out[l].append({**s, "language": l, "text": say(rng, s, l)})
    return out


def countable_kinds(stickers=None):
    """Kinds whose mirror image differs in at least 10 % of the sticker's pixels at model size, in every training style: their flip can be judged."""
    import numpy as np
    stickers, out = stickers or Stickers(), []
    for k, kind in enumerate(KIND_NAMES):
        worst = 1.0
        for s in range(3):
            image = stickers.levels(k, s, 4, 0)[3].astype(int)
            differs = np.abs(image - image[:, ::-1]).max(-1) > 40
            worst = min(worst, differs.sum() / max((image[..., 3] > 100).sum(), 1))
        if worst >= 0.10:
            out.append(kind)
    return out
