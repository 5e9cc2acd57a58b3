"""Measures the rows of the acceptance table of the picture model and writes them with counts, intervals and controls.

Usage: python -m picture.acceptance [rows …] [--checkpoint FILE] [--count N] [--split validation|test] [--out FILE]
Rows: prompts, held_a, held_b, chases (of kinds whose direction shows), languages, free (synonyms and untrained languages), mirror, nearest, words, words_generated, reflection (default: all).
nearest, words and reflection need no judge; the other rows need it trained (picture.judge).
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch

from world.captions import LANGUAGES, noun_phrase
from world.batch import BatchComposer
from world.compose import FRAME, patch_masks
from world.kinds import COLOUR_NAMES, KIND_NAMES
from world.scene import describe, random_specification, reflections
from world.stickers import HAT, SCARF, STRIPES

from . import judge as judging
from .data import CACHE
from .prompts import chases, countable_kinds, held_a, held_b, ordinary, paired_languages, say, synonyms, untrained_language
from .model import HEAD
from .sampler import GUIDANCE, INTERVAL, STEPS, TextSide, load, noise, sample

SIZE, PATCH, GRID = 64, 8, 8
CONTROL_DRAWS = 5                    # sets of background links that are cut in the mirror's place, for each scene
ROOT_OUT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../build/models/picture"))


def share(right, total):
    """Share with its 95 % Wilson interval."""
    if not total:
        return None
    p, z = right / total, 1.96
    centre, half = (p + z * z / (2 * total)) / (1 + z * z / total), z * np.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return {"share": round(p, 4), "low": max(0.0, round(float(centre - half), 4)), "high": round(float(centre + half), 4), "count": int(total)}


class Bench:
    def __init__(self, checkpoint, guidance=GUIDANCE, steps=STEPS, interval=INTERVAL, side=None):
        self.model, self.samples = load(checkpoint)
        self.side, self.judge, self.composer = side or TextSide(), None, BatchComposer(SIZE)
        self.options = {"steps": steps, "guidance": guidance, "interval": interval}
        self.countable, self._painted = countable_kinds(self.composer.stickers), {}

    def draw(self, texts, seeds):
        out = []
        for i in range(0, len(texts), 50):
            states, mask = self.side(texts[i:i + 50])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out.append(sample(self.model, states, mask, noise(seeds[i:i + 50], SIZE), **self.options).float())
        return torch.cat(out).clamp(-1, 1)

    def paint_mirrors(self, count, seed):
        """Given-object mode on mirror_scenes(count, seed), whole and with links removed (drawn once for all rows).

        → the scenes' tuple, {how: pictures [draws, count, 3, S, S]}, {how: share of the mirror's attention that the cut removes, on the composed scenes}
        """
        if (count, seed) not in self._painted:
            made = mirror_scenes(self.composer, count, seed)
            scenes, texts, pictures, given, own, mirror, free = made
            generator, painted, mass = np.random.default_rng(5), {}, {}
            for how, draws in (("whole", 1), ("silence", 1), ("links", 1), ("control", CONTROL_DRAWS)):
                parts, removed = [], []
                for i in list(range(0, count, 50)) * draws:
                    part = slice(i, min(i + 50, count))
                    states, mask = self.side(texts[part])
                    bias = None if how == "whole" else cut_bias(states.shape[1], own[part], free[part], how, generator)
                    start = noise([20_000 + j for j in range(part.start, part.stop)], SIZE)
                    with torch.autocast("cpu", dtype=torch.bfloat16):
                        parts.append(sample(self.model, states, mask, start, **self.options, bias=bias, given=(pictures[part], given[part])).float().clamp(-1, 1))
                    if bias is not None:
                        attention = attention_of(self, states, mask, pictures[part], (0.2, 0.4, 0.6, 0.8), seed=i)
                        of_query = (attention * (bias[:, 0] < 0)).sum(-1)[:, states.shape[1]:]
                        removed += of_query[torch.from_numpy(free[part])].tolist()
                painted[how] = torch.cat(parts).unflatten(0, (draws, count))
                if removed:
                    mass[how] = round(float(np.mean(removed)), 4)
            self._painted[count, seed] = made, painted, mass
        return self._painted[count, seed]

    def look(self, pictures):
        self.judge = self.judge or judging.load()
        return judging.entities(self.judge, pictures)


def match(prompt, found):
    """Assigns the things found (not reflections) to the prompt's entities. → (list of found or None per entity, count is right)"""
    things = [f for f in found if not f["reflection"]]
    wanted = list(zip(prompt["kinds"], prompt["colours"]))
    score = lambda f, w: (f["kind"] is not None and KIND_NAMES[f["kind"]] == w[0]) + (f["colour"] is not None and COLOUR_NAMES[f["colour"]] == w[1])
    things = sorted(things, key=lambda f: -f["area"])
    right_count = len(things) == len(wanted)
    things = things[:max(len(wanted), 2)]
    if len(wanted) == 2 and len(things) == 2:
        a, b = things
        return ([a, b] if score(a, wanted[0]) + score(b, wanted[1]) >= score(a, wanted[1]) + score(b, wanted[0]) else [b, a]), right_count
    out = [None] * len(wanted)
    for f in things:
        free = [i for i in range(len(wanted)) if out[i] is None]
        if free:
            out[max(free, key=lambda i: score(f, wanted[i]))] = f
    return out, right_count


