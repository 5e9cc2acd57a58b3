"""Coloured stickers from the planes of stickers.npz: integer arithmetic, the same in Python and C++ (README.md, "Stickers")."""
import os

import numpy as np

SIDE, LEVELS = 256, 5
STRIPES, HAT, SCARF = 1, 2, 4          # bits of a sticker's attributes
PATH = os.path.expanduser("~/.cache/attention/training/world/stickers.npz")


def ramp_table(ramp):
    """Three RGB points (dark, middle, light) → u8 [256, 3]."""
    dark, middle, light = (np.asarray(p, np.int32) for p in ramp)
    s = np.arange(256, dtype=np.int32)[:, None]
    low = (dark * (128 - s) + middle * s + 64) // 128
    high = (middle * (255 - s) + light * (s - 128) + 63) // 127
    return np.where(s < 128, low, high).astype(np.uint8)


def stripe_table(table):
    """The ramp inside a stripe: light colours darken to 5/8, dark ones (sum of the middle shade below 200) move halfway to white."""
    t = table.astype(np.int32)
    return ((t + 255 + 1) // 2 if t[128].sum() < 200 else (t * 5 + 4) // 8).astype(np.uint8)


_y, _x = np.mgrid[0:SIDE, 0:SIDE]
STRIPE_MASK = (2 * _x + _y) % 128 < 64


class Stickers:
    """All planes in memory. image() colours one sticker; levels() adds the mip chain 256, 128, 64, 32, 16."""

    def __init__(self, path=PATH):
        data = np.load(path)
        self.planes, self.places, self.ramps = data["planes"], data["places"], data["ramps"]
        self.hats = [data[f"hat{i}"] for i in range(int(data["hat_count"]))]
        self.scarves = [data[f"scarf{i}"] for i in range(int(data["scarf_count"]))]
        self.tables = [ramp_table(r) for r in self.ramps]
        self.stripes = [stripe_table(t) for t in self.tables]

    def image(self, kind, style, colour, attributes=0):
        """Premultiplied u8 [256, 256, 4]; all arguments are indices, attributes a sum of STRIPES, HAT, SCARF."""
        p = self.planes[kind, style].astype(np.int32)
        shade, weight, alpha = p[..., 4], p[..., 5:6], p[..., 3:4]
        body = self.tables[colour][shade].astype(np.int32)
        if attributes & STRIPES:
            body = np.where(STRIPE_MASK[..., None], self.stripes[colour][shade], body)
        c = (p[..., :3] * (255 - weight) + body * weight + 127) // 255
        out = np.concatenate([(c * alpha + 127) // 255, alpha], -1)
        place = self.places[kind, style]
        if attributes & SCARF:
            self._over(out, self.scarves[place[3]], place[4], place[5])
        if attributes & HAT:
            self._over(out, self.hats[place[0]], place[1], place[2])
        return out.astype(np.uint8)

    @staticmethod
    def _over(out, overlay, left, top):
        h, w = overlay.shape[:2]
        region = out[top:top + h, left:left + w]
        o = overlay.astype(np.int32)
        region[:] = np.minimum(o + (region * (255 - o[..., 3:]) + 127) // 255, 255)

    @staticmethod
    def halve(image):
        """Box average of 2×2 premultiplied pixels, rounded half up."""
        i = image.astype(np.int32)
        return ((i[0::2, 0::2] + i[1::2, 0::2] + i[0::2, 1::2] + i[1::2, 1::2] + 2) >> 2).astype(np.uint8)

    def levels(self, *sticker):
        chain = [self.image(*sticker)]
        while len(chain) < LEVELS:
            chain.append(self.halve(chain[-1]))
        return chain

    def level(self, size, *sticker):
        """One mip level of one sticker, u8 [size, size, 4]."""
        image = self.image(*sticker)
        while image.shape[0] > size:
            image = self.halve(image)
        return image
