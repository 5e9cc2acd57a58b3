"""The head study's grammar and rules."""
import json
from pathlib import Path

import numpy as np
import pytest

import head_statistics as statistics
from head_scores import Prepared, Scores
from sentences import LANGUAGES, LEXICON, Choice, draw_choices, halves, sentence

PRESETS = json.loads((Path(__file__).parent / "presets.json").read_text())
EXAMPLE = Choice(noun1=0, noun2=1, colour1=0, colour2=1, verb=0, size1=0, size2=1, degree1=0, degree2=1)


def prepared(language: str, family: str, choice: Choice = EXAMPLE) -> list[Prepared]:
    """One sentence without its pieces: rules look at words only."""
    return [Prepared(sentence(language, family, choice), [], {})]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_s_presets_are_members_of_the_families(language):
    for family, preset in (("adjacent", "example"), ("broken", "between"), ("predicative", "predicative")):
        assert sentence(language, family, EXAMPLE).text == PRESETS[preset][language]
    assert sentence(language, "adjacent", EXAMPLE.swapped()).text == PRESETS["swapped"][language]


def test_agreement_and_elision():
    duck, bear, monkey, donkey, spider = (LEXICON["nouns"]["en"].index(word) for word in ("duck", "bear", "monkey", "donkey", "spider"))
    white, purple, golden = (LEXICON["colours"]["en"].index(word) for word in ("white", "purple", "golden"))
    choice = Choice(duck, bear, white, purple, 2, 2, 3, 0, 1)
    assert sentence("it", "adjacent", choice).text == "Un'anatra bianca vede un orso viola"
    assert sentence("it", "predicative", choice).text == "L'anatra che vede l'orso viola è bianca"
    assert sentence("de", "broken", choice).text == "Eine weiße und sehr alte Ente sieht einen violetten, aber ziemlich jungen Bären"
    assert sentence("de", "predicative", choice).text == "Die Ente, die den violetten Bären sieht, ist weiß"
    choice = Choice(spider, monkey, golden, white, 3, 2, 3, 0, 1)
    assert sentence("fr", "broken", choice).text == "Une araignée très vieille et dorée entend un singe plutôt jeune mais blanc"
    assert sentence("fr", "predicative", choice._replace(noun2=donkey)).text == "L'araignée qui entend l'âne blanc est dorée"
    assert sentence("de", "adjacent", choice).text == "Eine goldene Spinne hört einen weißen Affen"


def test_lexicon_is_parallel_and_large_enough():
    for kind, least in (("nouns", 20), ("colours", 10), ("verbs", 10), ("sizes", 4), ("degrees", 4)):
        counts = {len(LEXICON[kind][language]) for language in LANGUAGES}
        assert len(counts) == 1 and counts.pop() >= least


def test_halves_share_no_word():
    first, second = halves(7)
    assert all(not set(first[kind]) & set(second[kind]) for kind in ("nouns", "colours", "verbs"))
    choices = draw_choices(second, 500, 1)
    assert len({choice[:5] for choice in choices}) == 500
    assert all(choice.noun1 != choice.noun2 and choice.colour1 != choice.colour2 for choice in choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules(language):
    direction = statistics.direction_of(language, "colour")
    assert statistics.nearest_noun(prepared(language, "adjacent"), "colour") == 1
    assert statistics.nearest_noun(prepared(language, "broken"), "colour") == 0
    for family in ("adjacent", "broken"):
        assert statistics.noun_in_direction(prepared(language, family), "colour", direction) == 1
        assert statistics.noun_in_direction(prepared(language, family), "colour", -direction) == 0
    assert statistics.noun_in_direction(prepared(language, "predicative"), "colour", direction) == 0
    offset = statistics.best_offset(prepared(language, "adjacent"), "colour")
    assert offset == direction
    assert statistics.fixed_offset(prepared(language, "broken"), "colour", offset) == 0


def test_german_relative_clause_puts_the_object_before_its_verb():
    assert statistics.noun_in_direction(prepared("de", "predicative"), "object", 1) == 0
    assert statistics.noun_in_direction(prepared("en", "predicative"), "object", 1) == 1


def test_bind_needs_both_colours_and_both_orders():
    right, wrong = [0.4, 0.1], [0.1, 0.4]
    nouns, verb = np.array([[0, 1], [1, 2]]), np.ones((2, 1, 2), np.float32)
    colour = {name: np.array(values, np.float32).reshape(2, 1, 2, 2) for name, values in
              {"adjacent": [[right, right], [right, wrong]], "swapped": [[right, right], [right, right]]}.items()}
    cells = {name: Scores(values, verb, nouns) for name, values in colour.items()}
    assert statistics.bind_and_margin(cells, "adjacent", "colour")[0][:, 0].tolist() == [True, False]
    assert statistics.bind_and_margin(cells, "swapped", "colour")[0][:, 0].tolist() == [True, False]
    assert statistics.bind_and_margin(cells, "adjacent", "colour")[1][0, 0] == pytest.approx(np.log(4))


def test_interval_of_a_constant_is_that_constant():
    nouns = np.array([(a, b) for a in range(6) for b in range(6) if a != b])
    low, high = statistics.interval(np.ones((len(nouns), 2), bool), nouns, 200, np.random.default_rng(0))
    assert (low == 1).all() and (high == 1).all()
    half = nouns[:, :1] % 2 == 0
    low, high = statistics.interval(half, nouns, 500, np.random.default_rng(0))
    assert low[0] < 0.5 < high[0]


def test_shuffled_labels_stay_near_one_half():
    generator = np.random.default_rng(3)
    colour = generator.random((400, 144, 2, 2)).astype(np.float32)
    colour[..., 1, :] = colour[..., 0, :]  # both colours agree, so that chance is one half
    cells = {"adjacent": Scores(colour, np.ones((400, 144, 2), np.float32), np.zeros((400, 2), int))}
    maximum = statistics.shuffled_maximum(cells, "adjacent", "colour", 200, generator)
    assert 0.53 < np.median(maximum) < 0.6
