"""Captions of scenes in English, German, Italian and French, with articles, agreement and cases.

A caption is made from a specification: relation, kinds, colours (None = not said), sky (None = not said).
"""

LANGUAGES = ("en", "de", "it", "fr")

# noun, gender; German nouns of the weak declension carry their accusative/dative form.
NOUNS = {
    "cat": ("cat", ("Katze", "f"), ("gatto", "m"), ("chat", "m")),
    "mouse": ("mouse", ("Maus", "f"), ("topo", "m"), ("souris", "f")),
    "dog": ("dog", ("Hund", "m"), ("cane", "m"), ("chien", "m")),
    "horse": ("horse", ("Pferd", "n"), ("cavallo", "m"), ("cheval", "m")),
    "astronaut": ("astronaut", ("Astronaut", "m", "Astronauten"), ("astronauta", "m"), ("astronaute", "m")),
    "fish": ("fish", ("Fisch", "m"), ("pesce", "m"), ("poisson", "m")),
    "bird": ("bird", ("Vogel", "m"), ("uccello", "m"), ("oiseau", "m")),
    "rabbit": ("rabbit", ("Kaninchen", "n"), ("coniglio", "m"), ("lapin", "m")),
    "fox": ("fox", ("Fuchs", "m"), ("volpe", "f"), ("renard", "m")),
    "elephant": ("elephant", ("Elefant", "m", "Elefanten"), ("elefante", "m"), ("éléphant", "m")),
    "turtle": ("turtle", ("Schildkröte", "f"), ("tartaruga", "f"), ("tortue", "f")),
    "car": ("car", ("Auto", "n"), ("macchina", "f"), ("voiture", "f")),
    "house": ("house", ("Haus", "n"), ("casa", "f"), ("maison", "f")),
    "tree": ("tree", ("Baum", "m"), ("albero", "m"), ("arbre", "m")),
    "ball": ("ball", ("Ball", "m"), ("palla", "f"), ("ballon", "m")),
    "rocket": ("rocket", ("Rakete", "f"), ("razzo", "m"), ("fusée", "f")),
    "pig": ("pig", ("Schwein", "n"), ("maiale", "m"), ("cochon", "m")),
    "snail": ("snail", ("Schnecke", "f"), ("lumaca", "f"), ("escargot", "m")),
    "butterfly": ("butterfly", ("Schmetterling", "m"), ("farfalla", "f"), ("papillon", "m")),
    "giraffe": ("giraffe", ("Giraffe", "f"), ("giraffa", "f"), ("girafe", "f")),
    "whale": ("whale", ("Wal", "m"), ("balena", "f"), ("baleine", "f")),
    "umbrella": ("umbrella", ("Regenschirm", "m"), ("ombrello", "m"), ("parapluie", "m")),
    "mushroom": ("mushroom", ("Pilz", "m"), ("fungo", "m"), ("champignon", "m")),
    "dinosaur": ("dinosaur", ("Dinosaurier", "m"), ("dinosauro", "m"), ("dinosaure", "m")),
}
ENGLISH_COLOURS = {c: c for c in ("red", "orange", "yellow", "green", "blue", "purple", "pink", "gray", "black", "white")}
GERMAN_COLOURS = {"red": "rot", "orange": "orangefarben", "yellow": "gelb", "green": "grün", "blue": "blau", "purple": "lila", "pink": "rosa",
                  "gray": "grau", "black": "schwarz", "white": "weiß"}                       # lila and rosa do not inflect
ITALIAN_COLOURS = {"red": ("rosso", "rossa"), "orange": ("arancione",) * 2, "yellow": ("giallo", "gialla"), "green": ("verde",) * 2, "blue": ("blu",) * 2,
                   "purple": ("viola",) * 2, "pink": ("rosa",) * 2, "gray": ("grigio", "grigia"), "black": ("nero", "nera"), "white": ("bianco", "bianca")}
FRENCH_COLOURS = {"red": ("rouge",) * 2, "orange": ("orange",) * 2, "yellow": ("jaune",) * 2, "green": ("vert", "verte"), "blue": ("bleu", "bleue"),
                  "purple": ("violet", "violette"), "pink": ("rose",) * 2, "gray": ("gris", "grise"), "black": ("noir", "noire"), "white": ("blanc", "blanche")}

VOWELS = "aeiouàâéèêîôû"

GERMAN_ARTICLES = {"indefinite": {"nom": ("ein", "eine", "ein"), "acc": ("einen", "eine", "ein"), "dat": ("einem", "einer", "einem")},
                   "definite": {"nom": ("der", "die", "das"), "acc": ("den", "die", "das"), "dat": ("dem", "der", "dem")}}
