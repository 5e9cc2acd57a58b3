"""Puts assets/recipes on the path and makes small stickers and a small caption bank, so that the tests need no downloaded art and no encoder."""
import json
import random
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "assets" / "recipes"))


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A folder with stickers.npz whose kinds are polygons of 3 to 26 corners with an eye: enough to be told apart."""
    from world.kinds import COLOURS, KIND_NAMES, STYLES
    folder = tmp_path_factory.mktemp("world")
    yy, xx = np.mgrid[0:256, 0:256]
    planes = np.zeros((len(KIND_NAMES), len(STYLES), 256, 256, 6), np.uint8)
    for k in range(len(KIND_NAMES)):
        angle, radius = np.arctan2(yy - 150, xx - 128), np.hypot(yy - 150, xx - 128)
        inside = radius < 70 + 30 * np.cos(angle * (k % 8 + 1)) + k // 8 * 8
        for s in range(len(STYLES)):
            p = planes[k, s]
            p[..., 3] = inside * 255
            p[..., 4] = np.clip(90 + s * 20 + xx // 4, 0, 255)
            p[..., 5] = inside * 255
            p[120:140, 70:90, 5] = 0
    accessory = lambda w, h: np.dstack([np.full((h, w), v, np.uint8) for v in (0, 180, 170, 255)])
    places = np.tile(np.array([0, 90, 10, 0, 70, 150], np.int16), (len(KIND_NAMES), len(STYLES), 1))
    np.savez(folder / "stickers.npz", planes=planes, places=places, ramps=np.array(list(COLOURS.values()), np.uint8), hat_count=1, scarf_count=1,
             hat0=accessory(80, 70), scarf0=accessory(110, 60))
    return folder


@pytest.fixture(scope="session")
def composer(world):
    from world.batch import BatchComposer
    return BatchComposer(64, str(world), lazy=True)


@pytest.fixture(scope="session")
def bank(tmp_path_factory):
    """500 captions whose states are one fixed random row per word: shaped like the encoder's, made without it."""
    from world.make_bank import draw_caption
    from picture.data import Bank
    root = tmp_path_factory.mktemp("banks")
    (root / "bank1").mkdir()
    rng, rows, entries = random.Random(4), [], []
    for _ in range(500):
        e = draw_caption(rng)
        words = ["<s>", *e["text"].split(), "</s>"]
        rows.append(np.stack([np.random.default_rng(zlib.crc32(w.encode())).normal(size=384) for w in words]))
        entries.append(e)
    offsets = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    np.concatenate(rows).astype(np.float16).tofile(root / "bank1" / "states_7.f16")
    np.save(root / "bank1" / "offsets.npy", offsets)
    np.savez(root / "bank1" / "standard_7.npz", mean=np.zeros(384, np.float32), deviation=np.ones(384, np.float32))
    (root / "bank1" / "captions.jsonl").write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in entries))
    return Bank(root=str(root))
