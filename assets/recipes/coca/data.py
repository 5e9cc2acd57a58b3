"""Scenes, captions and their truth: which caption is true of which picture, and twins that differ in who has which colour or role.

A fact sheet of a caption: {relation, kinds, colours (None = not said), sky, said (is the sky said)}; a scene has the same keys with everything known.
"""
import json
import os
import random

import numpy as np
import torch

from world.captions import LANGUAGES, caption
from world.batch import BatchComposer
from world.scene import HELD_A, HELD_C, describe, held_triple, random_specification
from world.stickers import Stickers  # noqa: F401  (type of composer.stickers)

from picture.data import CACHE, patch_labels

from .model import WINDOW

TRUE, FALSE, OPEN = 1, 0, -1


def truth(says, scene):
    """Is a caption true of a scene? OPEN where people would differ ("a and b" of a chase, "a mirror" of a full one)."""
    if says["said"] and says["sky"] != scene["sky"]:
        return FALSE
    fits = lambda i, j: says["kinds"][i] == scene["kinds"][j] and says["colours"][i] in (None, scene["colours"][j])
    count, relation, other = len(says["kinds"]), says["relation"], scene["relation"]
    if relation == "empty_mirror":
        return TRUE if other == relation else OPEN if other == "mirror" else FALSE
    if count == 1:
        if relation != "one" and relation != other:
            return FALSE
        return TRUE if any(fits(0, j) for j in range(len(scene["kinds"]))) else FALSE
    if len(scene["kinds"]) != 2:
        return FALSE
    straight, crossed = fits(0, 0) and fits(1, 1), fits(0, 1) and fits(1, 0)
    if relation == "beside":
        return FALSE if not (straight or crossed) else TRUE if other == "beside" else OPEN
    if relation != other:
        return FALSE
    return TRUE if straight else FALSE


def twin_of(rng, scene):
    """A scene with the colours or the roles swapped (one object: another colour); None where the result would be the same or is held out."""
    kinds, colours = list(scene["kinds"]), list(scene["colours"])
    if not kinds:
        return None
    if len(kinds) == 1:
        colours = [rng.choice([c for c in ("red", "orange", "yellow", "green", "blue", "purple", "pink", "gray", "black", "white") if c != colours[0]])]
    elif scene["relation"] != "beside" and (colours[0] == colours[1] or rng.random() < 0.5):
        kinds.reverse(); colours.reverse()
    else:
        colours.reverse()
    twin = {**scene, "kinds": kinds, "colours": colours}
    if truth({**twin, "said": False}, scene) != FALSE or any(p in HELD_A for p in zip(colours, kinds)):
        return None
    if len(kinds) == 2 and held_triple(kinds[0], scene["relation"], kinds[1]):
        return None
    return twin


def caption_for(rng, scene, drop=True, language=None):
    """A random true caption: fact sheet with language and text. drop: 30 % leave out colours, 15 % an unusual sky."""
    while True:
        said_language, colours = language or rng.choice(LANGUAGES), list(scene["colours"])
        if drop and colours and rng.random() < 0.3:
            if len(colours) == 1 or rng.random() < 0.5:
                colours = [None] * len(colours)
            else:
                colours[rng.randrange(2)] = None
        if any((c, k, said_language) in HELD_C for c, k in zip(colours, scene["kinds"])):
            if language:
                return None
            continue
        day = scene["sky"] == "day"
        said = rng.random() < ((0.10 if drop else 0.0) if day else (0.85 if drop else 1.0))
        text = caption(rng, said_language, scene["relation"], scene["kinds"], colours, scene["sky"] if said else None)
        return {"relation": scene["relation"], "kinds": scene["kinds"], "colours": colours, "sky": scene["sky"], "said": said,
                "full": None not in colours and said != day, "language": said_language, "text": text}


class Vocabulary:
    """The pieces that training captions can hold, in the order of their ids in the text encoder; index 0..2 = <s>, </s>, unknown."""

    def __init__(self, encoder, path=None):
        path = path or f"{CACHE}/coca/vocabulary.json"
        if os.path.exists(path):
            with open(path) as f:
                self.ids = json.load(f)
        else:
            rng, seen = random.Random(9), set()
            for _ in range(60_000):
                while not (c := caption_for(rng, random_specification(rng))):
                    pass
                seen.update(encoder.tokenize(c["text"]))
            special = [encoder.bos, encoder.eos, encoder.unknown]
            self.ids = special + sorted(seen - set(special))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as f:
                json.dump(self.ids, f)
        self.index, self.encoder = {p: i for i, p in enumerate(self.ids)}, encoder
        self.pieces = [encoder.pieces[i] for i in self.ids]
        self.rows = encoder.rows(torch.tensor(self.ids))

    def encode(self, texts):
        """→ int64 [M, L] padded with </s>, index of the first </s> [M]."""
        lists = [[self.index.get(p, 2) for p in self.encoder.tokenize(t)] for t in texts]
        lists = [i if len(i) <= WINDOW else i[:WINDOW - 1] + [1] for i in lists]
        out = np.ones((len(lists), max(map(len, lists))), np.int64)
        for row, i in zip(out, lists):
            row[:len(i)] = i
        return torch.from_numpy(out), torch.tensor([len(i) - 1 for i in lists])

    def text(self, indices):
        """Piece indices without <s>, up to </s> → text."""
        out = []
        for i in indices:
            if i == 1:
                break
            out.append(self.pieces[i])
        return "".join(out).replace("▁", " ").strip()


class Pairs:
    """Batches of scenes (and their twins), one caption each, with the truth table of all pairs."""

    def __init__(self, vocabulary, size=64, seed=21, twins=True, composer=None):
        self.vocabulary, self.composer, self.rng, self.twins = vocabulary, composer or BatchComposer(size), random.Random(seed), twins

    def next(self, batch):
        """→ pictures [B, 3, S, S] in -1..1, pieces [B, L], ends [B], languages [B], full bool [B], table i8 [B, B] (picture, caption),
        labels int64 [B, N, 3] (see patch_labels)."""
        rng, scenes = self.rng, []
        while len(scenes) < batch:
            s = random_specification(rng)
            t = twin_of(rng, s) if self.twins else None
            scenes += [s, t] if t and len(scenes) + 2 <= batch else [s]
        says = [caption_for(rng, s) for s in scenes]
        table = np.array([[truth(c, s) for c in says] for s in scenes], np.int8)
        pictures, entity, reflected, labels = self.composer.draw([describe(rng, s, self.composer.seats) for s in scenes])
        pieces, ends = self.vocabulary.encode([c["text"] for c in says])
        return (torch.from_numpy(pictures) * 2 - 1, pieces, ends, torch.tensor([LANGUAGES.index(c["language"]) for c in says]),
                torch.tensor([c["full"] for c in says]), torch.from_numpy(table), torch.from_numpy(patch_labels(entity, labels, reflected)))
