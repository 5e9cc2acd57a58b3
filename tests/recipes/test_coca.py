"""The captioner-and-ranker: truth of captions, the grammar read backwards, a falling loss."""
import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from coca.acceptance import swaps  # noqa: E402
from coca.data import FALSE, OPEN, TRUE, Pairs, caption_for, truth, twin_of  # noqa: E402
from coca.grammar import parse, relations_shown, says_the_scene  # noqa: E402
from coca.model import Config  # noqa: E402
from coca.train import Trainer  # noqa: E402
from world.captions import LANGUAGES  # noqa: E402
from world.scene import random_specification  # noqa: E402

CHASE = {"relation": "chases", "kinds": ["cat", "mouse"], "colours": ["red", "gray"], "sky": "day"}


def says(**change):
    return {**CHASE, "said": False, **change}


@pytest.mark.parametrize("caption, verdict", [
    (says(), TRUE), (says(colours=["gray", "red"]), FALSE), (says(colours=[None, "gray"]), TRUE), (says(kinds=["mouse", "cat"], colours=["gray", "red"]), FALSE),
    (says(relation="beside"), OPEN), (says(relation="one", kinds=["mouse"], colours=["gray"]), TRUE), (says(relation="one", kinds=["mouse"], colours=["red"]), FALSE),
    (says(said=True), TRUE), (says(said=True, sky="night"), FALSE), (says(relation="empty_mirror", kinds=[], colours=[]), FALSE),
])
def test_truth_of_captions(caption, verdict):
    assert truth(caption, CHASE) == verdict


def test_twins_are_told_apart_by_their_captions():
    rng = random.Random(1)
    for _ in range(500):
        s = random_specification(rng)
        t = twin_of(rng, s)
        if t:
            assert truth({**s, "said": False}, t) == FALSE and truth({**t, "said": False}, s) == FALSE


@pytest.mark.parametrize("language", LANGUAGES)
def test_grammar_reads_what_the_captions_say(language):
    rng = random.Random(2)
    for _ in range(150):
        s = random_specification(rng)
        c = caption_for(rng, s, drop=False, language=language)
        if c:
            assert says_the_scene(parse(c["text"], language), s), c["text"]


def test_grammar_refuses_wrong_agreement_and_extra_claims():
    assert parse("un volpe rosso", "it") is None and parse("eine roter Hund", "de") is None
    assert parse("a red cat chases a gray mouse and a dog", "en") is None


def side_by_side(relation, left, right):
    """left, right: (kind, looks to the right). The first thing of the scene stands to the left."""
    scene = {"relation": relation, "kinds": [left[0], right[0]], "colours": ["red", "blue"]}
    return scene, {"objects": [{"x": 0.3, "flip": left[1]}, {"x": 0.7, "flip": right[1]}]}


@pytest.mark.parametrize("relation, left, right, also", [
    ("chases", ("cat", True), ("dog", True), []),
    ("beside", ("cat", True), ("dog", False), []),
    ("beside", ("cat", True), ("dog", True), [("chases", ["cat", "dog"])]),
    ("beside", ("cat", False), ("dog", False), [("chases", ["dog", "cat"])]),
    ("beside", ("cat", False), ("fox", True), [("chases", ["fox", "cat"])]),          # the fox looks the same from both sides
    ("chases", ("fox", True), ("butterfly", True), [("beside", ["fox", "butterfly"]), ("chases", ["butterfly", "fox"])]),
])
def test_relations_that_look_the_same(relation, left, right, also):
    scene, drawn = side_by_side(relation, left, right)
    shown = [(r["relation"], r["kinds"]) for r in relations_shown(scene, drawn, {"cat", "dog"})]
    assert shown == [(relation, [left[0], right[0]]), *also]


class Words:
    """A vocabulary of whole words, so that the test needs no encoder file."""

    def __init__(self):
        self.ids, rng = ["<s>", "</s>", "?"], random.Random(3)
        seen = {w for _ in range(3000) for w in (caption_for(rng, random_specification(rng)) or {"text": ""})["text"].split()}
        self.ids += sorted(seen)
        self.index = {w: i for i, w in enumerate(self.ids)}
        self.rows = torch.from_numpy(np.random.default_rng(0).normal(size=(len(self.ids), 384)).astype(np.float32))

    def encode(self, texts):
        lists = [[0, *(self.index.get(w, 2) for w in t.split()), 1] for t in texts]
        out = torch.ones(len(lists), max(map(len, lists)), dtype=torch.long)
        for row, i in zip(out, lists):
            row[:len(i)] = torch.tensor(i)
        return out, torch.tensor([len(i) - 1 for i in lists])


def test_twenty_steps_lower_the_loss(composer):
    words = Words()
    t = Trainer(Pairs(words, composer=composer), Config(width=64, image_layers=2, text_layers=2, vocabulary=len(words.ids)), warm_up=5)
    losses = [t.step(8, 10_000)["caption"] for _ in range(20)]
    assert np.mean(losses[-3:]) < 0.97 * np.mean(losses[:3])


class Indifferent:
    """Finds every caption equally true of every picture."""

    def pictures(self, rng, scenes):
        return torch.zeros(len(scenes), 1), None, scenes

    def see(self, pictures):
        return torch.ones(len(pictures), 4), None

    def read(self, texts):
        return torch.ones(len(texts), 4)


@pytest.mark.parametrize("how, pair", [("colours", None), ("colours, held out", None), ("roles", None), ("roles", ("astronaut", "horse"))])
def test_ties_are_errors(how, pair):
    result = swaps(Indifferent(), how, 12, pair)
    assert [(r["share"], r["count"]) for r in result.values()] == [(0, 24), (0, 24), (0, 12)]
