"""Stickers of the world: emoji art → 256×256 planes that can be recoloured with integer arithmetic (see README.md, "Stickers").

Usage: python -m world.make_stickers [--out FOLDER] [--modules NODE_MODULES]      (run from assets/recipes)
Writes stickers.npz: planes u8 [kind, style, 256, 256, 6] (r, g, b, alpha, shade, weight), hat u8 / scarf u8 overlays (premultiplied rgba)
per size, and their places. Art: Noto (Apache-2.0), Twemoji (CC-BY-4.0), Fluent Emoji flat (MIT), OpenMoji (CC-BY-SA-4.0, tests only).
"""
import argparse
import json
import os
import subprocess
import tempfile

import numpy as np
from PIL import Image

from .kinds import COLOUR_NAMES, COLOURS, KIND_NAMES, KINDS, LOOKS_RIGHT, RECOLOUR, REPLACED, STYLES

SIDE = 256                      # canvas of a sticker
ART = (222, 204)                # the art's largest width and height; it stands on row FEET, centred
FEET = 254
RAW = 768

HAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 76"><path d="M10 60 C8 22 22 14 40 14 C58 14 72 22 70 60 Z" fill="#00b8b0"/>
<path d="M22 60 C20 34 26 20 38 15 C30 26 31 44 33 60 Z" fill="#00958f"/><circle cx="40" cy="12" r="11" fill="#fff3d6"/>
<rect x="2" y="52" width="76" height="22" rx="11" fill="#fff3d6"/><path d="M18 54v18M32 54v18M47 54v18M62 54v18" stroke="#d8c59a" stroke-width="3"/></svg>"""
SCARF = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 110 84"><path d="M62 24 L92 22 L98 80 L68 82 Z" fill="#00a49d"/>
<path d="M66 58 L96 56 L97 68 L67 70 Z" fill="#fff3d6"/><path d="M4 8 Q55 26 106 6 L108 30 Q55 50 2 32 Z" fill="#00c2b9"/>
<path d="M26 14 L40 17 L38 41 L24 38 Z" fill="#fff3d6"/><path d="M72 17 L86 13 L89 36 L75 40 Z" fill="#fff3d6"/></svg>"""


def oklab(rgb):
    """sRGB u8 [..., 3] → OKLab (Ottosson 2020): L 0..1, a, b."""
    c = rgb.astype(np.float64) / 255
    c = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(c @ np.array([[.4122214708, .5363325363, .0514459929], [.2119034982, .6806995451, .1073969566], [.0883024619, .2817188376, .6299787005]]).T)
    return lms @ np.array([[.2104542553, .7936177850, -.0040720468], [1.9779984951, -2.4285922050, .4505937099], [.0259040371, .7827717662, -.8086757660]]).T


def body_weight(rgb, alpha, mode):
    """What takes the colour: dark lines never do; 'hue' = only the dominant hue (or the neutral tones, where they dominate). 0..1 per pixel."""
    lab = oklab(rgb)
    light, chroma, hue = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2]), np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))
    not_dark = np.clip((light - 0.30) / 0.10, 0, 1)
    if mode == "all":
        return not_dark, lab
    mass = alpha / 255 * not_dark
    coloured = chroma >= 0.05
    distance = lambda centre: np.abs((hue - centre + 180) % 360 - 180)
    centres = np.arange(-180, 180, 10)
    sums = [(mass * coloured * (distance(c) < 38)).sum() for c in centres]
    best = centres[int(np.argmax(sums))]
    if mode == "neutral" or (mode == "auto" and (mass * ~coloured).sum() > max(sums)):
        belongs = np.clip((0.07 - chroma) / 0.02, 0, 1)
    else:
        belongs = np.clip((50 - distance(best)) / 8, 0, 1) * np.clip((chroma - 0.03) / 0.02, 0, 1)
    weight = not_dark * belongs
    if mode == "auto" and (alpha * weight).sum() < 0.62 * (alpha / 1.0 * not_dark).sum():
        return not_dark, lab
    return weight, lab


def planes_of(image, mode):
    """RGBA u8 canvas → six planes u8: r, g, b, alpha, shade, weight. The median body lightness becomes shade 128."""
    rgb, alpha = image[..., :3], image[..., 3].astype(np.float64)
    weight, lab = body_weight(rgb, alpha, mode)
    body = (weight > 0.5) & (alpha > 128)
    middle = np.median(lab[..., 0][body])
    shade = np.clip(128 + (lab[..., 0] - middle) * 127 / 0.30, 0, 255)
    return np.dstack([rgb, alpha.round().astype(np.uint8), shade.round().astype(np.uint8), (weight * 255).round().astype(np.uint8)])


def span(alpha, x, y):
    """Width of the opaque run around column x in row y (0 if none)."""
    row = alpha[min(max(y, 0), SIDE - 1)] > 100
    x = min(max(x, 0), SIDE - 1)
    if not row[x]:
        return 0
    left = x - int(np.argmin(row[x::-1])) if not row[:x + 1].all() else 0
    right = x + int(np.argmin(row[x:])) if not row[x:].all() else SIDE
    return right - left


