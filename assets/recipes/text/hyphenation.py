#!/usr/bin/env python3
"""Makes assets/hyphenation/<name>.patterns from the pattern dictionaries of the package pyphen (requirements.txt), and
tests/article/hyphenation_golden.txt, the same words divided by pyphen's own code: the oracle of the C++ reader's test.

    python hyphenation.py

The patterns are those of the LibreOffice dictionaries. Two things are changed: the German file's first level, a list of
69,000 divided words (1 MB), is left out, so that German uses the original TeX patterns alone; and the patterns are sorted.
The licences are in assets/hyphenation/README.md.
"""
import pathlib
import re
import tempfile

import pyphen

ROOT = pathlib.Path(__file__).resolve().parents[3]
# name of the dictionary (as in content/languages.json) | letters before the first and after the last division
LANGUAGES = {"en_US": (2, 3), "it_IT": (2, 2), "fr": (2, 3), "de_DE": (2, 2)}
# Words of the article that the patterns get wrong (English words in German), divided by hand.
EXCEPTIONS = {"de_DE": ["En-co-der", "Text-en-co-der", "Bild-en-co-der", "Em-bed-ding", "Em-bed-dings", "Soft-max", "Trans-for-mer"]}
KEYWORDS = ("%", "#", "LEFTHYPHENMIN", "RIGHTHYPHENMIN", "COMPOUNDLEFTHYPHENMIN", "COMPOUNDRIGHTHYPHENMIN", "NEXTLEVEL", "NOHYPHEN")

GOLDEN = {
    "en_US": """attention mechanism transformer encoder sentence multilingual computation picture weights hidden positional normalisation
        orthogonal probability learning language hyphenation university experiment information association project present record table
        everything another between measured illustration layer residual rotary sinusoidal permutation explanation cat a""",
    "it_IT": """attenzione meccanismo trasformatore codificatore frase multilingue calcolo immagine pesi posizionale normalizzazione
        probabilità apprendimento linguaggio sillabazione università esperimento informazione associazione aspetta acqua gatto rosso
        dell'attenzione l'apprendimento un'immagine perché qualcosa strato sottoparola spiegazione nell'articolo strumento figlio bagno""",
    "fr": """attention mécanisme transformeur encodeur phrase multilingue calcul image poids positionnel normalisation
        probabilité apprentissage langage césure université expérience information association souris grise couche sous-mot
        l'apprentissage d'informations aujourd'hui qu'elle œuvre plongement explication cœur représentation naïf où déjà""",
    "de_DE": """Aufmerksamkeit Mechanismus Transformator Kodierer Satz mehrsprachig Berechnung Bilder Gewichte Positionskodierung
        Normalisierung Wahrscheinlichkeit Lernen Sprache Silbentrennung Universität Erfahrung Information Verknüpfung Maus größere
        Spiegelbild Straße Zucker lassen Fenster Schifffahrt Vorhersage überall Erklärung Schicht Wortteil Ähnlichkeit""",
}


def read_patterns(path):
    """The patterns of a dictionary's last level, in its own notation (digits between letters)."""
    raw = path.read_bytes()
    encoding = raw.split(b"\n", 1)[0].decode("ascii").strip()
    lines = [line.strip() for line in raw.decode(encoding).split("\n")[1:]]
    # In the French file NEXTLEVEL stands in the head, before any pattern, and the level before it is empty.
    if "NEXTLEVEL" in lines:
        lines = lines[lines.index("NEXTLEVEL") + 1:]
    patterns = [line for line in lines if line and not line.startswith(KEYWORDS)]
    for pattern in patterns:
        if "/" in pattern:
            raise SystemExit(f"{path.name}: {pattern!r} changes letters, which the reader does not know")
    # One German pattern has two digits in a row, a slip of the pen that means nothing.
    return sorted({pattern for pattern in patterns if not re.search(r"\d\d", pattern)})


def main():
    out = ROOT / "assets/hyphenation"
    golden = ["# Words divided by pyphen with the patterns of assets/hyphenation; made by assets/recipes/text/hyphenation.py"]
    for name, (left, right) in LANGUAGES.items():
        patterns = [p for p in read_patterns(pyphen.LANGUAGES[name]) if re.search(r"[1-9]", p)]
        head = [f"# Hyphenation patterns {name}, from pyphen {pyphen.VERSION}; licence and changes: README.md in this folder",
                f"minimum {left} {right}"] + [f"={word.lower()}" for word in EXCEPTIONS.get(name, [])]
        (out / f"{name}.patterns").write_text("\n".join(head + patterns) + "\n", encoding="utf-8")
        with tempfile.NamedTemporaryFile("w", suffix=".dic", encoding="utf-8") as dictionary:
            dictionary.write("UTF-8\n" + "\n".join(patterns) + "\n")
            dictionary.flush()
            oracle = pyphen.Pyphen(filename=dictionary.name, left=left, right=right, cache=False)
            golden += [f"{name} {word} {oracle.inserted(word, '|')}" for word in GOLDEN[name].split()]
        print(f"{name}: {len(patterns)} patterns")
    (ROOT / "tests/article/hyphenation_golden.txt").write_text("\n".join(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