def relation_right(prompt, pair, found, countable=KIND_NAMES):
    """Is the relation there? chases: both face away from the chaser's side (as far as their kinds' mirror images differ: countable); on: above;
    beside: side by side; mirror, water: a reflection where it belongs."""
    relation = prompt["relation"]
    mirrored = [f for f in found if f["reflection"]]
    if relation in ("one", "empty_mirror"):
        return not mirrored
    if relation == "water":
        return bool(pair[0] and any(abs(f["x"] - pair[0]["x"]) < 0.2 and f["y"] > pair[0]["y"] for f in mirrored))
    if relation == "mirror":
        return bool(pair[0] and any(abs(f["x"] - pair[0]["x"]) > 0.25 for f in mirrored))
    a, b = pair
    if not a or not b or mirrored:
        return False
    if relation == "on":
        return a["y"] < b["y"] - 0.12 and abs(a["x"] - b["x"]) < 0.25
    if abs(a["x"] - b["x"]) < 0.2:
        return False
    return relation == "beside" or all(f["right"] == (a["x"] < b["x"]) for f, kind in zip(pair, prompt["kinds"]) if kind in countable)


def draw_prompts(bench, prompts):
    return bench.draw([p["text"] for p in prompts], [10_000 + i for i in range(len(prompts))])


def prompt_rows(bench, prompts, name, keep=None, found=None):
    """Colour, kind, binding, relation and direction over prompts; everything counts, a missing entity is an error. found: what the judge sees in the pictures of draw_prompts, if it has looked already."""
    t = {k: [0, 0] for k in ("colour", "kind", "none", "count", "bound", "swapped", "relation", "direction", "everything")}
    def add(k, ok):
        t[k][0] += bool(ok); t[k][1] += 1
    correct = []
    for p, things in zip(prompts, bench.look(draw_prompts(bench, prompts)) if found is None else found):
        pair, right_count = match(p, things)
        add("count", right_count)
        ok_kinds, ok_colours = [], []
        for f, kind, colour in zip(pair, p["kinds"], p["colours"]):
            ok_kinds.append(bool(f) and f["kind"] is not None and KIND_NAMES[f["kind"]] == kind)
            ok_colours.append(bool(f) and f["colour"] is not None and COLOUR_NAMES[f["colour"]] == colour)
            add("kind", ok_kinds[-1]); add("colour", ok_colours[-1]); add("none", f and f["kind"] is None)
        relation = relation_right(p, pair, things, bench.countable)
        if len(pair) == 2 and p["colours"][0] != p["colours"][1]:
            # Bound by place in the relation where kinds fail: each entity carries its own colour.
            add("bound", all(ok_colours) and all(ok_kinds) and right_count)
            add("swapped", all(pair) and all(ok_kinds) and all(f["colour"] is not None and COLOUR_NAMES[f["colour"]] == c for f, c in zip(pair, p["colours"][::-1])))
        if p["relation"] != "empty_mirror":
            add("relation", relation)
        if p["relation"] == "chases" and all(k in bench.countable for k in p["kinds"]) and all(pair) and pair[0]["x"] != pair[1]["x"]:
            a, b = pair
            add("direction", a["right"] == (a["x"] < b["x"]))
        correct.append(right_count and all(ok_kinds) and all(ok_colours) and relation)
        add("everything", correct[-1])
    if keep is not None:
        keep[name] = correct
    return {k: share(*v) for k, v in t.items()}