def render(jobs, modules):
    with tempfile.TemporaryDirectory() as folder:
        for i, job in enumerate(jobs):
            job["out"] = f"{folder}/{i}.png"
        with open(f"{folder}/jobs.json", "w") as f:
            json.dump(jobs, f)
        subprocess.run(["node", os.path.join(os.path.dirname(__file__), "render_svg.mjs"), modules, f"{folder}/jobs.json"], check=True)
        return [np.array(Image.open(job["out"]).convert("RGBA")) for job in jobs]


def main():
    cache = os.path.expanduser("~/.cache/attention/training")
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=f"{cache}/world")
    parser.add_argument("--modules", default=f"{cache}/download/node_modules")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    hat_sizes, scarf_sizes = list(range(64, 117, 4)), list(range(72, 149, 4))
    icon = lambda k, s: dict(zip(("set", "name"), REPLACED.get((k, s), (s, KINDS[k]["icon"]))))
    art = render([{**icon(k, s), "width": RAW} for k in KIND_NAMES for s in STYLES], args.modules)
    hats = render([{"svg": HAT, "width": w} for w in hat_sizes], args.modules)
    scarves = render([{"svg": SCARF, "width": w} for w in scarf_sizes], args.modules)
    premultiply = lambda i: np.dstack([(i[..., :3].astype(np.int32) * i[..., 3:] + 127) // 255, i[..., 3:]]).astype(np.uint8)
    planes = np.zeros((len(KIND_NAMES), len(STYLES), SIDE, SIDE, 6), np.uint8)
    places = np.zeros((len(KIND_NAMES), len(STYLES), 6), np.int16)      # hat size index, x, y; scarf size index, x, y (left, top)
    for k, kind in enumerate(KIND_NAMES):
        for s, style in enumerate(STYLES):
            raw, at = art[k * len(STYLES) + s], KINDS[kind]["at"][s]
            ys, xs = np.nonzero(raw[..., 3] > 20)
            x0, x1, y0, y1 = xs.min(), xs.max() + 1, ys.min(), ys.max() + 1
            scale = min(ART[0] / (x1 - x0), ART[1] / (y1 - y0))
            w, h = round((x1 - x0) * scale), round((y1 - y0) * scale)
            premultiplied = Image.fromarray(raw[y0:y1, x0:x1], "RGBA").convert("RGBa").resize((w, h), Image.Resampling.BOX if scale > 1 else Image.Resampling.LANCZOS).convert("RGBA")
            left, top = (SIDE - w) // 2, FEET - h
            canvas = np.zeros((SIDE, SIDE, 4), np.uint8)
            canvas[top:top + h, left:left + w] = np.array(premultiplied)
            point = lambda x, y: (left + (x * RAW - x0) * scale, top + (y * RAW - y0) * scale)
            hat, scarf = point(*at[:2]), point(*at[2:])
            if (kind, style) in LOOKS_RIGHT:
                canvas = canvas[:, ::-1].copy()
                hat, scarf = (SIDE - hat[0], hat[1]), (SIDE - scarf[0], scarf[1])
            planes[k, s] = planes_of(canvas, RECOLOUR.get((kind, style), RECOLOUR.get(kind, "auto")))
            alpha = canvas[..., 3]
            fit = lambda size, sizes: int(np.argmin([abs(size - v) for v in sizes]))
            i = fit(np.clip(span(alpha, int(hat[0]), int(hat[1]) + 22) * 1.0, 72, 104), hat_sizes)
            hh, hw = hats[i].shape[:2]
            places[k, s, :3] = i, np.clip(round(hat[0] - hw / 2), 0, SIDE - hw), np.clip(round(hat[1] - hh * 0.80), 0, SIDE - hh)
            j = fit(np.clip(span(alpha, int(scarf[0]), int(scarf[1])) + 12, 84, 132), scarf_sizes)
            sh, sw = scarves[j].shape[:2]
            places[k, s, 3:] = j, np.clip(round(scarf[0] - sw / 2), 0, SIDE - sw), np.clip(round(scarf[1] - sh * 0.30), 0, SIDE - sh)
    arrays = {f"hat{i}": premultiply(h) for i, h in enumerate(hats)} | {f"scarf{i}": premultiply(h) for i, h in enumerate(scarves)}
    np.savez_compressed(f"{args.out}/stickers.npz", planes=planes, places=places, hat_count=len(hats), scarf_count=len(scarves),
                        kinds=np.array(KIND_NAMES), styles=np.array(STYLES), colours=np.array(COLOUR_NAMES),
                        ramps=np.array(list(COLOURS.values()), np.uint8), **arrays)
    print(f"{args.out}/stickers.npz", os.path.getsize(f"{args.out}/stickers.npz") >> 10, "kB")


if __name__ == "__main__":
    main()
