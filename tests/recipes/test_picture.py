"""The picture model: the noise is the documented one, training lowers the loss and resumes exactly, cut links and given pixels do what they say."""
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from picture.acceptance import cut_bias, share  # noqa: E402
from picture.data import Batches  # noqa: E402
from picture.model import Config, Muon, PictureModel  # noqa: E402
from picture.noise import _finalise, gaussian  # noqa: E402
from picture.sampler import noise, sample, times  # noqa: E402
from picture.train import Trainer, branch_rate  # noqa: E402

SMALL = Config(width=64, blocks=4)


def trainer(bank, composer):
    torch.set_num_threads(2)
    return Trainer(SMALL, Batches(64, seed=1, bank=bank, composer=composer))


def test_noise_uses_splitmix64():
    assert int(_finalise(np.array([0x9E3779B97F4A7C15], np.uint64))[0]) == 0xE220A8397B1DCDAF          # first output of splitmix64 seeded with 0


def test_noise_is_standard_normal_and_depends_on_the_seed():
    a, b = gaussian(1, 100_001), gaussian(2, 100_001)
    assert abs(a.mean()) < 0.02 and abs(a.std() - 1) < 0.02 and abs(np.corrcoef(a, b)[0, 1]) < 0.02
    assert np.array_equal(a[:5], gaussian(1, 5))


def test_twenty_steps_lower_the_loss(bank, composer):
    t = trainer(bank, composer)
    losses = [t.step(16)[0]["mse"] for _ in range(20)]
    assert np.mean(losses[-3:]) < 0.95 * np.mean(losses[:3])          # the learning rate is still warming up


def test_training_resumes_exactly(bank, composer):
    first = trainer(bank, composer)
    first.step(4)
    state = {k: v for k, v in first.state().items()}
    import copy
    state = copy.deepcopy(state)
    expected = first.step(4)[0]["loss"]
    second = trainer(bank, composer)
    second.load(state)
    assert second.step(4)[0]["loss"] == pytest.approx(expected, rel=1e-5)
    assert second.samples == first.samples


def test_a_branch_decays_from_its_peak_and_ends():
    rates = [branch_rate(done, 100, 0.5) for done in range(100)]
    assert rates[0] == (0.5, False) and rates[50][0] == pytest.approx(0.25)
    assert [last for _, last in rates] == [False] * 99 + [True] and rates[99][0] == 0.02


def test_muon_steps_are_orthogonal():
    o = Muon.orthogonalise(torch.randn(1, 32, 64))[0]
    values = torch.linalg.svdvals(o)
    assert values.min() > 0.5 and values.max() < 1.4


def test_last_step_returns_the_prediction_and_given_pixels_stay():
    torch.manual_seed(0)
    model = PictureModel(SMALL).eval()
    states, mask, start = torch.randn(1, 5, 384), torch.ones(1, 5, dtype=torch.bool), noise([3], 64)
    seen = []
    picture = sample(model, states, mask, start, steps=3, watch=lambda k, t, z, x: seen.append(x))
    assert torch.allclose(picture, seen[-1], atol=1e-5)
    assert times(4, 2.5)[0] == 0 and times(4, 2.5)[-1] == 1
    scene, held = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64, dtype=torch.bool)
    held[..., :32] = True
    picture = sample(model, states, mask, start, steps=3, given=(scene, held))
    assert torch.equal(picture[..., :32], scene[..., :32])


def test_shipped_files_are_read_back(tmp_path):
    """What ships, in f16 or in eight bits, is where a training can begin again."""
    import json
    from safetensors.torch import save_file
    from picture.eight_bit import eight_bit, shipped_weights
    torch.manual_seed(0)
    weights = {n: p.detach() for n, p in PictureModel(SMALL).state_dict().items()}
    for name, tensors, tolerance in (("half", {n: p.half() for n, p in weights.items()}, 1e-3), ("eight", eight_bit(weights), 1 / 127)):
        save_file(tensors, tmp_path / name, {"about": json.dumps({"samples": 7})})
        back, about = shipped_weights(tmp_path / name)
        assert about["samples"] == 7 and back.keys() == weights.keys()
        for n, p in weights.items():
            assert (back[n] - p).abs().max() <= tolerance * p.abs().max() + 1e-7, n