def mirror_scenes(composer, count, seed):
    """Left and right mirrors, seen pairs: scenes, captions, pictures -1..1, given mask (all but the mirror's patches), object and reflection patches."""
    rng, scenes, texts = random.Random(seed), [], []
    while len(scenes) < count:
        s = random_specification(rng)
        if s["relation"] == "mirror":
            scenes.append(describe(rng, s, composer.seats)); texts.append(say(rng, s))
    picture, entity, reflected, _ = composer.draw(scenes)
    masks = patch_masks(entity, reflected, PATCH)
    free = np.zeros((count, GRID, GRID), bool)
    for b, s in enumerate(scenes):
        x0, y0, x1, y1 = s["mirror"]["glass"]
        c = lambda v, up: int(np.clip(np.ceil(v * GRID) if up else np.floor(v * GRID), 0, GRID))
        free[b, c(y0 - FRAME, 0):c(y1 + FRAME, 1), c(x0 - FRAME, 0):c(x1 + FRAME, 1)] = True
    free &= ~masks[:, 0]
    given = torch.from_numpy(~free.repeat(PATCH, 1).repeat(PATCH, 2))[:, None]
    return scenes, texts, torch.from_numpy(picture) * 2 - 1, given, masks[:, 0].reshape(count, -1), (masks[:, 2] & free).reshape(count, -1), free.reshape(count, -1)


def cut_bias(T, objects, others, how, rng):
    """Logit bias [B, 1, T+N, T+N] that removes links. silence: object keys for all queries outside it; links: mirror ↔ object; control: as many other keys."""
    B, N = objects.shape
    bias = np.zeros((B, 1, T + N, T + N), np.float32)
    for b in range(B):
        own, mirror = np.nonzero(objects[b])[0] + T, np.nonzero(others[b])[0] + T
        if how == "silence":
            outside = np.setdiff1d(np.arange(T + N), own)
            bias[b, 0][np.ix_(outside, own)] = -1e9
        elif how == "links":
            bias[b, 0][np.ix_(mirror, own)] = bias[b, 0][np.ix_(own, mirror)] = -1e9
        elif how == "control":
            background = np.setdiff1d(np.arange(T, T + N), np.concatenate([own, mirror]))
            for q in np.concatenate([mirror, own]):
                count = min(len(own) if q in mirror else len(mirror), len(background))
                bias[b, 0, q, rng.choice(background, count, replace=False)] = -1e9
    return torch.from_numpy(bias)


