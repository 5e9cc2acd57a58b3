"""How the judge's pixels become things: specks do not count, and a kind is named only where it holds more than half of the belief."""
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("scipy")

from picture.judge import COLOURS, KINDS, OUTPUTS, SMALLEST, entities  # noqa: E402


def judge_of(places):
    """A judge that believes so whatever it is shown. places: [(rows, columns, {kind: logit})]; colour 3 there, background elsewhere."""
    logits = torch.zeros(1, OUTPUTS, 64, 64)
    logits[:, 0] = logits[:, KINDS] = 10
    for rows, columns, kinds in places:
        logits[:, 0, rows, columns] = logits[:, KINDS, rows, columns] = -10
        logits[:, KINDS + 3, rows, columns] = 10
        for kind, logit in kinds.items():
            logits[:, kind, rows, columns] = logit
    turned = [False]
    def judge(pictures):
        turned[0] = not turned[0]
        return (logits if turned[0] else logits.flip(3)).expand(len(pictures), -1, -1, -1)
    return judge


def see(*places):
    return entities(judge_of(places), torch.zeros(1, 3, 64, 64))[0]


def test_a_thing_has_its_kind_colour_and_place():
    found, = see((slice(10, 30), slice(40, 60), {5: 20.0}))
    assert (found["kind"], found["colour"], found["area"]) == (4, 2, 400)
    assert found["x"] == pytest.approx(50 / 64) and found["y"] == pytest.approx(20 / 64)


def test_specks_do_not_count():
    side = int(np.sqrt(SMALLEST)) - 1
    assert not see((slice(0, side), slice(0, side), {5: 20.0}))


@pytest.mark.parametrize("logits, kind", [({5: 20.0, 6: 19.0}, 4), ({5: 20.0, 6: 19.8, 7: 19.8}, None), ({KINDS - 1: 20.0, 5: 18.0}, None)])
def test_a_kind_needs_more_than_half_of_the_belief(logits, kind):
    found, = see((slice(10, 30), slice(10, 30), logits))
    assert found["kind"] == kind
