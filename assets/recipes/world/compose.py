"""Scenes → pixels and masks. compose() is the specification in code (numpy, one scene); batch.py draws many at once, compose_torch.py on a GPU.

The arithmetic is written out in README.md, "Scenes"; the C++ composer follows the same text. Sizes: S = picture edge in pixels.
"""
import os

import numpy as np

from .kinds import COLOUR_NAMES, KIND_NAMES
from .scene import describe, reflections
from .stickers import SIDE, Stickers

# Per sky, RGB 0..255: sky at the top, sky at the horizon, ground, water, glass.
SKY_COLOURS = {
    "day": ((138, 194, 245), (206, 232, 250), (122, 190, 92), (84, 150, 208), (216, 235, 244)),
    "night": ((34, 38, 92), (66, 66, 130), (46, 80, 74), (28, 44, 96), (96, 104, 156)),
    "sunset": ((146, 92, 164), (255, 182, 130), (112, 86, 72), (140, 100, 140), (242, 208, 192)),
    "snow": ((196, 210, 228), (222, 231, 240), (246, 250, 253), (146, 176, 204), (226, 236, 244)),
}
FRAME_COLOURS = ((214, 164, 52), (124, 74, 42), (150, 156, 166))
FRAME, SHORE = 0.028, 0.035
OPACITY = {"left": 0.86, "right": 0.86, "water": 0.66}
RECTS, LAYERS = 5, 3


def seats(stickers):
    """Row (0..255) on which another sticker sits: the median topmost opaque row of columns 104..151. [kind, style]"""
    alpha = stickers.planes[..., 3] > 128
    return np.median(alpha[:, :, :, 104:152].argmax(2), -1).astype(int)


def layers(scene):
    """Scene → (sky name, horizon, rectangles [(x0, y0, x1, y1, colour)], stickers bottom to top [(sticker, opacity, clip, entity, is reflection)])."""
    _, _, ground, water, glass = SKY_COLOURS[scene["sky"]]
    rects = [(0.0, scene["horizon"], 1.0, 1.0, ground)]
    mirror, drawn = scene["mirror"], []
    everything = (0.0, 0.0, 1.0, 1.0)
    if mirror:
        x0, y0, x1, y1 = mirror["glass"]
        if mirror["side"] == "water":
            rects += [(0.0, y0 - SHORE, 1.0, y0, ground), (0.0, y0, 1.0, 1.0, water)]
        else:
            rects += [(x0 - FRAME, y0 - FRAME, x1 + FRAME, y1 + FRAME, FRAME_COLOURS[mirror["frame"]]), (x0, y0, x1, y1, glass)]
        drawn = [(r, OPACITY[mirror["side"]], tuple(mirror["glass"]), i + 1, True) for r, i in reflections(scene)]
    order = reversed(range(len(scene["objects"]))) if scene["relation"] == "on" else range(len(scene["objects"]))
    drawn += [(scene["objects"][i], 1.0, everything, i + 1, False) for i in order]
    return scene["sky"], scene["horizon"], rects, drawn


def level_for(side_pixels):
    """The smallest mip level at least as large as the sticker on screen; the largest one if none is."""
    n = SIDE
    while n // 2 >= max(side_pixels, 16):
        n //= 2
    return n


def coverage(rect, size):
    """Share of each pixel inside a rectangle [size, size], float64."""
    edges = np.arange(size + 1) / size
    overlap = lambda a, b: np.clip(np.minimum(b, edges[1:]) - np.maximum(a, edges[:-1]), 0, None) * size
    return overlap(rect[1], rect[3])[:, None] * overlap(rect[0], rect[2])[None]


def sample(image, x, y):
    """Bilinear sample of a u8 image [n, n, 4] at pixel coordinates (0 = centre of the first pixel); nothing outside."""
    n = image.shape[0]
    padded = np.zeros((n + 2, n + 2, 4)); padded[1:-1, 1:-1] = image / 255
    x, y = np.clip(x + 1, 0, n + 0.999999), np.clip(y + 1, 0, n + 0.999999)
    i, j = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - i)[..., None], (y - j)[..., None]
    return ((padded[j, i] * (1 - fx) + padded[j, i + 1] * fx) * (1 - fy) + (padded[j + 1, i] * (1 - fx) + padded[j + 1, i + 1] * fx) * fy)


