"""Writes what the product needs to draw scenes: sticker atlases (PNG), stickers.json, and golden scenes for the C++ composer's parity test.

Usage: python -m world.export [--out build/models/world]. Formats: README.md, "Shipped files".
"""
import argparse
import json
import os
import random

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

from .batch import BatchComposer
from .compose import FRAME, FRAME_COLOURS, OPACITY, SHORE, SKY_COLOURS, compose, random_scene
from .kinds import COLOUR_NAMES, COLOURS, KIND_NAMES, KINDS, STYLES
from .scene import HELD_OUT
from .stickers import SIDE

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
COLUMNS = 6


def atlas(planes):
    """[24, 256, 256, c] → one image, 6 stickers a row."""
    n, side, _, c = planes.shape
    return planes.reshape(n // COLUMNS, COLUMNS, side, side, c).transpose(0, 2, 1, 3, 4).reshape(n // COLUMNS * side, COLUMNS * side, c)


def stack(images):
    """Images of growing size side by side on a transparent ground; → image, left edges."""
    height, lefts, x = max(i.shape[0] for i in images), [], 0
    for i in images:
        lefts.append(x); x += i.shape[1]
    out = np.zeros((height, x, 4), np.uint8)
    for i, left in zip(images, lefts):
        out[:i.shape[0], left:left + i.shape[1]] = i
    return out, lefts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=f"{ROOT}/build/models/world")
    parser.add_argument("--golden", type=int, default=24)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    composer = BatchComposer(64)
    s = composer.stickers
    for i, style in enumerate(STYLES):
        Image.fromarray(np.ascontiguousarray(atlas(s.planes[:, i, :, :, :4])), "RGBA").save(f"{args.out}/{style}_colour.png", optimize=True)
        Image.fromarray(np.ascontiguousarray(atlas(s.planes[:, i, :, :, 4:])), "LA").save(f"{args.out}/{style}_body.png", optimize=True)
    about = {"side": SIDE, "columns": COLUMNS, "kinds": KIND_NAMES, "styles": STYLES, "colours": COLOUR_NAMES, "ramps": list(COLOURS.values()),
             "chases": [k for k in KIND_NAMES if KINDS[k]["chases"]], "places": s.places.tolist(), "seats": composer.seats.tolist(),
             "skies": SKY_COLOURS, "frame_colours": FRAME_COLOURS, "frame": FRAME, "shore": SHORE, "opacity": OPACITY, "held_out": HELD_OUT}
    for name, images in (("hats", s.hats), ("scarves", s.scarves)):
        image, lefts = stack(images)
        Image.fromarray(image, "RGBA").save(f"{args.out}/{name}.png", optimize=True)
        about[name] = [{"left": left, "width": i.shape[1], "height": i.shape[0]} for i, left in zip(images, lefts)]
    with open(f"{args.out}/stickers.json", "w") as f:
        json.dump(about, f, ensure_ascii=False)
    rng = random.Random(2)
    scenes = [random_scene(rng, composer, styles=4) for _ in range(args.golden)]
    with open(f"{args.out}/golden_scenes.json", "w") as f:
        json.dump(scenes, f, indent=1)
    out = {}
    for size in (64, 96, 200):
        drawn = [compose(scene, s, size) for scene in (scenes if size < 200 else scenes[:4])]
        out[f"picture.{size}"] = np.stack([p for p, _, _ in drawn]).astype(np.float32)
        out[f"entity.{size}"] = np.stack([e for _, e, _ in drawn])
        out[f"reflection.{size}"] = np.stack([r for _, _, r in drawn]).astype(np.uint8)
    for k, (kind, style, colour, attributes) in enumerate(((0, 0, 0, 7), (7, 1, 8, 1), (11, 2, 4, 6))):
        for level, image in enumerate(s.levels(kind, style, colour, attributes)[:3]):
            out[f"sticker.{kind}.{style}.{colour}.{attributes}.level.{level}"] = image
    save_file(out, f"{args.out}/golden_scenes.safetensors")
    print({n: os.path.getsize(f"{args.out}/{n}") >> 10 for n in sorted(os.listdir(args.out))})


if __name__ == "__main__":
    main()
