"""Golden scenes for the product's composer (tests/golden/world/README.md), drawn by compose.compose, the specification in code.

Usage: python -m world.golden [--out FOLDER]      (run from assets/recipes)
"""
import argparse
import hashlib
import json
import os
import random
from pathlib import Path

import numpy as np

from e5.container import encode

from .compose import compose, patch_masks, seats
from .kinds import COLOUR_NAMES, KIND_NAMES, TRAINING_STYLES
from .scene import describe, random_specification
from .stickers import Stickers

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
PATCH = 8
COUNTS = {64: 21, 96: 7, 320: 1}     # scenes drawn at each size, from the first on


def balanced_scenes(stickers, count):
    """Random scenes in which the seven relations take turns."""
    from .scene import RELATIONS
    rng, rows, out = random.Random(11), seats(stickers), []
    while len(out) < count:
        specification = random_specification(rng)
        if specification["relation"] == RELATIONS[len(out) % len(RELATIONS)]:
            out.append(describe(rng, specification, rows))
    return out


def digests(stickers):
    """SHA-256 of the largest and the smallest level of coloured stickers: every kind and style, colours and attributes taking turns."""
    out = []
    for i in range(len(KIND_NAMES) * TRAINING_STYLES):
        kind, style = divmod(i, TRAINING_STYLES)
        colour, attributes = (i * 7) % len(COLOUR_NAMES), (i * 5 + kind) % 8
        levels = stickers.levels(kind, style, colour, attributes)
        out.append({"kind": KIND_NAMES[kind], "style": style, "colour": COLOUR_NAMES[colour], "attributes": attributes,
                    "largest": hashlib.sha256(levels[0].tobytes()).hexdigest(), "smallest": hashlib.sha256(levels[-1].tobytes()).hexdigest()})
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=f"{ROOT}/tests/golden/world")
    args = parser.parse_args()
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    stickers = Stickers()
    scenes = balanced_scenes(stickers, max(COUNTS.values()))
    tensors = {}
    for size, count in COUNTS.items():
        drawn = [compose(scene, stickers, size) for scene in scenes[:count]]
        entity, reflected = np.stack([e for _, e, _ in drawn]), np.stack([r for _, _, r in drawn])
        tensors[f"picture.{size}"] = np.floor(np.stack([p for p, _, _ in drawn]) * 255 + 0.5).astype(np.uint8)
        tensors[f"mask.{size}"] = entity + 128 * reflected.astype(np.uint8)
        tensors[f"patches.{size}"] = patch_masks(entity, reflected, PATCH).astype(np.uint8)
    (out / "pictures.safetensors").write_bytes(encode(tensors, {"patch": str(PATCH)}))
    with open(out / "scenes.json", "w") as f:
        json.dump({"scenes": scenes, "stickers": digests(stickers)}, f, indent=1)
        f.write("\n")
    print({n: os.path.getsize(out / n) for n in sorted(os.listdir(out))})


if __name__ == "__main__":
    main()