GERMAN_ENDINGS = {"indefinite": {"nom": ("er", "e", "es"), "acc": ("en", "e", "es"), "dat": ("en", "en", "en")},
                  "definite": {"nom": ("e", "e", "e"), "acc": ("en", "e", "e"), "dat": ("en", "en", "en")},
                  "none": {"nom": ("er", "e", "es"), "acc": ("en", "e", "es"), "dat": ("em", "er", "em")}}


def noun_phrase(language, kind, colour, article="indefinite", case="nom"):
    """'a red cat', 'einen grauen Hund', 'una volpe rossa'. article: indefinite, definite or none; case: German only; colour None = left out."""
    entry = NOUNS[kind][LANGUAGES.index(language)]
    if language == "en":
        words = ([colour] if colour else []) + [entry]
        if article != "none":
            words.insert(0, "the" if article == "definite" else "an" if words[0][0] in "aeiou" else "a")
        return " ".join(words)
    noun, gender = entry[:2]
    if language == "de":
        g = "mfn".index(gender)
        words = [] if article == "none" else [GERMAN_ARTICLES[article][case][g]]
        if colour:
            stem = GERMAN_COLOURS[colour]
            words.append(stem if colour in ("purple", "pink") else stem + GERMAN_ENDINGS[article][case][g])
        return " ".join(words + [entry[2] if case != "nom" and len(entry) > 2 else noun])
    vowel = noun[0] in VOWELS
    table = ITALIAN_COLOURS if language == "it" else FRENCH_COLOURS
    phrase = noun + (" " + table[colour][gender == "f"] if colour else "")
    if article == "none":
        return phrase
    if language == "it":
        if article == "definite":
            return ("l'" if vowel else "il " if gender == "m" else "la ") + phrase
        return ("un " if gender == "m" else "un'" if vowel else "una ") + phrase
    if article == "definite":
        return ("l'" if vowel else "le " if gender == "m" else "la ") + phrase
    return ("un " if gender == "m" else "une ") + phrase