def mirror_row(bench, count, seed):
    """Given-object mode, whole and with links removed."""
    (scenes, *_), paintings, mass = bench.paint_mirrors(count, seed)
    result = {"share of the mirror's attention removed": mass}
    for how, painted in paintings.items():
        t = {k: [0, 0] for k in ("found", "kind and colour", "hat", "scarf", "stripes", "style", "flip", "hat, shuffled", "scarf, shuffled", "stripes, shuffled", "flip, shuffled")}
        def add(k, ok):
            t[k][0] += bool(ok); t[k][1] += 1
        for i, found in enumerate(bench.look(painted.flatten(0, 1))):
            i %= count
            scene = scenes[i]
            truth = reflections(scene)[0][0]
            other = scenes[(i + 1) % count]["objects"][0]
            x0, y0, x1, y1 = scene["mirror"]["glass"]
            inside = [f for f in found if x0 <= f["x"] <= x1 and y0 <= f["y"] <= y1]
            f = max(inside, key=lambda f: f["area"], default=None)
            add("found", f)
            if not f:
                add("kind and colour", False)
                continue
            names = bench.composer
            add("kind and colour", f["kind"] == names.kind_id[truth["kind"]] and f["colour"] == names.colour_id[truth["colour"]])
            add("style", f["style"] == truth["style"])
            for n, bit in (("hat", HAT), ("scarf", SCARF), ("stripes", STRIPES)):
                add(n, f[n] == bool(truth["attributes"] & bit)); add(n + ", shuffled", f[n] == bool(other["attributes"] & bit))
            if truth["kind"] in bench.countable:
                add("flip", f["right"] == truth["flip"]); add("flip, shuffled", f["right"] == (not other["flip"]))
        result[how] = {k: share(*v) for k, v in t.items()}
    return result


def nearest_row(bench, count, seed):
    """Given-object mode without the judge: is the painted mirror nearer (squared error) to the right reflection than to the same one with one thing changed?

    Chance is 50 % for hat, scarf, stripes and flip, 10 % for the colour, 4 % for the kind. Kinds without a flip of their own are left out of "flip".
    """
    (scenes, texts, pictures, given, own, mirror, free), paintings, _ = bench.paint_mirrors(count, seed)
    sky, rects, drawn, _ = bench.composer.pack(scenes)
    area = torch.from_numpy(free.reshape(count, GRID, GRID).repeat(PATCH, 1).repeat(PATCH, 2))[:, None]

    def changed(which, value=None):
        d = drawn.copy()                                            # layer 0 is the reflection; its sticker index = ((kind·4 + style)·10 + colour)·8 + attributes
        index = d[:, 0, 0].astype(int)
        attributes, colour, style, kind = index % 8, index // 8 % 10, index // 80 % 4, index // 320
        if which == "flip":
            d[:, 0, 6] *= -1
        elif which == "kind":
            kind = np.full_like(kind, value)
        elif which == "colour":
            colour = np.full_like(colour, value)
        else:
            attributes = attributes ^ {"hat": HAT, "scarf": SCARF, "stripes": STRIPES}[which]
        d[:, 0, 0] = ((kind * 4 + style) * 10 + colour) * 8 + attributes
        return torch.from_numpy(bench.composer.draw_packed(sky, rects, d)[0]) * 2 - 1, kind, colour

    alternatives = {w: changed(w)[0] for w in ("hat", "scarf", "stripes", "flip")}
    colours, kinds = [changed("colour", c)[0] for c in range(len(COLOUR_NAMES))], [changed("kind", k)[0] for k in range(len(KIND_NAMES))]
    true_kind = np.array([KIND_NAMES.index(s["objects"][0]["kind"]) for s in scenes])
    true_colour = np.array([COLOUR_NAMES.index(s["objects"][0]["colour"]) for s in scenes])
    countable = np.array([s["objects"][0]["kind"] in bench.countable for s in scenes])
    result = {}
    for how, painted in paintings.items():
        error = lambda other: (((painted - other) ** 2) * area).sum((2, 3, 4)).numpy()          # [draws, count]
        right, draws = error(pictures), len(painted)
        result[how] = {w: share(int((right < error(a))[:, countable if w == "flip" else slice(None)].sum()), draws * (int(countable.sum()) if w == "flip" else count))
                       for w, a in alternatives.items()}
        result[how]["colour"] = share(int((np.argmin([error(c) for c in colours], 0) == true_colour).sum()), draws * count)
        result[how]["kind"] = share(int((np.argmin([error(k) for k in kinds], 0) == true_kind).sum()), draws * count)
        if how == "whole":
            from .sampler import grid_image
            grid_image(torch.cat([pictures[:12], painted[0, :12]]), 12).save(os.path.join(ROOT_OUT, "mirror_examples.png"))
    return result


