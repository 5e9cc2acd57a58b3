"""Which embedding rows travel together.

The base shard serves the article's four languages. The other rows are grouped so that a reader who types in another
language needs few shards: by script, within a script by the language that uses the piece most, within a language by use.
Word counts: PyPI wordfreq (pinned in requirements.txt); only the resulting order enters the files.
"""
from collections import defaultdict

import wordfreq

from tokenizer import MARKER, Tokenizer

ARTICLE_LANGUAGES = ("en", "it", "fr", "de")
BASE_PIECES = 16_384
SHARD_PIECES = 4_673  # 1.03 MB with ids; 50 shards
WORDS_PER_LANGUAGE = 40_000

# First code point of each script's range, ascending; anything before a letter (digits, marks, signs) is script 0.
SCRIPTS = [
    (0x41, "Latin"), (0x370, "Greek"), (0x400, "Cyrillic"), (0x530, "Armenian"), (0x590, "Hebrew"), (0x600, "Arabic"), (0x700, "Syriac and others"),
    (0x900, "Devanagari"), (0x980, "Bengali"), (0xA00, "Gurmukhi"), (0xA80, "Gujarati"), (0xB00, "Oriya"), (0xB80, "Tamil"), (0xC00, "Telugu"),
    (0xC80, "Kannada"), (0xD00, "Malayalam"), (0xD80, "Sinhala"), (0xE00, "Thai"), (0xE80, "Lao"), (0xF00, "Tibetan"), (0x1000, "Myanmar"),
    (0x10A0, "Georgian"), (0x1100, "Hangul"), (0x1200, "Ethiopic"), (0x13A0, "others"), (0x1780, "Khmer"), (0x1800, "others"), (0x1E00, "Latin"),
    (0x1F00, "Greek"), (0x2000, "signs"), (0x2C60, "Latin"), (0x2C80, "others"), (0x2E80, "Han and kana"), (0x3130, "Hangul"), (0x3190, "Han and kana"),
    (0xA000, "others"), (0xAC00, "Hangul"), (0xD800, "others"), (0xF900, "Han and kana"), (0xFB00, "Latin"), (0xFB13, "others"), (0xFB50, "Arabic"),
    (0xFE00, "signs"), (0xFE70, "Arabic"), (0xFEFF, "signs"), (0xFF66, "Han and kana"), (0xFFA0, "Hangul"), (0xFFE0, "signs"), (0x20000, "Han and kana")]


def script_of(piece: str) -> str:
    """The script of the first letter of a piece; "signs" when it has none."""
    for character in piece:
        if character.isalpha():
            return next((name for start, name in reversed(SCRIPTS) if start <= ord(character)), "signs")
    return "signs"


def _frequent_words(language: str) -> list[tuple[str, float]]:
    """The most frequent words with their frequency per million. The list comes in bins of equal frequency, the most frequent first."""
    result = []
    for centibels, words in enumerate(wordfreq.get_frequency_list(language, "best")):
        result += [(word, 10 ** (6 - centibels / 100)) for word in words]
        if len(result) >= WORDS_PER_LANGUAGE:
            break
    return result[:WORDS_PER_LANGUAGE]


def _use(tokenizer: Tokenizer, language: str, forms) -> dict[int, float]:
    """How often each piece occurs in one million words of a language. `forms` gives (text, share) for a word."""
    counts: dict[int, float] = defaultdict(float)
    for word, frequency in _frequent_words(language):
        for text, share in forms(word):
            for piece, _ in tokenizer.segment(tokenizer.normalise(text)) if text[0] != "'" else tokenizer.segment(text[1:]):
                counts[piece] += frequency * share
    return counts


def _article_forms(language: str):
    """Lower case, capitalised (every noun in German) and, in Italian and French, after an elision: `l'` + word."""
    capital = 1.0 if language == "de" else 0.3

    def forms(word: str):
        yield word, 1.0
        yield word[0].upper() + word[1:], capital
        if language in ("it", "fr") and word[0] in "aeiouhàâèéêìîïòôùœ":
            yield "'" + word, 0.3

    return forms


def base_pieces(tokenizer: Tokenizer, starter: set[int]) -> list[int]:
    """Ids of the base shard: the starter's, single characters of the four languages, then by use in them."""
    use: dict[int, float] = defaultdict(float)
    for language in ARTICLE_LANGUAGES:
        for piece, count in _use(tokenizer, language, _article_forms(language)).items():
            use[piece] += count
    fixed = set(starter) | {tokenizer.bos, tokenizer.eos, tokenizer.unk, tokenizer.ids["<mask>"], tokenizer.ids["<pad>"]}
    for piece, i in tokenizer.ids.items():
        bare = piece.removeprefix(MARKER)
        if len(bare) <= 1 and (not bare or ord(bare) < 0x180 or 0x2010 <= ord(bare) < 0x2060):
            fixed.add(i)
        elif bare.isascii() and bare.isdigit() and len(bare) <= 2 or piece and not any(c.isalnum() for c in bare) and bare.isascii():
            fixed.add(i)
    ranked = sorted((i for i in use if i not in fixed), key=lambda i: (-use[i], i))
    return sorted([*fixed, *ranked[:BASE_PIECES - len(fixed)]])


def other_shards(tokenizer: Tokenizer, base: list[int]) -> list[tuple[list[int], str]]:
    """The remaining pieces, cut into shards, each with a few words about its contents."""
    best: dict[int, tuple[float, str]] = {}
    for language in sorted(wordfreq.available_languages("small")):
        for piece, count in _use(tokenizer, language, lambda word: [(word, 1.0), (word.capitalize(), 0.3)]).items():
            best[piece] = max(best.get(piece, (0.0, "")), (count, language))
    in_base, scripts = set(base), list(dict.fromkeys(name for _, name in SCRIPTS))

    def key(i: int):
        count, language = best.get(i, (0.0, "~"))
        return scripts.index(script_of(tokenizer.pieces[i])), language, -count, i

    rest = sorted((i for i in range(len(tokenizer.pieces)) if i not in in_base), key=key)
    result = []
    for start in range(0, len(rest), SHARD_PIECES):
        ids = rest[start:start + SHARD_PIECES]
        names = list(dict.fromkeys(script_of(tokenizer.pieces[i]) for i in ids))
        languages = sorted({best[i][1] for i in ids if i in best})
        result.append((sorted(ids), ", ".join(names) + (": " + " ".join(languages) if languages else "")))
    return result
