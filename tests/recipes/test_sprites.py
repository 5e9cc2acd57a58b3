"""What the product draws with: dropping what cannot be seen changes no sticker, and the packed pictures unpack to the same bytes."""
import numpy as np
import pytest

qoi = pytest.importorskip("qoi")

from world.export_sprites import packed, visible
from world.stickers import HAT, SCARF, STRIPES, Stickers


def test_bytes_that_cannot_be_seen_can_be_dropped(world):
    stickers, rng = Stickers(f"{world}/stickers.npz"), np.random.default_rng(3)
    planes = stickers.planes[:3, :1]
    planes[..., 3] = rng.choice([0, 90, 255], planes.shape[:-1])
    planes[..., 5] = rng.choice([0, 120, 255], planes.shape[:-1])
    planes[..., [0, 1, 2, 4]] = rng.integers(0, 256, (*planes.shape[:-1], 4))
    looks = [(kind, 0, kind * 3, attributes) for kind in range(3) for attributes in (0, STRIPES, HAT + SCARF)]
    before = [stickers.image(*look) for look in looks]
    for kind in range(3):
        planes[kind, 0] = visible(planes[kind, 0])
    for look, image in zip(looks, before):
        assert (stickers.image(*look) == image).all()


def test_packing_is_lossless():
    pixels = np.random.default_rng(4).integers(0, 4, (37, 21, 4)).astype(np.uint8) * 85
    assert (qoi.decode(packed(pixels).tobytes()) == pixels).all()