def word_pieces(side, text, words):
    """Positions of each word's pieces in the encoded text; words are given as they stand in the text."""
    places, at = {}, 1
    for word in text.split(" "):
        n = len(side.encoder.file.tokenize(word)) - 2
        if word in words:
            places[word] = list(range(at, at + n))
        at += n
    return places


@torch.no_grad()
def attention_of(bench, states, mask, pictures, ts, model=None, seed=0, heads=False):
    """Mean attention over heads, blocks and ts on noised pictures, conditional half: [B, T+N, T+N]; heads: [B, 1 + blocks·heads, T+N, T+N], the mean first."""
    total, start = 0, noise([seed + i for i in range(len(states))], SIZE)
    for t in ts:
        keep = []
        (model or bench.model)((1 - t) * start + t * pictures, torch.full((len(states),), t), states, mask, torch.zeros(len(states), dtype=torch.bool), keep=keep)
        each = torch.cat([k.float() for k in keep], 1)
        mean = each.mean(1)
        total = total + (torch.cat([mean[:, None], each], 1) if heads else mean)
    return total / len(ts)


def head_name(bench, index):
    """Row of attention_of(heads=True) → its block and head, counted from 0."""
    block, head = divmod(index - 1, bench.model.config.width // HEAD)
    return {"block": block, "head": head}


WORD_TIMES, REFLECTION_TIMES = (0.2, 0.4, 0.6), (0.2, 0.4, 0.6, 0.8)


def two_objects(bench, count, seed):
    """English scenes of two distinct objects in two colours: scenes, texts, [(kinds, colours)]."""
    rng, scenes, texts, words = random.Random(seed), [], [], []
    while len(scenes) < count:
        s = random_specification(rng)
        if len(s["kinds"]) == 2 and s["kinds"][0] != s["kinds"][1] and s["colours"][0] != s["colours"][1]:
            link = {"chases": "chases", "on": "on", "beside": "beside"}[s["relation"]]
            phrases = [noun_phrase("en", k, c) for k, c in zip(s["kinds"], s["colours"])]
            scenes.append(describe(rng, s, bench.composer.seats)); texts.append(f"{phrases[0]} {link} {phrases[1]}")
            words.append((s["kinds"], s["colours"]))
    return scenes, texts, words


def seen_masks(bench, pictures, words):
    """The judge's patches of each scene's two kinds in generated pictures: bool [B, 2, N]; empty where it sees too little of one."""
    bench.look(pictures[:1])                                        # loads the judge
    out = []
    for part, pairs in ((pictures[i:i + 50], words[i:i + 50]) for i in range(0, len(pictures), 50)):
        with torch.no_grad():
            logits = bench.judge(part)
        kind, reflected = logits[:, :judging.KINDS].argmax(1), logits[:, -1] > 0
        for b, (kinds, _) in enumerate(pairs):
            own = torch.stack([(kind[b] == KIND_NAMES.index(k) + 1) & ~reflected[b] for k in kinds])
            own &= (own.sum((1, 2)) >= 24)[:, None, None]
            out.append(own.view(2, GRID, PATCH, GRID, PATCH).any(4).any(2).view(2, -1).numpy())
    return np.stack(out)


def word_statistics(bench, count, seed, model=None, generated=False):
    """Word → patches, for the mean of all heads (first) and each head: {nouns, colours: {pointing, other, iou, own, foreign: [entities, 1 + heads]}}."""
    scenes, texts, words = two_objects(bench, count, seed)
    rows = {n: {k: [] for k in ("pointing", "other", "iou", "own", "foreign")} for n in ("nouns", "colours")}
    for i in range(0, count, 25):
        part = slice(i, i + 25)
        states, mask = bench.side(texts[part])
        if generated:
            pictures = bench.draw(texts[part], [30_000 + j for j in range(i, i + len(states))])
            masks = seen_masks(bench, pictures, words[part])
        else:
            picture, entity, reflected, _ = bench.composer.draw(scenes[part])
            pictures, masks = torch.from_numpy(picture) * 2 - 1, patch_masks(entity, reflected, PATCH).reshape(len(picture), 3, -1)
        attention, T = attention_of(bench, states, mask, pictures, WORD_TIMES, model, i, heads=True).numpy(), states.shape[1]
        for b in range(len(states)):
            kinds, colours = words[i + b]
            places = word_pieces(bench.side, texts[i + b], {*kinds, *colours})
            for name, pair in (("nouns", kinds), ("colours", colours)):
                maps = [attention[b][:, T:, places[w]].sum(2) for w in pair]
                for e in (0, 1):
                    own, m, foreign = masks[b, e], maps[e], maps[1 - e]
                    if not own.any():
                        continue
                    top = np.zeros_like(m, bool)
                    np.put_along_axis(top, np.argsort(-m, 1)[:, :own.sum()], True, 1)
                    r = rows[name]
                    r["pointing"].append(own[m.argmax(1)]); r["other"].append(own[foreign.argmax(1)])
                    r["iou"].append((top & own).sum(1) / (top | own).sum(1))
                    r["own"].append(m[:, own].mean(1)); r["foreign"].append(foreign[:, own].mean(1))
    return {n: {k: np.array(v) for k, v in r.items()} for n, r in rows.items()}


def word_row(bench, count, seed, random_weights=False, generated=False, choose=0):
    """Word → patches on English scenes of two distinct objects: pointing, IoU at own area, own against the other object's word.

    Mean of all heads, blocks and t; choose: also the one head that points best on so many other scenes.
    """
    model = None
    if random_weights:
        torch.manual_seed(0)
        model = type(bench.model)(bench.model.config).eval()
    found = word_statistics(bench, count, seed, model, generated)
    numbers = lambda r, h: {"pointing": share(int(r["pointing"][:, h].sum()), len(r["pointing"])), "other word's pointing": share(int(r["other"][:, h].sum()), len(r["other"])),
                            "iou": round(float(r["iou"][:, h].mean()), 3), "own over other": round(float(r["own"][:, h].mean() / r["foreign"][:, h].mean()), 2)}
    out = {n: numbers(r, 0) for n, r in found.items()}
    if choose:
        for n, r in word_statistics(bench, choose, seed + 7000, model, generated).items():
            best = 1 + int(np.argmax((r["pointing"].mean(0) + 1e-3 * r["iou"].mean(0))[1:]))
            out[n]["best head"] = {**head_name(bench, best), **numbers(found[n], best)}
    return out


def reflection_statistics(bench, count, seed, mirror):
    """Attention per key from the reflection's patches to its object's, and to background patches at the same distances: [scenes, 2, 1 + heads].

    mirror false: the same scenes and places without the mirror.
    """
    scenes, texts, pictures, _, own, reflected, _ = mirror_scenes(bench.composer, count, seed)
    if not mirror:
        pictures = torch.from_numpy(bench.composer.draw([{**s, "mirror": None, "relation": "one"} for s in scenes])[0]) * 2 - 1
        texts = [t.split(" in front")[0].split(" looks")[0].split(" before")[0] for t in texts]
    yy, xx = np.mgrid[0:GRID, 0:GRID].reshape(2, -1)
    distance, rows = np.round(np.hypot(yy[:, None] - yy, xx[:, None] - xx)), []
    for i in range(0, count, 25):
        states, mask = bench.side(texts[i:i + 25])
        attention, T = attention_of(bench, states, mask, pictures[i:i + 25], REFLECTION_TIMES, seed=i, heads=True).numpy(), states.shape[1]
        for b in range(len(states)):
            a, background = attention[b][:, T:, T:], ~own[i + b] & ~reflected[i + b]
            to_object, to_background = [], []
            for q in np.nonzero(reflected[i + b])[0]:
                for k in np.nonzero(own[i + b])[0]:
                    same = background & (distance[q] == distance[q, k])
                    if same.any():
                        to_object.append(a[:, q, k]); to_background.append(a[:, q, same].mean(1))
            if to_object:
                rows.append((np.mean(to_object, 0), np.mean(to_background, 0)))
    return np.array(rows)


def reflection_row(bench, count, seed, choose):
    """Reflection → object over background at the same distance: mean of all heads, and the one head with the largest ratio on the scenes of seed `choose`."""
    ratio = lambda r: r[:, 0].mean(0) / r[:, 1].mean(0)
    best = 1 + int(np.argmax(ratio(reflection_statistics(bench, count, choose, True))[1:]))
    result = {"best head": head_name(bench, best)}
    for name, mirror in (("mirror", True), ("without mirror", False)):
        r = reflection_statistics(bench, count, seed, mirror)
        result[name] = {"ratio of means": round(float(ratio(r)[0]), 3), "best head": round(float(ratio(r)[best]), 3), "scenes": len(r)}
    return result


def main():
    parser = argparse.ArgumentParser()
    rows = ("prompts", "held_a", "held_b", "chases", "languages", "free", "mirror", "nearest", "words", "words_generated", "reflection")
    parser.add_argument("rows", nargs="*", default=rows)
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
    parser.add_argument("--split", default="validation", choices=("validation", "test"))
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--guidance", type=float, default=GUIDANCE)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--out", default=f"{ROOT_OUT}/acceptance.json")
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    bench, n = Bench(args.checkpoint, args.guidance, args.steps), args.count
    few, mirrors, scene_seed = min(n, 300), min(n, 360), 80 if args.split == "validation" else 1080     # rows on composed scenes, others for each split; 300 of 360 have a flip
    for row in args.rows:
        began = time.time()
        if row == "prompts":
            value = prompt_rows(bench, ordinary(args.split, n), row)
        elif row == "held_a":
            held, matched = held_a(args.split, few)
            value = {"held out": prompt_rows(bench, held, row), "matched seen": prompt_rows(bench, matched, row)}
        elif row == "held_b":
            value = prompt_rows(bench, held_b(args.split, few), row)
        elif row == "chases":
            value = prompt_rows(bench, chases(args.split, few, bench.countable), row)
        elif row == "languages":
            keep = {}
            value = {l: prompt_rows(bench, p, l, keep) for l, p in paired_languages(args.split, n).items()}
            for l in LANGUAGES[1:]:
                difference = np.array(keep[l], float) - np.array(keep["en"], float)
                value[l]["minus English"] = {"mean": round(difference.mean(), 4), "half interval": round(1.96 * difference.std() / np.sqrt(len(difference)), 4)}
        elif row == "free":
            value = {"synonyms": prompt_rows(bench, synonyms(args.split, few), row)}
            value |= {l: prompt_rows(bench, untrained_language(args.split, l, few), row) for l in ("es", "nl", "pt")}
        elif row == "mirror":
            value = mirror_row(bench, mirrors, scene_seed + 1)
        elif row == "nearest":
            value = nearest_row(bench, mirrors, scene_seed + 1)
        elif row == "words":
            value = {"trained": word_row(bench, min(n, 500), scene_seed + 2, choose=min(n, 200)), "random weights": word_row(bench, min(n, 100), scene_seed + 2, True)}
        elif row == "words_generated":
            value = word_row(bench, few, scene_seed + 2, generated=True)
        else:
            value = reflection_row(bench, min(n, 200), scene_seed + 3, 583)
        table = json.load(open(args.out)) if os.path.exists(args.out) else {}   # read again: other rows may be measured at the same time
        table[row] = {"samples": bench.samples, "split": args.split, "guidance": args.guidance, "steps": args.steps, "result": value}
        with open(args.out, "w") as f:
            json.dump(table, f, indent=1)
        print(row, f"{time.time() - began:.0f} s", json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
