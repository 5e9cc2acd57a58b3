"""The judge: a per-pixel net, trained on renders only, that says what a picture shows. It is separate from the picture model and never ships.

Usage: python -m picture.judge [--out FOLDER] [--steps N]        trains (resumes) and prints its marks on renders it has not seen.
Per pixel: kind (0 background, 1..24, 25 = none of them), colour (0, 1..10, 11 = none), style, hat, scarf, stripes, looks right, is reflection.
Spoiled renders (two kinds blended, pieces shuffled, blurred, blobs) are labelled none. It sees all pairs and relations, held-out ones too.
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from world.batch import BatchComposer
from world.kinds import KIND_NAMES
from world.scene import describe, random_specification, reflections
from world.stickers import HAT, SCARF, STRIPES

from .data import CACHE
from .journal import save

KINDS, COLOURS, STYLES = 26, 12, 3
BITS = ("hat", "scarf", "stripes", "right", "reflection")
OUTPUTS = KINDS + COLOURS + STYLES + len(BITS)


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a, self.b = nn.Conv2d(channels, channels, 3, padding=1), nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.GroupNorm(8, channels)
        nn.init.zeros_(self.b.weight)

    def forward(self, x):
        return x + self.b(F.silu(self.a(F.silu(self.norm(x)))))


class Judge(nn.Module):
    """A U-net, [B, 3, S, S] in -1..1 → [B, OUTPUTS, S, S]. It works at half size; the last layer writes 2×2 pixels at once."""

    def __init__(self, widths=(40, 88, 136)):
        super().__init__()
        b, c, d = widths
        down = lambda i, o: nn.Conv2d(i, o, 4, 2, 1)
        self.down1, self.at1 = down(3, b), Residual(b)
        self.down2, self.at2 = down(b, c), nn.Sequential(Residual(c), Residual(c))
        self.down3, self.at3 = down(c, d), nn.Sequential(Residual(d), Residual(d), Residual(d))
        self.up2, self.mix2 = nn.Conv2d(d, c, 1), Residual(c)
        self.up1, self.mix1 = nn.Conv2d(c, b, 1), Residual(b)
        self.last = nn.Conv2d(2 * b, OUTPUTS * 4, 1)

    def forward(self, x):
        grow = lambda t: F.interpolate(t, scale_factor=2, mode="nearest")
        x1 = self.at1(self.down1(x))
        x2 = self.at2(self.down2(x1))
        x3 = self.at3(self.down3(x2))
        x2 = self.mix2(x2 + grow(self.up2(x3)))
        top = self.mix1(x1 + grow(self.up1(x2)))
        return F.pixel_shuffle(self.last(F.silu(torch.cat([top, x1], 1))), 2)


def blur(picture, radius, times=2):
    """Box blur, picture [3, h, w]."""
    t = torch.from_numpy(np.ascontiguousarray(picture))[None]
    for _ in range(times):
        t = F.avg_pool2d(F.pad(t, (radius,) * 4, mode="replicate"), 2 * radius + 1, 1)
    return t[0].numpy()


class Lessons:
    """Batches of renders with per-pixel labels. The generator's state is self.rng."""

    def __init__(self, size=64, seed=11, spoil=0.25):
        self.composer, self.rng, self.spoil = BatchComposer(size), random.Random(seed), spoil

    def next(self, batch, clean=False):
        """→ picture f32 [B, 3, S, S] in -1..1, labels int64 [B, 8, S, S] (kind, colour, style, five bits), scenes."""
        rng, S = self.rng, self.composer.size
        scenes = [describe(rng, random_specification(rng, held_out=True), self.composer.seats) for _ in range(batch)]
        picture, entity, reflected, names = self.composer.draw(scenes)
        labels = np.zeros((batch, 3 + len(BITS), S, S), np.int64)
        for b, scene in enumerate(scenes):
            flips = {i: r["flip"] for r, i in reflections(scene)}
            for i, t in enumerate(scene["objects"]):
                own = entity[b] == i + 1
                labels[b, 0][own], labels[b, 1][own], labels[b, 2][own] = names[b, i + 1, 0], names[b, i + 1, 1], t["style"]
                for k, bit in enumerate((HAT, SCARF, STRIPES)):
                    labels[b, 3 + k][own] = bool(t["attributes"] & bit)
                labels[b, 6][own & ~reflected[b]] = t["flip"]
                if i in flips:
                    labels[b, 6][own & reflected[b]] = flips[i]
            labels[b, 7] = reflected[b]
        if not clean:
            self._spoil(scenes, picture, entity, reflected, labels)
            for b in range(batch):
                if rng.random() < 0.3:
                    picture[b] = picture[b] * 0.4 + blur(picture[b], 1, 1) * 0.6
                if rng.random() < 0.5:
                    picture[b] += np.random.default_rng(rng.randrange(2 ** 32)).normal(0, rng.uniform(0, 0.04), picture[b].shape).astype(np.float32)
        return torch.from_numpy(picture * 2 - 1), torch.from_numpy(labels), scenes

    def _spoil(self, scenes, picture, entity, reflected, labels):
        rng, S = self.rng, self.composer.size
        chosen = [b for b in range(len(scenes)) if scenes[b]["objects"] and rng.random() < self.spoil]
        others = []
        for b in chosen:
            other = {**scenes[b], "objects": [dict(t) for t in scenes[b]["objects"]]}
            for t in other["objects"]:
                t.update(kind=rng.choice([k for k in KIND_NAMES if k != t["kind"]]), style=rng.randrange(3), flip=rng.random() < 0.5)
            others.append(other)
        if not chosen:
            return
        second, second_entity, _, _ = self.composer.draw(others)
        for n, b in enumerate(chosen):
            number = rng.randrange(len(scenes[b]["objects"])) + 1
            mirror = bool((reflected[b] & (entity[b] == number)).any()) and rng.random() < 0.5
            own = (entity[b] == number) & (reflected[b] == mirror)
            if own.sum() < 30:
                continue
            ys, xs = np.nonzero(own)
            y0, y1, x0, x1 = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
            box = picture[b][:, y0:y1, x0:x1]
            how = rng.randrange(4)
            area, colour = own.copy(), labels[b, 1][own].max()
            if how == 0:
                both = own | ((second_entity[n] == number) & (entity[b] == 0))
                near = np.zeros_like(own); near[max(y0 - 3, 0):y1 + 3, max(x0 - 3, 0):x1 + 3] = True
                area = both & near
                share = rng.uniform(0.4, 0.6)
                picture[b] = np.where(area, picture[b] * share + second[n] * (1 - share), picture[b])
            elif how == 1:
                cell = rng.choice((4, 5, 6))
                cells = [(y, x) for y in range(y0, y1 - cell + 1, cell) for x in range(x0, x1 - cell + 1, cell)]
                pieces = [(picture[b][:, y:y + cell, x:x + cell].copy(), own[y:y + cell, x:x + cell].copy()) for y, x in cells]
                rng.shuffle(pieces)
                for (y, x), (p, o) in zip(cells, pieces):
                    picture[b][:, y:y + cell, x:x + cell], area[y:y + cell, x:x + cell] = p, o
            elif how == 2:
                box[:] = blur(box, rng.choice((3, 4)), 3)
            else:
                yy, xx = np.mgrid[0:S, 0:S]
                area = np.zeros_like(own)
                for _ in range(rng.randrange(2, 6)):
                    cy, cx, ry, rx = rng.uniform(y0, y1), rng.uniform(x0, x1), rng.uniform(3, 8), rng.uniform(3, 8)
                    area |= ((yy - cy) / ry) ** 2 + ((xx - cx) / rx) ** 2 < 1
                tint = picture[b][:, ys, xs].mean(1)
                texture = np.random.default_rng(rng.randrange(2 ** 32)).normal(0, rng.uniform(0, 0.15), (1, S // 4, S // 4)).repeat(4, 1).repeat(4, 2)
                ground = second[n] if (second_entity[n] == 0).all() else picture[b]
                picture[b] = np.where(area, np.clip(tint[:, None, None] + texture, 0, 1), np.where(own, blur(ground, 4, 3), picture[b])).astype(np.float32)
                labels[b][:, own & ~area] = 0
            lost = own & ~area if how == 1 else np.zeros_like(own)
            labels[b][:, lost] = 0
            labels[b, 0][area] = KINDS - 1
            labels[b, 1][area] = COLOURS - 1 if how == 0 else colour
            labels[b, 2:7][:, area] = -1
            labels[b, 7][area] = mirror


def loss_of(logits, labels):
    k, c = logits[:, :KINDS], logits[:, KINDS:KINDS + COLOURS]
    weight = torch.where(labels[:, 0] > 0, 3.0, 1.0)
    on = (labels[:, 0] > 0) & (labels[:, 2] >= 0)
    loss = (F.cross_entropy(k, labels[:, 0], reduction="none") * weight).mean() + (F.cross_entropy(c, labels[:, 1], reduction="none") * weight).mean()
    style = F.cross_entropy(logits[:, KINDS + COLOURS:KINDS + COLOURS + STYLES], labels[:, 2].clamp(min=0), reduction="none")
    bits = F.binary_cross_entropy_with_logits(logits[:, -len(BITS):], labels[:, 3:].clamp(min=0).float(), reduction="none")
    return loss + ((style + bits[:, :4].sum(1)) * on).sum() / on.sum().clamp(min=1) * 0.4 + (bits[:, 4] * weight).mean()


SMALLEST = 80                      # pixels at 64×64: of 200 things that are drawn one is smaller; smaller regions are specks, which a person does not count


@torch.no_grad()
def entities(judge, pictures, smallest=SMALLEST):
    """Pictures [B, 3, S, S] in -1..1 → per picture a list of {kind, colour (index, or None for "none"), style, hat, scarf, stripes, right, reflection,
    x, y (centre, 0..1), area}. An entity is a connected region; regions of two kinds, or of two colours of one kind, are split.
    Kind and colour are read in the picture and in its mirror image; a kind is named only where it holds more than half of the belief that something is there."""
    from scipy import ndimage
    out = []
    for part in pictures.clamp(-1, 1).split(64):
        logits, flipped = judge(part), judge(part.flip(3)).flip(3)
        both = lambda a, b: (logits[:, a:b].softmax(1) + flipped[:, a:b].softmax(1)) / 2
        kind, colour = both(0, KINDS), both(KINDS, KINDS + COLOURS)
        style, bits = logits[:, KINDS + COLOURS:-len(BITS)].softmax(1), logits[:, -len(BITS):].sigmoid()
        for b in range(len(part)):
            found, S = [], part.shape[-1]
            k, c, r = kind[b].argmax(0).numpy(), colour[b].argmax(0).numpy(), (bits[b, 4] > 0.5).numpy()
            for side in (False, True):
                regions, n = ndimage.label((k > 0) & (r == side), np.ones((3, 3)))
                for i in range(1, n + 1):
                    region = regions == i
                    if region.sum() < smallest:
                        continue
                    for split in _split(region, k, c, smallest):
                        ys, xs = np.nonzero(split)
                        m = torch.from_numpy(split)
                        mean = lambda t: t[:, m].mean(1)
                        belief = mean(kind[b])[1:]
                        ki, ci = int(belief.argmax()) + 1, int(mean(colour[b])[1:].argmax()) + 1
                        named = ki != KINDS - 1 and belief.max() > 0.5 * belief.sum()
                        found.append({"kind": ki - 1 if named else None, "colour": None if ci == COLOURS - 1 else ci - 1,
                                      "style": int(mean(style[b]).argmax()), "reflection": side, "x": (xs.mean() + .5) / S, "y": (ys.mean() + .5) / S,
                                      "area": int(split.sum()), **{n: float(v) > 0.5 for n, v in zip(BITS[:4], mean(bits[b])[:4])}})
            out.append(found)
    return out


def _split(region, kind, colour, smallest):
    """Cuts a region into its kinds where two of them hold at least a quarter each, else into its colours by the same rule."""
    for values, last in ((kind, KINDS), (colour, COLOURS)):
        counts = np.bincount(values[region], minlength=last)
        counts[0] = 0
        big = [v for v in np.argsort(-counts)[:2] if counts[v] >= max(0.25 * region.sum(), smallest)]
        if len(big) == 2:
            ys, xs = np.nonzero(region)
            centres = [np.array([np.mean(np.nonzero(region & (values == v)), 1)])[0] for v in big]
            nearest = np.argmin([(ys - c[0]) ** 2 + (xs - c[1]) ** 2 for c in centres], 0)
            if abs(centres[0] - centres[1]).max() < 5:
                continue                                            # mixed through each other: one thing, not two
            parts = []
            for j, v in enumerate(big):
                part = np.zeros_like(region)
                rest = (values[ys, xs] != big[0]) & (values[ys, xs] != big[1])
                part[ys, xs] = (values[ys, xs] == v) | (rest & (nearest == j))
                parts.append(part)
            return parts
    return [region]


def marks(judge, lessons, count=1000):
    """Shares of entities of unseen clean renders that the judge gets right: kind, colour, all, each attribute (objects and reflections), counts."""
    right, total = {}, {}
    add = lambda name, ok: (right.__setitem__(name, right.get(name, 0) + bool(ok)), total.__setitem__(name, total.get(name, 0) + 1))
    for _ in range(-(-count // 100)):
        pictures, _, scenes = lessons.next(100, clean=True)
        for scene, found in zip(scenes, entities(judge, pictures)):
            truth = [(t, False, t["flip"]) for t in scene["objects"]] + [(r, True, r["flip"]) for r, _ in reflections(scene)]
            add("count", len(truth) == len(found))
            for t, mirrored, flip in truth:
                same = [f for f in found if f["reflection"] == mirrored]
                if not same:
                    add("kind", False); add("colour", False)
                    continue
                f = min(same, key=lambda f: (f["x"] - t["x"]) ** 2 + (f["y"] - t["y"]) ** 2)
                where = "reflection " if mirrored else ""
                names = lessons.composer
                add("kind", f["kind"] == names.kind_id[t["kind"]]); add("colour", f["colour"] == names.colour_id[t["colour"]])
                for n, bit in (("hat", HAT), ("scarf", SCARF), ("stripes", STRIPES)):
                    add(where + n, f[n] == bool(t["attributes"] & bit))
                add(where + "style", f["style"] == t["style"])
                add(where + "looks right", f["right"] == flip)
    return {n: (right[n] / total[n], total[n]) for n in right}


def load(path=f"{CACHE}/judge/judge.pt"):
    judge = Judge()
    judge.load_state_dict(torch.load(path, weights_only=False)["ema"])
    return judge.eval().requires_grad_(False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=f"{CACHE}/judge")
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--batch", type=int, default=64)
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    os.makedirs(args.out, exist_ok=True)
    torch.manual_seed(3)
    judge, ema, lessons, step = Judge(), Judge(), Lessons(), 0
    adam = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.01)
    path = f"{args.out}/judge.pt"
    if os.path.exists(path):
        saved = torch.load(path, weights_only=False)
        judge.load_state_dict(saved["model"]); ema.load_state_dict(saved["ema"]); adam.load_state_dict(saved["adam"])
        step = saved["step"]
        lessons.rng.setstate(saved["random"]); torch.set_rng_state(saved["torch"])
    else:
        ema.load_state_dict(judge.state_dict())
    judge, ema = judge.to(memory_format=torch.channels_last), ema.requires_grad_(False)
    mark, mean = time.time(), 0.0
    while step < args.steps:
        pictures, labels, _ = lessons.next(args.batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = judge(pictures.to(memory_format=torch.channels_last))
        loss = loss_of(logits.float(), labels)
        adam.zero_grad(); loss.backward()
        torch.nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        for group in adam.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 100) * max(0.02, min(1, (args.steps - step) / (0.4 * args.steps)))
        adam.step()
        step += 1
        mean += loss.item()
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.parameters()), list(judge.parameters()), 1 - min(0.995, (step + 1) / (step + 10)))
        if step % 100 == 0 or step == args.steps:
            print(f"{step} {mean / 100:.4f} {100 * args.batch / (time.time() - mark):.0f}/s", flush=True)
            save({"model": judge.state_dict(), "ema": ema.state_dict(), "adam": adam.state_dict(), "step": step,
                  "random": lessons.rng.getstate(), "torch": torch.get_rng_state()}, path)
            mark, mean = time.time(), 0.0
            if step % 500 == 0:
                print({n: round(v, 4) for n, (v, _) in marks(ema.eval(), Lessons(seed=99), 200).items()}, flush=True)
    result = marks(ema.eval(), Lessons(seed=100), 2000)
    with open(f"{args.out}/marks.json", "w") as f:
        json.dump({n: {"share": v, "count": c} for n, (v, c) in result.items()}, f, indent=1)
    print(result)


if __name__ == "__main__":
    main()
