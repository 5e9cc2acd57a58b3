"""Prompts of the acceptance table: seeded sets of specifications with captions, apart from the training bank; validation and test never overlap."""
import random

from world.captions import LANGUAGES, caption
from world.stickers import Stickers
from world.kinds import COLOUR_NAMES, KIND_NAMES
from world.scene import HELD_A, HELD_B, HELD_C, MOVERS, held_triple, random_specification

SEEDS = {"validation": 71, "test": 72}


def say(rng, specification, language="en"):
    """A caption that says every colour, and the sky unless it is day."""
    s = specification
    return caption(rng, language, s["relation"], s["kinds"], s["colours"], None if s["sky"] == "day" else s["sky"])


def ordinary(split, count):
    """Seen pairs and triples only. [{relation, kinds, colours, sky, text, language}]"""
    rng, out = random.Random(SEEDS[split]), []
    while len(out) < count:
        s = random_specification(rng)
        language = rng.choice(LANGUAGES)
        if any((c, k, language) in HELD_C for c, k in zip(s["colours"], s["kinds"])):
            continue
        out.append({**s, "language": language, "text": say(rng, s, language)})
    return out


def held_a(split, count):
    """Two-entity prompts whose first entity is a held-out pair, and matched seen ones (the same but for that colour). → held, matched"""
    rng, held, matched = random.Random(SEEDS[split] + 10), [], []
    while len(held) < count:
        s = random_specification(rng)
        if len(s["kinds"]) < 2:
            continue
        colours = [c for c in COLOUR_NAMES if (c, s["kinds"][0]) in HELD_A and (c != s["colours"][1] or s["kinds"][0] != s["kinds"][1])]
        if not colours:
            continue
        h = {**s, "colours": [rng.choice(colours), s["colours"][1]]}
        state = rng.getstate()
        held.append({**h, "language": "en", "text": say(rng, h)})
        rng.setstate(state)
        matched.append({**s, "language": "en", "text": say(rng, s)})
    return held, matched


def held_b(split, count):
    rng, out = random.Random(SEEDS[split] + 20), []
    triples = sorted(HELD_B)
    while len(out) < count:
        a, relation, b = rng.choice(triples)
        s = random_specification(rng)
        colours = [rng.choice(COLOUR_NAMES) for _ in range(2)]
        if any(p in HELD_A for p in zip(colours, (a, b))):
            continue
        s = {"relation": relation, "kinds": [a, b], "colours": colours, "sky": s["sky"]}
        out.append({**s, "language": "en", "text": say(rng, s)})
    return out


def chases(split, count, countable):
    """Ordinary prompts of chases whose direction can be judged: countable kinds only."""
    rng, out = random.Random(SEEDS[split] + 60), []
    while len(out) < count:
        s = random_specification(rng)
        if s["relation"] == "chases" and all(k in countable for k in s["kinds"]):
            out.append({**s, "language": "en", "text": say(rng, s)})
    return out


def paired_languages(split, count):
    """The same specifications in every language: {language: [prompt]}."""
    rng, out = random.Random(SEEDS[split] + 30), {l: [] for l in LANGUAGES}
    while len(out["en"]) < count:
        s = random_specification(rng)
        if any((c, k, l) in HELD_C for l in LANGUAGES for c, k in zip(s["colours"], s["kinds"])):
            continue
        for l in LANGUAGES:
            out[l].append({**s, "language": l, "text": say(rng, s, l)})
    return out


def countable_kinds(stickers=None):
    """Kinds whose mirror image differs in at least 10 % of the sticker's pixels at model size, in every training style: their flip can be judged."""
    import numpy as np
    stickers, out = stickers or Stickers(), []
    for k, kind in enumerate(KIND_NAMES):
        worst = 1.0
        for s in range(3):
            image = stickers.levels(k, s, 4, 0)[3].astype(int)
            differs = np.abs(image - image[:, ::-1]).max(-1) > 40
            worst = min(worst, differs.sum() / max((image[..., 3] > 100).sum(), 1))
        if worst >= 0.10:
            out.append(kind)
    return out


