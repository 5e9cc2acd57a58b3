"""The head study's sentences: two animals, two colours and a verb, in four languages with right agreement.

A sentence is a list of words with roles; `noun1` is the subject, `noun2` the object, `colour1` and `colour2` their colours.
"""
import json
import random
from pathlib import Path
from typing import NamedTuple

LEXICON = json.loads((Path(__file__).parent / "lexicon.json").read_text())
LANGUAGES = ("en", "it", "fr", "de")
FAMILIES = ("adjacent", "broken", "predicative")  # "swapped" is "adjacent" with the colours exchanged
NOUN_FIRST = ("it", "fr")  # languages whose colour words follow their noun
VOWELS = "aeiouàâéèêœ"


class Choice(NamedTuple):
    """Indices into the lexicon."""

    noun1: int
    noun2: int
    colour1: int
    colour2: int
    verb: int
    size1: int
    size2: int
    degree1: int
    degree2: int

    def swapped(self) -> "Choice":
        """The same with the colours exchanged."""
        return self._replace(colour1=self.colour2, colour2=self.colour1)


class Sentence(NamedTuple):
    """`words` as the tokenizer's division into words gives them; `roles` = position of each role among `words`."""

    text: str
    words: list[str]
    roles: dict[str, int]


def halves(seed: int) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Disjoint halves of nouns, colours and verbs: the first to choose heads on, the second to report on."""
    draw = random.Random(seed)
    parts: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    for kind in ("nouns", "colours", "verbs"):
        order = list(range(len(LEXICON[kind]["en"])))
        draw.shuffle(order)
        middle = len(order) // 2
        parts[0][kind], parts[1][kind] = sorted(order[:middle]), sorted(order[middle:])
    return parts


def draw_choices(half: dict[str, list[int]], count: int, seed: int) -> list[Choice]:
    """`count` different choices of words from one half."""
    draw, seen, result = random.Random(seed), set(), []
    while len(result) < count:
        choice = Choice(*draw.sample(half["nouns"], 2), *draw.sample(half["colours"], 2), draw.choice(half["verbs"]),
                        *draw.sample(range(4), 2), *draw.sample(range(4), 2))
        if choice[:5] not in seen:
            seen.add(choice[:5])
            result.append(choice)
    return result


def _romance(language: str, family: str, c: Choice) -> list[tuple[str, str]]:
    """Italian and French."""
    def noun(number: int) -> tuple[str, str]:
        return LEXICON["nouns"][language][(c.noun1, c.noun2)[number - 1]]

    def form(kind: str, index: int, number: int) -> str:
        return LEXICON[kind][language][index][noun(number)[1] == "f"]

    def indefinite(number: int) -> str:
        word, gender = noun(number)
        if language == "fr":
            return "une" if gender == "f" else "un"
        return "un" if gender == "m" else "un'" if word[0] in VOWELS else "una"

    def definite(number: int) -> str:
        word, gender = noun(number)
        if word[0] in VOWELS:
            return "l'"
        return {"it": {"m": "il", "f": "la"}, "fr": {"m": "le", "f": "la"}}[language][gender]

    verb, degrees = (LEXICON["verbs"][language][c.verb], "verb"), LEXICON["degrees"][language]
    noun1, noun2 = (noun(1)[0], "noun1"), (noun(2)[0], "noun2")
    colour1, colour2 = (form("colours", c.colour1, 1), "colour1"), (form("colours", c.colour2, 2), "colour2")
    if family == "adjacent":
        return [(indefinite(1), ""), noun1, colour1, verb, (indefinite(2), ""), noun2, colour2]
    if family == "broken":
        both, but = {"it": ("e", "ma"), "fr": ("et", "mais")}[language]
        return [(indefinite(1), ""), noun1, (degrees[c.degree1], ""), (form("sizes", c.size1, 1), ""), (both, ""), colour1, verb,
                (indefinite(2), ""), noun2, (degrees[c.degree2], ""), (form("sizes", c.size2, 2), ""), (but, ""), colour2]
    who, be = {"it": ("che", "è"), "fr": ("qui", "est")}[language]
    return [(definite(1), ""), noun1, (who, ""), verb, (definite(2), ""), noun2, colour2, (be, ""), colour1]


def _german(family: str, c: Choice) -> list[tuple[str, str]]:
    lexicon = {kind: LEXICON[kind]["de"] for kind in ("nouns", "colours", "verbs", "sizes", "degrees")}
    (subject, _, gender1), (_, object_, gender2) = lexicon["nouns"][c.noun1], lexicon["nouns"][c.noun2]

    def strong(stem: str, gender: str, accusative: bool) -> str:  # after "ein"
        return stem + ({"m": "en", "f": "e", "n": "es"} if accusative else {"m": "er", "f": "e", "n": "es"})[gender]

    ein, einen = {"m": "ein", "f": "eine", "n": "ein"}[gender1], {"m": "einen", "f": "eine", "n": "ein"}[gender2]
    verb, noun1, noun2 = (lexicon["verbs"][c.verb], "verb"), (subject, "noun1"), (object_, "noun2")
    stem1, stem2 = lexicon["colours"][c.colour1], lexicon["colours"][c.colour2]
    colour1, colour2 = (strong(stem1, gender1, False), "colour1"), (strong(stem2, gender2, True), "colour2")
    if family == "adjacent":
        return [(ein, ""), colour1, noun1, verb, (einen, ""), colour2, noun2]
    if family == "broken":
        return [(ein, ""), colour1, ("und", ""), (lexicon["degrees"][c.degree1], ""), (strong(lexicon["sizes"][c.size1], gender1, False), ""), noun1,
                verb, (einen, ""), colour2, (",", ""), ("aber", ""), (lexicon["degrees"][c.degree2], ""),
                (strong(lexicon["sizes"][c.size2], gender2, True), ""), noun2]
    der, den = {"m": "der", "f": "die", "n": "das"}[gender1], {"m": "den", "f": "die", "n": "das"}[gender2]
    weak = stem2 + {"m": "en", "f": "e", "n": "e"}[gender2]
    return [(der, ""), noun1, (",", ""), (der, ""), (den, ""), (weak, "colour2"), noun2, verb, (",", ""), ("ist", ""), (stem1, "colour1")]


def _english(family: str, c: Choice) -> list[tuple[str, str]]:
    lexicon = {kind: LEXICON[kind]["en"] for kind in ("nouns", "colours", "verbs", "sizes", "degrees")}
    noun1, noun2 = (lexicon["nouns"][c.noun1], "noun1"), (lexicon["nouns"][c.noun2], "noun2")
    colour1, colour2, verb = (lexicon["colours"][c.colour1], "colour1"), (lexicon["colours"][c.colour2], "colour2"), (lexicon["verbs"][c.verb], "verb")
    if family == "adjacent":  # no colour begins with a vowel: "a" is always right
        return [("a", ""), colour1, noun1, verb, ("a", ""), colour2, noun2]
    if family == "broken":
        return [("a", ""), colour1, ("and", ""), (lexicon["degrees"][c.degree1], ""), (lexicon["sizes"][c.size1], ""), noun1, verb,
                ("a", ""), colour2, ("but", ""), (lexicon["degrees"][c.degree2], ""), (lexicon["sizes"][c.size2], ""), noun2]
    return [("the", ""), noun1, ("that", ""), verb, ("the", ""), colour2, noun2, ("is", ""), colour1]


def sentence(language: str, family: str, choice: Choice) -> Sentence:
    """One sentence of a family ("adjacent", "broken", "predicative")."""
    tagged = {"en": _english, "de": _german}[language](family, choice) if language in ("en", "de") else _romance(language, family, choice)
    words = [word for word, _ in tagged]
    words[0] = words[0][0].upper() + words[0][1:]
    text = "".join(("" if not i or word == "," or words[i - 1].endswith("'") else " ") + word for i, word in enumerate(words))
    return Sentence(text, words, {role: i for i, (_, role) in enumerate(tagged) if role})