def test_cut_links_carry_no_attention():
    objects, mirror = np.zeros((1, 64), bool), np.zeros((1, 64), bool)
    objects[0, [9, 10]], mirror[0, [13, 14]] = True, True
    model, keep = PictureModel(SMALL).eval(), []
    bias = cut_bias(5, objects, mirror, "links", np.random.default_rng(0))
    model(noise([1], 64), torch.full((1,), 0.5), torch.randn(1, 5, 384), torch.ones(1, 5, dtype=torch.bool), torch.zeros(1, dtype=torch.bool), keep=keep, bias=bias)
    for weights in keep:
        assert weights[0, :, 5 + 13, 5 + 9].max() == 0 and weights[0, :, 5 + 9, 5 + 14].max() == 0
        assert torch.allclose(weights.sum(-1), torch.ones(()), atol=1e-5)


def test_free_half_sees_one_text_row_only():
    model, keep = PictureModel(SMALL).eval(), []
    model(noise([1], 64), torch.full((1,), 0.5), torch.randn(1, 5, 384), torch.ones(1, 5, dtype=torch.bool), torch.ones(1, dtype=torch.bool), keep=keep)
    assert keep[0][0, :, :, 1:5].max() == 0


def test_wilson_interval():
    s = share(90, 100)
    assert s["low"] == pytest.approx(0.8256, abs=1e-3) and s["high"] == pytest.approx(0.9448, abs=1e-3)


def test_rows_are_right_for_what_was_composed(composer):
    """Handing the table the truth about composed scenes instead of the judge's findings must give full marks: the rows measure what they say."""
    import random
    from picture.acceptance import match, relation_right
    from world.kinds import COLOUR_NAMES, KIND_NAMES
    from world.scene import describe, random_specification, reflections
    rng = random.Random(12)
    for _ in range(400):
        s = random_specification(rng)
        scene = describe(rng, s, composer.seats)
        seen = [(t, False) for t in scene["objects"]] + [(r, True) for r, _ in reflections(scene)]
        found = [{"kind": KIND_NAMES.index(t["kind"]), "colour": COLOUR_NAMES.index(t["colour"]), "x": t["x"], "y": t["y"], "area": 200, "right": t["flip"], "reflection": r}
                 for t, r in seen]
        rng.shuffle(found)
        pair, right_count = match(s, found)
        assert right_count and relation_right(s, pair, found), (s, found)
        assert [KIND_NAMES[f["kind"]] for f in pair] == s["kinds"] and [COLOUR_NAMES[f["colour"]] for f in pair] == s["colours"]
        if s["relation"] in ("chases", "on"):
            reversed_roles = {**s, "kinds": s["kinds"][::-1], "colours": s["colours"][::-1]}
            assert not relation_right(reversed_roles, match(reversed_roles, found)[0], found)


def test_prompt_sets_are_apart_and_say_what_they_should():
    from picture.prompts import chases, held_a, held_b, ordinary, synonyms, untrained_language
    from world.scene import HELD_A, HELD_B, held_triple
    assert not {p["text"] for p in ordinary("validation", 100) if len(p["text"]) > 30} & {p["text"] for p in ordinary("test", 100) if len(p["text"]) > 30}
    held, matched = held_a("test", 40)
    assert all((h["colours"][0], h["kinds"][0]) in HELD_A for h in held) and all(h["kinds"] == m["kinds"] for h, m in zip(held, matched))
    assert all(held_triple(p["kinds"][0], p["relation"], p["kinds"][1]) for p in held_b("test", 40))
    assert all(p["relation"] == "chases" and set(p["kinds"]) <= {"cat", "dog"} for p in chases("test", 10, {"cat", "dog"}))
    assert all(p["synonym"] in p["text"] for p in synonyms("test", 40)) and len(untrained_language("test", "nl", 10)) == 10
