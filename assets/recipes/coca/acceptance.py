"""Measures the acceptance rows of the captioner-and-ranker.

Usage: python -m coca.acceptance [--checkpoint FILE] [--count N] [--out FILE] [--ranking-only]
"""
import argparse
import json
import os
import random

import numpy as np
import torch

from picture.acceptance import GRID, PATCH, share
from picture.data import CACHE
from picture.prompts import countable_kinds
from world.captions import LANGUAGES, NOUNS, noun_phrase
from world.batch import BatchComposer
from world.compose import patch_masks
from world.kinds import COLOUR_NAMES, TRAINING_STYLES
from world.scene import HELD_A, MOVERS, describe, random_specification

from .data import FALSE, Vocabulary, caption_for, truth
from .grammar import parse, relations_shown, says_the_scene
from .model import Coca, Config
from .train import encoder_file

UNSEEN_STYLE = TRAINING_STYLES       # OpenMoji: the sheet after the training styles'
OUT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../build/models/coca"))


def load(path, vocabulary):
    saved = torch.load(path, weights_only=False)
    model = Coca(Config(**saved["config"]), vocabulary.rows)
    model.load_state_dict(saved["ema"])
    return model.eval().requires_grad_(False), saved


class Bench:
    def __init__(self, checkpoint):
        self.vocabulary, self.composer = Vocabulary(encoder_file()), BatchComposer(64)
        self.model, self.saved = load(checkpoint, self.vocabulary)

    def pictures(self, rng, scenes, **options):
        """→ pictures, their patch masks, the scenes as drawn"""
        drawn = [describe(rng, s, self.composer.seats, **options) for s in scenes]
        picture, entity, reflected, _ = self.composer.draw(drawn)
        return torch.from_numpy(picture) * 2 - 1, patch_masks(entity, reflected, PATCH).reshape(len(scenes), 3, -1), drawn

    def see(self, pictures):
        parts = [self.model.see(p) for p in pictures.split(128)]
        return torch.cat([a for a, _ in parts]), torch.cat([b for _, b in parts])

    def read(self, texts):
        pieces, ends = self.vocabulary.encode(texts)
        return self.model.read(pieces, ends)[0]

    def likelihood(self, patches, texts, languages):
        """Mean over the pieces of each caption of ln p(piece | those before, patches of its picture): [B]."""
        pieces, ends = self.vocabulary.encode(texts)
        states = self.model.read(pieces, ends)[1]
        logits = self.model.write(states, patches, torch.tensor([LANGUAGES.index(l) for l in languages]))
        each = logits[:, :-1].float().log_softmax(-1).gather(2, pieces[:, 1:, None])[..., 0]
        return (each * (torch.arange(each.shape[1]) < ends[:, None])).sum(1) / ends

    @torch.no_grad()
    def describe(self, patches, language, cross=None):
        """Greedy captions of pictures in one language; cross gets per step [layer][B, H, 1.., N] weights of the last position."""
        B = len(patches)
        pieces = torch.zeros(B, 1, dtype=torch.long)
        code = torch.full((B,), LANGUAGES.index(language))
        for _ in range(31):
            _, states = self.model.read(pieces, torch.zeros(B, dtype=torch.long))
            keep = []
            logits = self.model.write(states, patches, code, keep_cross=keep)[:, -1]
            if cross is not None:
                cross.append(sum(k[:, :, -1].mean(1) for k in keep) / len(keep))
            pieces = torch.cat([pieces, logits.argmax(-1, keepdim=True)], 1)
            if (pieces == 1).any(1).all():
                break
        return pieces[:, 1:], [self.vocabulary.text(p.tolist()) for p in pieces[:, 1:]]


def exclusive_scenes(rng, count, language):
    """Scenes with full captions of which none is true of another scene."""
    scenes, says = [], []
    while len(scenes) < count:
        s = random_specification(rng)
        c = caption_for(rng, s, drop=False, language=language)
        if c and all(truth(c, o) == FALSE and truth(d, s) == FALSE for o, d in zip(scenes, says)):
            scenes.append(s); says.append(c)
    return scenes, says


def recall(bench, count=256, languages=LANGUAGES, **options):
    """R@1 among scenes of which no caption is true of another; options: see world.scene.describe."""
    out = {}
    for language in languages:
        rng = random.Random(91)
        scenes, says = exclusive_scenes(rng, count, language)
        score = bench.see(bench.pictures(rng, scenes, **options)[0])[0] @ bench.read([c["text"] for c in says]).T
        right = torch.arange(count)
        out[language] = {"picture → caption": share(int((score.argmax(1) == right).sum()), count), "caption → picture": share(int((score.argmax(0) == right).sum()), count)}
    return out


def comparisons(s, count):
    """s[i][j] [count]: how well caption j fits picture i, where i = j is right → the three shares. Ties are errors."""
    by_picture = torch.stack([s[0][0] > s[0][1], s[1][1] > s[1][0]])
    by_caption = torch.stack([s[0][0] > s[1][0], s[1][1] > s[0][1]])
    both = by_picture.all(0) & by_caption.all(0)
    return {"picture → 2 captions": share(int(by_picture.sum()), 2 * count), "caption → 2 pictures": share(int(by_caption.sum()), 2 * count), "all at once": share(int(both.sum()), count)}