# Words and languages that no caption of the bank holds: reported as they are. {word: the trained word it stands for}
SYNONYMS = {"kitten": "cat", "puppy": "dog", "pony": "horse", "bunny": "rabbit", "spaceman": "astronaut", "automobile": "car", "hog": "pig", "tortoise": "turtle",
            "crimson": "red", "scarlet": "red", "azure": "blue", "violet": "purple", "emerald": "green", "golden": "yellow", "grey": "gray", "rosy": "pink"}
# Spanish, Dutch, Portuguese: noun with its article, noun first (es, pt) or colour first (nl).
OTHER_NOUNS = {"es": {"cat": "un gato", "dog": "un perro", "horse": "un caballo", "fish": "un pez", "bird": "un pájaro", "elephant": "un elefante", "car": "un coche", "tree": "un árbol"},
               "nl": {"cat": "kat", "dog": "hond", "horse": "paard", "fish": "vis", "bird": "vogel", "elephant": "olifant", "car": "auto", "tree": "boom"},
               "pt": {"cat": "um gato", "dog": "um cão", "horse": "um cavalo", "fish": "um peixe", "bird": "um pássaro", "elephant": "um elefante", "car": "um carro", "tree": "uma árvore"}}
OTHER_COLOURS = {"es": {"red": "rojo", "yellow": "amarillo", "green": "verde", "blue": "azul", "gray": "gris", "black": "negro", "white": "blanco", "pink": "rosa"},
                 "nl": {"red": "rode", "yellow": "gele", "green": "groene", "blue": "blauwe", "gray": "grijze", "black": "zwarte", "white": "witte", "pink": "roze"},
                 "pt": {"red": "vermelho", "yellow": "amarelo", "green": "verde", "blue": "azul", "gray": "cinzento", "black": "preto", "white": "branco", "pink": "rosa"}}
OTHER_MIRROR = {"es": "{} delante de un espejo", "nl": "{} voor een spiegel", "pt": "{} em frente a um espelho"}


def synonyms(split, count):
    """Ordinary English prompts in which one word is replaced by a synonym that was never trained."""
    rng, out = random.Random(SEEDS[split] + 40), []
    while len(out) < count:
        s = random_specification(rng)
        text = say(rng, s)
        choices = [(new, old) for new, old in SYNONYMS.items() if f" {old} " in f" {text} "]
        if choices:
            new, old = rng.choice(choices)
            words = text.split(" ")
            i = words.index(old)
            words[i] = new
            if i and words[i - 1].lower() in ("a", "an"):
                article = "an" if new[0] in "aeiou" else "a"
                words[i - 1] = article.capitalize() if words[i - 1][0] == "A" else article
            out.append({**s, "language": "en", "text": " ".join(words), "synonym": new})
    return out


def untrained_language(split, language, count):
    """One object, alone or in front of a mirror, in a language without a single caption."""
    rng, out = random.Random(SEEDS[split] + 50), []
    while len(out) < count:
        kind, colour = rng.choice(list(OTHER_NOUNS[language])), rng.choice(list(OTHER_COLOURS[language]))
        if (colour, kind) in HELD_A:
            continue
        noun, word = OTHER_NOUNS[language][kind], OTHER_COLOURS[language][colour]
        if noun.startswith("uma "):
            word = {"vermelho": "vermelha", "amarelo": "amarela", "cinzento": "cinzenta", "preto": "preta", "branco": "branca"}.get(word, word)
        text = f"een {word} {noun}" if language == "nl" else f"{noun} {word}"
        mirror = rng.random() < 0.3
        out.append({"relation": "mirror" if mirror else "one", "kinds": [kind], "colours": [colour], "sky": "day", "language": language,
                    "text": OTHER_MIRROR[language].format(text) if mirror else text})
    return out
