"""The world of drawings: captions agree, held-out pairs never appear, the fast composer draws what the specification says."""
import random

import numpy as np
import pytest

from world import scene as scenes
from world.captions import LANGUAGES, caption, fill, noun_phrase
from world.compose import compose, patch_masks, random_scene
from world.kinds import COLOUR_NAMES, COLOURS, KIND_NAMES
from world.make_bank import draw_caption
from world.stickers import HAT, SCARF, STRIPES, Stickers, ramp_table


@pytest.mark.parametrize("language, kind, colour, article, case, text", [
    ("en", "elephant", None, "indefinite", "nom", "an elephant"),
    ("en", "cat", "orange", "indefinite", "nom", "an orange cat"),
    ("de", "cat", "red", "indefinite", "nom", "eine rote Katze"),
    ("de", "dog", "gray", "indefinite", "acc", "einen grauen Hund"),
    ("de", "astronaut", "white", "definite", "dat", "dem weißen Astronauten"),
    ("de", "car", "purple", "none", "nom", "lila Auto"),
    ("de", "horse", "yellow", "none", "dat", "gelbem Pferd"),
    ("it", "fox", "red", "indefinite", "nom", "una volpe rossa"),
    ("it", "bird", "green", "definite", "nom", "l'uccello verde"),
    ("fr", "turtle", "white", "indefinite", "nom", "une tortue blanche"),
    ("fr", "tree", "green", "definite", "nom", "l'arbre vert"),
])
def test_noun_phrases_agree(language, kind, colour, article, case, text):
    assert noun_phrase(language, kind, colour, article, case) == text


def test_participles_agree_with_their_own_noun():
    phrases = {"a": ("fox", "red", "indefinite"), "b": ("cat", "white", "indefinite")}
    assert fill("{b} è inseguit{b/o} da {a:i}", "it", phrases) == "un gatto bianco è inseguito da una volpe rossa"
    phrases["b"] = ("turtle", None, "definite")
    assert fill("{b} est poursuivi{b/e} par {a}", "fr", phrases) == "la tortue est poursuivie par un renard rouge"


def test_captions_hold_every_fact_of_their_scene():
    rng = random.Random(3)
    for _ in range(2000):
        e = draw_caption(rng)
        for kind, colour in zip(e["kinds"], e["colours"]):
            stem = noun_phrase(e["language"], kind, None, "none").lower()[:4]
            assert stem in e["text"].lower()
            if colour and e["language"] == "en":
                assert colour in e["text"].lower()


def test_held_out_pairs_and_triples_never_appear():
    rng, seats = random.Random(5), np.zeros((24, 4), int)
    for _ in range(4000):
        s = scenes.random_specification(rng)
        s["colours"] = [None for _ in s["colours"]]
        drawn = scenes.describe(rng, s, seats)
        for t in drawn["objects"]:
            assert (t["colour"], t["kind"]) not in scenes.HELD_A and t["style"] < 3
        if len(s["kinds"]) == 2:
            assert not scenes.held_triple(s["kinds"][0], s["relation"], s["kinds"][1])
    for _ in range(4000):
        e = draw_caption(rng)
        assert not any((c, k, e["language"]) in scenes.HELD_C for c, k in zip(e["colours"], e["kinds"]))


def test_held_out_lists_leave_every_kind_and_colour_two_pairs():
    for kind in KIND_NAMES:
        assert sum(k == kind for _, k in scenes.HELD_A) >= 2
    for colour in COLOUR_NAMES:
        assert sum(c == colour for c, _ in scenes.HELD_A) >= 2


def test_ramps_pass_through_their_three_points():
    for ramp in COLOURS.values():
        table = ramp_table(ramp)
        assert tuple(table[0]) == ramp[0] and tuple(table[128]) == ramp[1] and tuple(table[255]) == ramp[2]


def test_batch_composer_draws_what_the_specification_says(composer):
    rng = random.Random(6)
    batch = [random_scene(rng, composer) for _ in range(40)]
    pictures, entity, reflected, _ = composer.draw(batch)
    for i, scene in enumerate(batch):
        expected, own, mirrored = compose(scene, composer.stickers, 64)
        assert np.abs(pictures[i].transpose(1, 2, 0) - expected).max() < 1 / 255
        assert (entity[i] == own).mean() > 0.998 and (reflected[i] == mirrored).mean() > 0.998


def test_torch_composer_draws_the_same(composer):
    torch = pytest.importorskip("torch")
    from world.compose_torch import TorchComposer
    rng = random.Random(7)
    batch = [random_scene(rng, composer) for _ in range(24)]
    expected, entity, reflected, _ = composer.draw(batch)
    packed = [torch.from_numpy(a) for a in composer.pack(batch)[:3]]
    pictures, own, mirrored = TorchComposer(composer.sprites, 64, "cpu").draw(*packed)
    assert np.abs(pictures.numpy() - expected).max() < 1 / 255
    assert (own.numpy() == entity).mean() > 0.998 and (mirrored.numpy() == reflected).mean() > 0.998


def test_reflection_is_the_mirror_image_of_its_object(composer):
    rng = random.Random(8)
    while True:
        scene = random_scene(rng, composer)
        if scene["relation"] == "water":
            break
    _, entity, reflected = compose(scene, composer.stickers, 200)
    line = round(scene["mirror"]["glass"][1] * 200)
    below = (entity > 0) & reflected
    above = (entity > 0) & ~reflected
    height = min(line, 200 - line) - 2
    assert (below[line + 2:line + height] == above[line - height:line - 2][::-1]).mean() > 0.97


def test_attributes_change_enough_of_the_sticker(composer):
    for attribute in (STRIPES, HAT, SCARF):
        plain, changed = (composer.stickers.level(32, 3, 0, 4, a).astype(int) for a in (0, attribute))
        differs = np.abs(plain - changed).max(-1) > 25
        rows, columns = differs.any(1), differs.any(0)
        assert differs.sum() >= 0.08 * (plain[..., 3] > 100).sum() and rows.sum() >= 6 and columns.sum() >= 6


def test_patch_masks_count_any_pixel():
    entity, reflected = np.zeros((1, 16, 16), np.uint8), np.zeros((1, 16, 16), bool)
    entity[0, 7, 7], entity[0, 15, 0] = 1, 2
    reflected[0, 15, 0] = True
    masks = patch_masks(entity, reflected, 8)
    assert masks[0, 0].tolist() == [[True, False], [False, False]] and not masks[0, 1].any() and masks[0, 2].tolist() == [[False, False], [True, False]]