def compose(scene, stickers, size):
    """One scene → (picture float64 [size, size, 3] in 0..1, entity u8 [size, size], is_reflection bool). Entity 0 = none, 1 = first object, 2 = second."""
    sky, horizon, rects, drawn = layers(scene)
    centre = (np.arange(size) + 0.5) / size
    top, low = np.array(SKY_COLOURS[sky][0]) / 255, np.array(SKY_COLOURS[sky][1]) / 255
    picture = np.repeat((top + (low - top) * np.clip(centre / horizon, 0, 1)[:, None])[:, None], size, 1)
    for *rect, colour in rects:
        c = coverage(rect, size)[..., None]
        picture = picture * (1 - c) + np.array(colour) / 255 * c
    entity, is_reflection = np.zeros((size, size), np.uint8), np.zeros((size, size), bool)
    for t, opacity, clip, number, reflected in drawn:
        n = level_for(t["side"] * size)
        image = stickers.levels(KIND_NAMES.index(t["kind"]), t["style"], COLOUR_NAMES.index(t["colour"]), t["attributes"])[(SIDE // n).bit_length() - 1]
        dx, dy = centre[None] - t["x"], centre[:, None] - t["y"]
        c, s = np.cos(t["angle"]), np.sin(t["angle"])
        u, v = (c * dx + s * dy) / t["side"], (-s * dx + c * dy) / t["side"]
        u, v = (-u if t["flip"] else u), (-v if t.get("flip_y") else v)
        inside = coverage(clip, size)
        source = sample(image, (u + 0.5) * n - 0.5, (v + 0.5) * n - 0.5)
        own = (source[..., 3] >= 0.5) & (inside >= 0.5)
        source = source * (opacity * inside)[..., None]
        picture = source[..., :3] + picture * (1 - source[..., 3:])
        entity[own], is_reflection[own] = number, reflected
    return picture, entity, is_reflection


def bake(stickers, size, path, styles=4):
    """All coloured stickers at one mip level: u8 [kind * style * colour * 8, size, size, 4], premultiplied; kept in a file."""
    if not os.path.exists(path):
        shape = (len(KIND_NAMES), styles, len(COLOUR_NAMES), 8)
        out = np.stack([stickers.level(size, *np.unravel_index(i, shape)) for i in range(int(np.prod(shape)))])
        np.save(path, out)
    return np.load(path)


class Packer:
    """Scenes → arrays for the fast composers. path: stickers.npz."""

    def __init__(self, path):
        self.stickers = Stickers(path)
        self.seats = seats(self.stickers)
        self.kind_id = {k: i for i, k in enumerate(KIND_NAMES)}
        self.colour_id = {c: i for i, c in enumerate(COLOUR_NAMES)}

    def pack(self, scenes):
        """Scenes → float arrays: sky [B, 7], rects [B, RECTS, 7], stickers [B, LAYERS, 14], labels int [B, 3, 2] (kind, colour per entity, 1-based)."""
        B = len(scenes)
        sky, rects, drawn = np.zeros((B, 7), np.float32), np.zeros((B, RECTS, 7), np.float32), np.zeros((B, LAYERS, 14), np.float32)
        labels = np.zeros((B, 3, 2), np.int64)
        for b, scene in enumerate(scenes):
            name, horizon, r, d = layers(scene)
            sky[b] = (*SKY_COLOURS[name][0], *SKY_COLOURS[name][1], horizon)
            for i, (*rect, colour) in enumerate(r):
                rects[b, i] = (*rect, *colour)
            for i, (t, opacity, clip, number, reflected) in enumerate(d):
                index = ((self.kind_id[t["kind"]] * 4 + t["style"]) * 10 + self.colour_id[t["colour"]]) * 8 + t["attributes"]
                drawn[b, i] = (index, t["x"], t["y"], t["side"], np.cos(t["angle"]), np.sin(t["angle"]), -1 if t["flip"] else 1,
                               -1 if t.get("flip_y") else 1, opacity, *clip, number + (0.5 if reflected else 0))
                labels[b, number] = self.kind_id[t["kind"]] + 1, self.colour_id[t["colour"]] + 1
        return sky, rects, drawn, labels


def patch_masks(entity, reflected, patch):
    """Any pixel counts: bool [B, 3, P, P] for entity 1, entity 2, reflection. entity u8 [B, S, S]."""
    B, S, _ = entity.shape
    g = lambda m: m.reshape(B, S // patch, patch, S // patch, patch).any(4).any(2)
    return np.stack([g((entity == 1) & ~reflected), g((entity == 2) & ~reflected), g(reflected)], 1)


def random_scene(rng, composer, **options):
    from .scene import random_specification
    return describe(rng, random_specification(rng), composer.seats, **options)