# {a}, {b}: noun phrases; {a:acc}, {b:dat}: German cases; {a:i} always with the indefinite article (after a preposition that would contract);
# {a/o}, {a/e}: the ending of a participle that agrees with a (Italian o/a, French -/e).
TEMPLATES = {
    "en": {
        "one": ("{a}", "{a}", "{a}", "a picture of {a}", "there is {a}", "a drawing of {a}"),
        "chases": ("{a} chases {b}", "{a} chases {b}", "{a} is chasing {b}", "{a} runs after {b}", "{a} chasing {b}", "{b} is chased by {a}"),
        "on": ("{a} on {b}", "{a} on {b}", "{a} on top of {b}", "{a} stands on {b}", "{a} sits on {b}", "{a} is on {b}"),
        "beside": ("{a} beside {b}", "{a} next to {b}", "{a} and {b}", "{a} is next to {b}", "{a} stands beside {b}"),
        "mirror": ("{a} in front of a mirror", "{a} in front of a mirror", "{a} looks into a mirror", "{a} looks at itself in a mirror", "{a} before a mirror"),
        "water": ("{a} reflected in the water", "{a} by the water", "{a} is reflected in the water", "{a} mirrored in the water"),
        "empty_mirror": ("an empty mirror", "a mirror", "an empty mirror stands there"),
        "sky": {"day": ("by day", "in the daytime"), "night": ("at night", "by night"), "sunset": ("at sunset", "at dusk"), "snow": ("in the snow",)},
    },
    "de": {
        "one": ("{a}", "{a}", "{a}", "ein Bild von {a:dat}", "da ist {a}", "eine Zeichnung von {a:dat}"),
        "chases": ("{a} jagt {b:acc}", "{a} jagt {b:acc}", "{a} verfolgt {b:acc}", "{a} rennt hinter {b:dat} her", "{b} wird von {a:dat} gejagt"),
        "on": ("{a} auf {b:dat}", "{a} auf {b:dat}", "{a} steht auf {b:dat}", "{a} sitzt auf {b:dat}", "{a} ist auf {b:dat}"),
        "beside": ("{a} neben {b:dat}", "{a} neben {b:dat}", "{a} und {b}", "{a} steht neben {b:dat}"),
        "mirror": ("{a} vor einem Spiegel", "{a} vor einem Spiegel", "{a} schaut in einen Spiegel", "{a} vor dem Spiegel", "{a} betrachtet sich im Spiegel"),
        "water": ("{a} spiegelt sich im Wasser", "{a} am Wasser", "{a} wird im Wasser gespiegelt"),
        "empty_mirror": ("ein leerer Spiegel", "ein Spiegel", "da steht ein leerer Spiegel"),
        "sky": {"day": ("am Tag", "bei Tag"), "night": ("bei Nacht", "in der Nacht", "nachts"), "sunset": ("bei Sonnenuntergang", "in der Abenddämmerung"), "snow": ("im Schnee",)},
    },
    "it": {
        "one": ("{a}", "{a}", "{a}", "un'immagine di {a:i}", "c'è {a}", "un disegno di {a:i}"),
        "chases": ("{a} insegue {b}", "{a} insegue {b}", "{a} rincorre {b}", "{a} sta inseguendo {b}", "{a} che insegue {b}", "{b} è inseguit{b/o} da {a:i}"),
        "on": ("{a} su {b:i}", "{a} su {b:i}", "{a} sopra {b}", "{a} sta su {b:i}", "{a} è sopra {b}"),
        "beside": ("{a} accanto a {b:i}", "{a} vicino a {b:i}", "{a} e {b}", "{a} sta accanto a {b:i}"),
        "mirror": ("{a} davanti a uno specchio", "{a} davanti a uno specchio", "{a} davanti allo specchio", "{a} si guarda allo specchio", "{a} di fronte a uno specchio"),
        "water": ("{a} rifless{a/o} nell'acqua", "{a} si specchia nell'acqua", "{a} vicino all'acqua"),
        "empty_mirror": ("uno specchio vuoto", "uno specchio", "c'è uno specchio vuoto"),
        "sky": {"day": ("di giorno",), "night": ("di notte", "nella notte"), "sunset": ("al tramonto",), "snow": ("nella neve", "sulla neve")},
    },
    "fr": {
        "one": ("{a}", "{a}", "{a}", "une image d'{a:i}", "il y a {a}", "un dessin d'{a:i}"),
        "chases": ("{a} poursuit {b}", "{a} poursuit {b}", "{a} court après {b}", "{a} chasse {b}", "{a} qui poursuit {b}", "{b} est poursuivi{b/e} par {a}"),
        "on": ("{a} sur {b}", "{a} sur {b}", "{a} est sur {b}", "{a} se tient sur {b}", "{a} debout sur {b}"),
        "beside": ("{a} à côté d'{b:i}", "{a} près d'{b:i}", "{a} et {b}", "{a} se tient à côté d'{b:i}"),
        "mirror": ("{a} devant un miroir", "{a} devant un miroir", "{a} se regarde dans un miroir", "{a} face à un miroir", "{a} devant le miroir"),
        "water": ("{a} se reflète dans l'eau", "{a} au bord de l'eau", "{a} reflété{a/e} dans l'eau"),
        "empty_mirror": ("un miroir vide", "un miroir", "il y a un miroir vide"),
        "sky": {"day": ("de jour", "le jour"), "night": ("la nuit", "de nuit"), "sunset": ("au coucher du soleil",), "snow": ("dans la neige",)},
    },
}


def fill(template, language, phrases):
    """phrases: {"a": (kind, colour, article), "b": …}. "à côté d'un chat" stays right because d' is followed by un or une only."""
    out, i = [], 0
    while i < len(template):
        if template[i] != "{":
            out.append(template[i]); i += 1
            continue
        end = template.index("}", i)
        slot = template[i + 1:end]; i = end + 1
        kind, colour, article = phrases[slot[0]]
        if "/" in slot:
            female = NOUNS[kind][LANGUAGES.index(language)][1] == "f"
            out.append(("a" if female else "o") if language == "it" else ("e" if female else ""))
        else:
            how = slot[2:]
            out.append(noun_phrase(language, kind, colour, "indefinite" if how == "i" else article, how if how in ("acc", "dat") else "nom"))
    return "".join(out)


def caption(rng, language, relation, kinds, colours, sky):
    """One random phrasing. rng: random.Random; kinds, colours: up to two; sky None = not said. Capital, full stop and articles vary."""
    article = rng.choices(("indefinite", "definite", "none"), (0.84, 0.08, 0.08))[0]
    phrases = {slot: (kind, colour, article) for slot, kind, colour in zip("ab", kinds, colours)}
    templates = TEMPLATES[language][relation]
    text = fill(templates[0] if article == "none" else rng.choice(templates), language, phrases)
    if sky:
        place = rng.choice(TEMPLATES[language]["sky"][sky])
        text = f"{place}, {text}" if language != "de" and rng.random() < 0.15 else f"{text} {place}"
    if rng.random() < 0.6:
        text = text[0].upper() + text[1:]
    return text + "." if rng.random() < 0.3 else text
