"""The composer for training on a CPU: many scenes at once, compiled loops, the same pixels as compose.compose (tested)."""
import os

import numba
import numpy as np

from .compose import Packer, bake
from .kinds import COLOUR_NAMES, KIND_NAMES


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


class BatchComposer(Packer):
    """Draws batches of scenes. All stickers use one mip level: 32 for 64-pixel pictures, 64 for 96 (what level_for() says for every legal size).

    folder: where stickers.npz lies and the baked level is kept. lazy: colour each sticker when it is first needed, keep nothing.
    """

    def __init__(self, size, folder=None, lazy=False):
        self.size = size
        folder = folder or os.path.expanduser("~/.cache/attention/training/world")
        super().__init__(f"{folder}/stickers.npz")
        level = 32 if size <= 64 else 64
        self.missing = None
        if lazy:
            self.shape = (len(KIND_NAMES), self.stickers.planes.shape[1], len(COLOUR_NAMES), 8)
            self.missing = np.ones(int(np.prod(self.shape)), bool)
            self.sprites = np.zeros((len(self.missing), level, level, 4), np.uint8)
        else:
            self.sprites = bake(self.stickers, level, f"{folder}/baked_{level}.npy")

    def draw(self, scenes):
        """→ picture f32 [B, 3, S, S] in 0..1, entity u8 [B, S, S], is_reflection bool [B, S, S], labels int64 [B, 3, 2] (numpy)."""
        sky, rects, drawn, labels = self.pack(scenes)
        return (*self.draw_packed(sky, rects, drawn), labels)

    def draw_packed(self, sky, rects, drawn):
        """The same for packed scenes, which a study may have changed. → picture, entity, is_reflection"""
        B, S = len(sky), self.size
        if self.missing is not None:
            for i in set(drawn[..., 0][drawn[..., 8] > 0].astype(int).tolist()):
                if self.missing[i]:
                    self.sprites[i] = self.stickers.level(self.sprites.shape[1], *np.unravel_index(i, self.shape))
                    self.missing[i] = False
        picture, entity, reflected = np.empty((B, 3, S, S), np.float32), np.zeros((B, S, S), np.uint8), np.zeros((B, S, S), np.bool_)
        _draw_batch(sky, rects, drawn, self.sprites, S, picture, entity, reflected)
        return picture, entity, reflected
