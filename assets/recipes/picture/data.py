"""Batches for the picture model: random captions of the bank, a fresh scene drawn for each, standardised text states padded to the longest."""
import json
import os
import random

import numpy as np
import torch

from world.batch import BatchComposer
from world.scene import describe

CACHE = os.path.expanduser("~/.cache/attention/training")
BANKS = f"{CACHE}/e5"


class Bank:
    """One or more bank folders (bank1, bank2, …) written by world.make_bank; the standardisation is that of the first."""

    def __init__(self, layers=(7,), root=BANKS):
        self.entries, self.parts = [], []
        for name in sorted(os.listdir(root)):
            folder = f"{root}/{name}"
            if not all(os.path.exists(f"{folder}/standard_{l}.npz") for l in layers):
                continue
            with open(f"{folder}/captions.jsonl") as f:
                entries = [json.loads(line) for line in f]
            offsets = np.load(f"{folder}/offsets.npy")
            states = [np.memmap(f"{folder}/states_{l}.f16", np.float16, "r", shape=(int(offsets[-1]), 384)) for l in layers]
            if not self.parts:
                s = [np.load(f"{folder}/standard_{l}.npz") for l in layers]
                self.mean, self.deviation = (np.concatenate([x[k] for x in s]) for k in ("mean", "deviation"))
            self.parts.append((len(self.entries), offsets, states))
            self.entries += entries
        if not self.parts:
            raise SystemExit(f"no caption bank in {root}: run world.make_bank first")

    def states(self, index):
        """Caption indices → standardised f32 [B, T, state], mask bool [B, T]; T = the longest of the batch."""
        rows = []
        for i in index:
            first, offsets, states = next(p for p in reversed(self.parts) if p[0] <= i)
            a, b = offsets[i - first], offsets[i - first + 1]
            rows.append(np.concatenate([s[a:b] for s in states], 1))
        longest = max(map(len, rows))
        out, mask = np.zeros((len(rows), longest, len(self.mean)), np.float32), np.zeros((len(rows), longest), bool)
        for b, r in enumerate(rows):
            out[b, :len(r)] = (r.astype(np.float32) - self.mean) / self.deviation
            mask[b, :len(r)] = True
        return torch.from_numpy(out), torch.from_numpy(mask)


def patch_labels(entity, labels, reflected, patch=8):
    """Kind and colour of the entity with most pixels in each patch (any pixel counts), and whether a reflection is in it: int64 [B, N, 3]."""
    B, S, _ = entity.shape
    G = S // patch
    e = entity.reshape(B, G, patch, G, patch)
    first, second = ((e == i).sum((2, 4)).reshape(B, -1) for i in (1, 2))
    winner = np.where(second > first, 2, (first > 0).astype(np.int64))
    mirrored = reflected.reshape(B, G, patch, G, patch).any((2, 4)).reshape(B, -1, 1)
    return np.concatenate([np.take_along_axis(labels, winner[..., None].repeat(2, -1), 1), mirrored], -1)


class Batches:
    """next(size) → picture, labels, states, mask. State of the generator: self.rng.getstate()."""

    def __init__(self, size=64, seed=1, bank=None, composer=None):
        self.bank, self.composer, self.rng = bank or Bank(), composer or BatchComposer(size), random.Random(seed)

    def next(self, batch):
        index = [self.rng.randrange(len(self.bank.entries)) for _ in range(batch)]
        scenes = [describe(self.rng, self.bank.entries[i], self.composer.seats) for i in index]
        picture, entity, reflected, labels = self.composer.draw(scenes)
        states, mask = self.bank.states(index)
        return torch.from_numpy(picture) * 2 - 1, torch.from_numpy(patch_labels(entity, labels, reflected)), states, mask
