"""Writes the stickers that the product draws with: assets/images/stickers/ (format: README.md there). Lossless: colouring them gives the same bytes.

Usage: python -m world.export_sprites [--out FOLDER] [--styles 0 1 2]      (run from assets/recipes)
"""
import argparse
import json
import os
from pathlib import Path

import numpy as np
import qoi

from e5.container import encode

from .compose import seats
from .kinds import COLOUR_NAMES, COLOURS, KIND_NAMES, STYLES
from .stickers import Stickers

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
CREDITS = {
    "noto": {"title": "Noto Emoji", "author": "Google", "licence": "Apache-2.0", "source": "https://github.com/googlefonts/noto-emoji"},
    "twemoji": {"title": "Twemoji", "author": "Twitter, Inc and other contributors; the astronaut: Fluent Emoji, Microsoft (MIT)", "licence": "CC-BY-4.0",
                "source": "https://github.com/jdecked/twemoji"},
    "fluent-emoji-flat": {"title": "Fluent Emoji", "author": "Microsoft Corporation", "licence": "MIT", "source": "https://github.com/microsoft/fluentui-emoji"},
    "openmoji": {"title": "OpenMoji", "author": "OpenMoji, HfG Schwäbisch Gmünd", "licence": "CC-BY-SA-4.0", "source": "https://github.com/hfg-gmuend/openmoji"},
}


def visible(planes):
    """The planes with every byte that cannot be seen set to 0: it packs better and colours to the same bytes. u8 [256, 256, 6]."""
    out = planes.copy()
    out[out[..., 3] == 0] = 0
    out[..., :3][out[..., 5] == 255] = 0            # the ramp replaces the art's own colour
    out[..., 4][out[..., 5] == 0] = 0               # no shade without weight
    return out


def packed(pixels):
    """u8 [height, width, 4] → the bytes of a QOI picture as a u8 tensor."""
    return np.frombuffer(qoi.encode(np.ascontiguousarray(pixels)), np.uint8)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=f"{ROOT}/assets/images/stickers")
    parser.add_argument("--styles", type=int, nargs="+", default=[0, 1, 2])
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    stickers = Stickers()
    seat_rows = seats(stickers)
    for s in args.styles:
        tensors, entries = {}, []
        for k, kind in enumerate(KIND_NAMES):
            planes = visible(stickers.planes[k, s])
            rows, columns = np.nonzero(planes[..., 3])
            top, left = int(rows.min()), int(columns.min())
            art = planes[top:rows.max() + 1, left:columns.max() + 1]
            tensors[f"{kind}.colour"] = packed(art[..., :4])
            tensors[f"{kind}.body"] = packed(art[..., [4, 4, 4, 5]])
            entries.append({"kind": kind, "left": left, "top": top, "seat": int(seat_rows[k, s]), "hat": stickers.places[k, s, :3].tolist(),
                            "scarf": stickers.places[k, s, 3:].tolist()})
        about = {"format": "1", "style": STYLES[s], "stickers": json.dumps(entries), **CREDITS[STYLES[s]]}
        Path(args.out, f"{STYLES[s]}.safetensors").write_bytes(encode(tensors, about))
    tensors = {f"hat.{i:02}": packed(image) for i, image in enumerate(stickers.hats)} | {f"scarf.{i:02}": packed(image) for i, image in enumerate(stickers.scarves)}
    about = {"kinds": KIND_NAMES, "styles": STYLES, "colours": COLOUR_NAMES, "ramps": list(COLOURS.values())}
    Path(args.out, "accessories.safetensors").write_bytes(encode(tensors, {"format": "1", "world": json.dumps(about), "licence": "MIT, as the repository"}))
    print({n: os.path.getsize(f"{args.out}/{n}") for n in sorted(os.listdir(args.out))})


if __name__ == "__main__":
    main()
