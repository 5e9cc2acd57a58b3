"""heads.json keeps its schema, and the head that the page opens with is the study's winner."""
import json
from pathlib import Path

import pytest

import card

HEADS = json.loads((Path(__file__).parents[2] / "models/e5/heads.json").read_text())
COUNT = HEADS["layers"] * HEADS["heads_per_layer"]
MEASURES = ("bind", "low", "high", "margin")


def cells():
    """(relation, language, family) of the study."""
    return [(relation, language, family) for relation, families in HEADS["relations"].items() for language in HEADS["languages"] for family in families]


def test_header():
    assert HEADS["schema"] == 1 and COUNT == 144
    assert HEADS["languages"] == ["en", "it", "fr", "de"]
    assert HEADS["lexicon"]["nouns"] >= 20 and HEADS["lexicon"]["colours"] >= 10 and HEADS["lexicon"]["verbs"] >= 10


def test_committed_study_is_final():
    assert HEADS["status"] == "final" and HEADS["sentences"] >= 500


@pytest.mark.parametrize("relation,language,family", cells())
def test_every_head_has_its_figures(relation, language, family):
    cell = HEADS["heads"][relation][language][family]
    assert all(len(cell[name]) == COUNT for name in MEASURES)
    assert all(0 <= low <= high <= 1 for low, high in zip(cell["low"], cell["high"]))
    assert all(0 <= bind <= 1 for bind in cell["bind"])


@pytest.mark.parametrize("relation,language,family", cells())
def test_every_cell_has_baselines(relation, language, family):
    baselines = HEADS["baselines"][relation][language][family]
    for name in ("nearest_noun", "fixed_offset", "fixed_offset_all_languages", "noun_in_direction", "noun_in_other_direction", "random_weights",
                 "random_weights_best_head"):
        assert 0 <= baselines[name] <= 1
    assert baselines["shuffled_labels_best_head"]["median"] <= baselines["shuffled_labels_best_head"]["p99"]


def test_default_head_is_the_winner():
    winner = next(entry for entry in HEADS["chosen"] if entry["id"] == "colour")
    assert HEADS["default"] == {"layer": winner["layer"], "head": winner["head"]}
    assert winner["languages"] == HEADS["languages"] and winner["families"] == ["adjacent", "broken", "swapped"]
    selection = winner["selection"]
    assert all((selection["bind"], selection["margin"]) >= (other["bind"], other["margin"]) for other in winner["next"])


@pytest.mark.parametrize("entry", HEADS["chosen"], ids=lambda entry: entry["id"])
def test_held_out_figures_are_those_of_the_table(entry):
    head = entry["layer"] * HEADS["heads_per_layer"] + entry["head"]
    relation = "object" if entry["relation"] == "subject" else entry["relation"]
    for language, families in entry["held_out"].items():
        for family, figures in families.items():
            bind = HEADS["heads"][relation][language][family]["bind"][head]
            assert figures["bind"] == pytest.approx(1 - bind if entry["relation"] == "subject" else bind, abs=1.1e-3)


def test_rule_of_the_nearest_noun_fails_between_words():
    for language in HEADS["languages"]:
        assert HEADS["baselines"]["colour"][language]["broken"]["nearest_noun"] == 0


def test_card_shows_the_committed_figures():
    text = (card.MODEL / "README.md").read_text()
    assert card.card(text) == text
