"""Scenes → pixels and masks. compose() is the specification in code (numpy, one scene); BatchComposer draws many at once (numba), same pixels.

The arithmetic is written out in README.md, "Scenes"; the C++ composer follows the same text. Sizes: S = picture edge in pixels.
"""
import os

import numba
import numpy as np

from .kinds import COLOUR_NAMES, KIND_NAMES
from .scene import SKIES, describe, reflections
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


@numba.njit(cache=True, nogil=True, fastmath=False)
def _draw_batch(sky, rects, drawn, sprites, size, picture, entity, reflected):
    """The arithmetic of compose() in plain loops, f32, one scene after the other; each sticker touches only its bounding box."""
    n = sprites.shape[2]
    for b in range(sky.shape[0]):
        for i in range(size):
            y = (i + np.float32(0.5)) / size
            w = min(max(y / sky[b, 6], np.float32(0)), np.float32(1))
            for c in range(3):
                value = (sky[b, c] + (sky[b, 3 + c] - sky[b, c]) * w) / np.float32(255)
                for j in range(size):
                    picture[b, c, i, j] = value
        for r in range(rects.shape[1]):
            x0, y0, x1, y1 = rects[b, r, 0], rects[b, r, 1], rects[b, r, 2], rects[b, r, 3]
            if x1 <= x0:
                break
            for i in range(max(int(y0 * size), 0), min(int(y1 * size) + 1, size)):
                cy = max(min(y1 * size, np.float32(i + 1)) - max(y0 * size, np.float32(i)), np.float32(0))
                for j in range(max(int(x0 * size), 0), min(int(x1 * size) + 1, size)):
                    cover = cy * max(min(x1 * size, np.float32(j + 1)) - max(x0 * size, np.float32(j)), np.float32(0))
                    for c in range(3):
                        picture[b, c, i, j] += (rects[b, r, 4 + c] / np.float32(255) - picture[b, c, i, j]) * cover
        for l in range(drawn.shape[1]):
            opacity = drawn[b, l, 8]
            if opacity <= 0:
                break
            index, cx, cy0, side = int(drawn[b, l, 0]), drawn[b, l, 1], drawn[b, l, 2], drawn[b, l, 3]
            cosine, sine = drawn[b, l, 4], drawn[b, l, 5]
            reach = side * np.float32(0.7072) + np.float32(1) / size
            for i in range(max(int((cy0 - reach) * size), 0), min(int((cy0 + reach) * size) + 2, size)):
                inside_y = max(min(drawn[b, l, 12] * size, np.float32(i + 1)) - max(drawn[b, l, 10] * size, np.float32(i)), np.float32(0))
                if inside_y == 0:
                    continue
                for j in range(max(int((cx - reach) * size), 0), min(int((cx + reach) * size) + 2, size)):
                    inside = inside_y * max(min(drawn[b, l, 11] * size, np.float32(j + 1)) - max(drawn[b, l, 9] * size, np.float32(j)), np.float32(0))
                    dx, dy = (j + np.float32(0.5)) / size - cx, (i + np.float32(0.5)) / size - cy0
                    x = ((cosine * dx + sine * dy) / side * drawn[b, l, 6] + np.float32(0.5)) * n - np.float32(0.5)
                    y = ((cosine * dy - sine * dx) / side * drawn[b, l, 7] + np.float32(0.5)) * n - np.float32(0.5)
                    if inside == 0 or x <= -1 or y <= -1 or x >= n or y >= n:
                        continue
                    ix, iy = int(np.floor(x)), int(np.floor(y))
                    fx, fy = x - ix, y - iy
                    w00 = (1 - fx) * (1 - fy) if ix >= 0 and iy >= 0 else np.float32(0)
                    w01 = fx * (1 - fy) if ix + 1 < n and iy >= 0 else np.float32(0)
                    w10 = (1 - fx) * fy if ix >= 0 and iy + 1 < n else np.float32(0)
                    w11 = fx * fy if ix + 1 < n and iy + 1 < n else np.float32(0)
                    xa, xb, ya, yb = max(ix, 0), min(ix + 1, n - 1), max(iy, 0), min(iy + 1, n - 1)
                    p = sprites[index]
                    alpha = (w00 * p[ya, xa, 3] + w01 * p[ya, xb, 3] + w10 * p[yb, xa, 3] + w11 * p[yb, xb, 3]) / np.float32(255)
                    if alpha <= 0:
                        continue
                    k = opacity * inside
                    for c in range(3):
                        s = (w00 * p[ya, xa, c] + w01 * p[ya, xb, c] + w10 * p[yb, xa, c] + w11 * p[yb, xb, c]) / np.float32(255)
                        picture[b, c, i, j] = s * k + picture[b, c, i, j] * (1 - alpha * k)
                    if alpha >= 0.5 and inside >= 0.5:
                        entity[b, i, j] = int(drawn[b, l, 13])
                        reflected[b, i, j] = drawn[b, l, 13] % 1 > 0.25


class BatchComposer:
    """Draws batches of scenes. All stickers use one mip level: 32 for 64-pixel pictures, 64 for 96 (what level_for() says for every legal size).

    folder: where stickers.npz lies and the baked level is kept. lazy: colour each sticker when it is first needed, keep nothing.
    """

    def __init__(self, size, folder=None, lazy=False):
        self.size = size
        folder = folder or os.path.expanduser("~/.cache/attention/training/world")
        self.stickers = Stickers(f"{folder}/stickers.npz")
        self.seats = seats(self.stickers)
        level = 32 if size <= 64 else 64
        self.missing = None
        if lazy:
            self.shape = (len(KIND_NAMES), self.stickers.planes.shape[1], len(COLOUR_NAMES), 8)
            self.missing = np.ones(int(np.prod(self.shape)), bool)
            self.sprites = np.zeros((len(self.missing), level, level, 4), np.uint8)
        else:
            self.sprites = bake(self.stickers, level, f"{folder}/baked_{level}.npy")
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

    def draw(self, scenes):
        """→ picture f32 [B, 3, S, S] in 0..1, entity u8 [B, S, S], is_reflection bool [B, S, S], labels int64 [B, 3, 2] (numpy)."""
        sky, rects, drawn, labels = self.pack(scenes)
        B, S = len(scenes), self.size
        if self.missing is not None:
            for i in set(drawn[..., 0][drawn[..., 8] > 0].astype(int).tolist()):
                if self.missing[i]:
                    self.sprites[i] = self.stickers.level(self.sprites.shape[1], *np.unravel_index(i, self.shape))
                    self.missing[i] = False
        picture, entity, reflected = np.empty((B, 3, S, S), np.float32), np.zeros((B, S, S), np.uint8), np.zeros((B, S, S), np.bool_)
        _draw_batch(sky, rects, drawn, self.sprites, S, picture, entity, reflected)
        return picture, entity, reflected, labels


def patch_masks(entity, reflected, patch):
    """Any pixel counts: bool [B, 3, P, P] for entity 1, entity 2, reflection. entity u8 [B, S, S]."""
    B, S, _ = entity.shape
    g = lambda m: m.reshape(B, S // patch, patch, S // patch, patch).any(4).any(2)
    return np.stack([g((entity == 1) & ~reflected), g((entity == 2) & ~reflected), g(reflected)], 1)


def random_scene(rng, composer, **options):
    from .scene import random_specification
    return describe(rng, random_specification(rng), composer.seats, **options)