def swaps(bench, how, count=300, pair=None, writes=False):
    """Two scenes that differ in a swap, each with its caption: picture → captions, caption → pictures, and all four comparisons at once.

    By the likeness of the two vectors; writes: also by the likelihood of the caption as the model would write it.
    """
    rng, first, second, texts, languages = random.Random(92), [], [], [], []
    while len(first) < count:
        s = random_specification(rng, held_out=how == "colours, held out")
        if len(s["colours"]) != 2:
            continue
        if pair:
            s = {**s, "relation": "on", "kinds": list(pair)}
        if s["colours"][0] == s["colours"][1] or s["kinds"][0] == s["kinds"][1]:
            continue
        t = {**s, "colours": s["colours"][::-1]} if how != "roles" else {**s, "kinds": s["kinds"][::-1], "colours": s["colours"][::-1]}
        held = any(p in HELD_A for x in (s, t) for p in zip(x["colours"], x["kinds"]))
        if held != (how == "colours, held out") or (how == "roles" and s["relation"] == "beside"):
            continue
        language = "en" if pair else rng.choice(LANGUAGES)
        state = rng.getstate()
        a = caption_for(rng, s, False, language)
        rng.setstate(state)                                           # the same phrasing for both
        b = caption_for(rng, t, False, language)
        if a and b:
            first.append(s); second.append(t); texts.append((a["text"], b["text"])); languages.append(language)
    picture = [bench.see(bench.pictures(rng, x)[0]) for x in (first, second)]
    text = [bench.read([t[i] for t in texts]) for i in (0, 1)]
    result = comparisons([[(p * t).sum(1) for t in text] for p, _ in picture], count)
    if writes:
        result["by likelihood"] = comparisons([[bench.likelihood(patches, [t[i] for t in texts], languages) for i in (0, 1)] for _, patches in picture], count)
    return result


def captions(bench, count=300, languages=LANGUAGES, **options):
    """Greedy captions, read by the grammar: everything said must be so, and everything that a full caption says must be there.

    "right" wants the relation that was drawn; "right as far as it shows" also takes one that looks the same (grammar.relations_shown).
    """
    out, failures, countable = {}, {}, countable_kinds(bench.composer.stickers)
    for language in languages:
        rng = random.Random(93)
        scenes = [random_specification(rng) for _ in range(count)]
        pictures, _, drawn = bench.pictures(rng, scenes, **options)
        texts = bench.describe(bench.see(pictures)[1], language)[1]
        facts = [parse(t, language) for t in texts]
        shown = [[{**s, **r} for r in relations_shown(s, d, countable)] for s, d in zip(scenes, drawn)]
        out[language] = {"right": share(sum(says_the_scene(f, s) for f, s in zip(facts, scenes)), count),
                         "right as far as it shows": share(sum(any(says_the_scene(f, s) for s in same) for f, same in zip(facts, shown)), count), "in the grammar": share(sum(f is not None for f in facts), count)}
        failures[language] = [(s["relation"], s["kinds"], s["colours"], s["sky"], t) for s, t, f in zip(scenes, texts, facts) if not says_the_scene(f, s)][:4]
    return out, failures


def pointing(bench, count=300):
    """While the model writes a noun, does its cross-attention (mean of heads and layers) point at that object? Two distinct objects, English."""
    rng, scenes = random.Random(94), []
    while len(scenes) < count:
        s = random_specification(rng)
        if len(s["kinds"]) == 2 and s["kinds"][0] != s["kinds"][1] and s["relation"] != "beside":
            scenes.append(s)
    pictures, masks, _ = bench.pictures(rng, scenes)
    hit, other, total = 0, 0, 0
    cross = []
    pieces, _ = bench.describe(bench.see(pictures)[1], "en", cross)
    starts = {k: bench.vocabulary.index[bench.vocabulary.encoder.tokenize(NOUNS[k][0])[1]] for k in NOUNS}
    for b, s in enumerate(scenes):
        for e, kind in enumerate(s["kinds"]):
            at = (pieces[b] == starts[kind]).nonzero()
            if len(at) != 1:
                continue
            best = int(cross[int(at[0, 0])][b].argmax())
            hit += masks[b, e, best]; other += masks[b, 1 - e, best]; total += 1
    return {"pointing": share(int(hit), total), "at the other object": share(int(other), total)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", default=f"{CACHE}/coca/main/latest.pt")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--ranking-only", action="store_true")
    parser.add_argument("--out", default=f"{OUT}/acceptance.json")
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    bench = Bench(args.checkpoint)
    table = {"samples": bench.saved["samples"], "recall": recall(bench, min(256, args.count))}
    for how in ("colours", "colours, held out", "roles"):
        table[f"swap of {how}"] = swaps(bench, how, args.count, writes=not args.ranking_only)
    table["astronaut on horse"] = swaps(bench, "roles", args.count, ("astronaut", "horse"), not args.ranking_only)
    unseen = {"languages": ("en",), "styles": [UNSEEN_STYLE]}
    table["unseen art"] = {"recall": recall(bench, min(256, args.count), **unseen)["en"]}
    if not args.ranking_only:
        table["unseen art"]["captions"] = captions(bench, args.count, **unseen)[0]["en"]
        table["captions"], table["failures"] = captions(bench, args.count)
        table["cross-attention"] = pointing(bench, args.count)
    os.makedirs(os.path.dirname(args.out), exist_ok=True)
    with open(args.out, "w") as f:
        json.dump(table, f, indent=1, ensure_ascii=False)
    print(json.dumps(table, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    with torch.no_grad():
        main()
