"""The tokenizer and the division into words, as README.md describes them, from the converted tables.

Written for reading and for making golden data; no dependency but NumPy.
"""
from pathlib import Path

import numpy as np

import container

MARKER = "▁"
APOSTROPHES = "'’"
ELIDED = set(
    "l d qu un dell all nell sull dall coll quell quest bell sant c j m n s t v gl jusqu lorsqu puisqu quoiqu quelqu presqu "
    "anch com dov cos tutt mezz senz nient grand".split())
PUNCTUATION = [
    (0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xA1, 0xA1), (0xA7, 0xA7), (0xAB, 0xAB), (0xB6, 0xB7), (0xBB, 0xBB), (0xBF, 0xBF),
    (0x589, 0x589), (0x5BE, 0x5BE), (0x5C0, 0x5C0), (0x5C3, 0x5C3), (0x5F3, 0x5F4), (0x60C, 0x60C), (0x61B, 0x61B), (0x61F, 0x61F), (0x6D4, 0x6D4),
    (0x964, 0x965), (0x104A, 0x104F), (0x10FB, 0x10FB), (0x1362, 0x1368), (0x2010, 0x2027), (0x2030, 0x205E), (0x3001, 0x3003), (0x3008, 0x3011),
    (0x3014, 0x301F), (0x30FB, 0x30FB), (0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40), (0xFF5B, 0xFF65)]
WITHOUT_SPACES = [
    (0xE00, 0xFFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0x20000, 0x3FFFF)]


def _within(character: str, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= ord(character) <= high for low, high in ranges)


def is_punctuation(character: str) -> bool:
    """Whether README.md's table calls this character punctuation."""
    return _within(character, PUNCTUATION)


def is_without_spaces(character: str) -> bool:
    """Whether the character's script is written without spaces between words."""
    return not is_punctuation(character) and _within(character, WITHOUT_SPACES)


class Tokenizer:
    """Unigram segmentation (Kudo 2018, arXiv 1804.10959) over the pieces of one tokenizer file."""

    def __init__(self, tensors: dict[str, np.ndarray], metadata: dict[str, str]):
        self.pieces = [piece.decode() for piece in tensors["pieces.text"].tobytes().split(b"\n")[:-1]]
        self.ids = {piece: i for i, piece in enumerate(self.pieces)}
        scores = container.from_byte_planes(tensors["pieces.scores"])
        self.scores = list(scores)  # float32 scalars: sums are rounded as the engine's are
        self.longest = max(map(len, self.pieces))
        self.bos, self.eos, self.unk = (int(metadata[name]) for name in ("bos", "eos", "unk"))
        self.unk_score = np.float32(scores.min() - np.float32(10))
        codes, ends, targets = (tensors["normalise." + name].tolist() for name in ("from", "offsets", "to"))
        self.replacements = {chr(code): "".join(map(chr, targets[a:b])) for code, a, b in zip(codes, ends, ends[1:])}

    @classmethod
    def load(cls, folder: Path) -> "Tokenizer":
        """From a folder of converted files."""
        return cls(*container.read(folder / "tokenizer.safetensors"))

    def normalise(self, text: str) -> str:
        """Steps 1 to 3 of README.md."""
        text = "".join(self.replacements.get(character, character) for character in text)
        while "  " in text:
            text = text.replace("  ", " ")
        return ("" if text.startswith(" ") else MARKER) + text.replace(" ", MARKER)

    def segment(self, text: str) -> list[tuple[int, str]]:
        """Step 4: the best path over `text` (already normalised) as pairs of id and characters covered."""
        n, lowest = len(text), np.float32(-1e30)
        best, back = [np.float32(0)] + [lowest] * n, [(0, 0)] * (n + 1)
        for i in range(n):
            for e in range(i + 1, min(n, i + self.longest) + 1):
                j = self.ids.get(text[i:e])
                if j is not None and j != self.unk and best[i] + self.scores[j] > best[e]:
                    best[e], back[e] = best[i] + self.scores[j], (i, j)
            if best[i] + self.unk_score > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + self.unk_score, (i, self.unk)
        path, e = [], n
        while e > 0:
            i, j = back[e]
            path.append((j, text[i:e]))
            e = i
        return path[::-1]

    def __call__(self, text: str) -> tuple[list[int], list[str]]:
        """Ids and pieces of a text, start and end included."""
        path = self.segment(self.normalise(text))
        return [self.bos, *(j for j, _ in path), self.eos], ["<s>", *(piece for _, piece in path), "</s>"]


def _starts_word(pieces: list[str], i: int, begin: int) -> bool:
    """Whether piece i starts a word, the current word having begun at piece `begin` (rules 1 to 7 of README.md)."""
    piece, previous = pieces[i], pieces[i - 1]
    if piece.startswith(MARKER):
        return True
    if previous == MARKER:
        return False
    first, last = piece[0], previous[-1]
    if is_without_spaces(first) or is_without_spaces(last):
        return True
    if first in APOSTROPHES and not is_punctuation(last):
        return False
    if last in APOSTROPHES:
        stem = "".join(pieces[begin:i])[:-1].removeprefix(MARKER)
        return not stem or stem.lower() in ELIDED or is_punctuation(first)
    return is_punctuation(first) or is_punctuation(last)


def words(pieces: list[str]) -> list[list[int]]:
    """[first, end) of each word over `pieces`, the start and end tokens excluded."""
    result: list[list[int]] = []
    for i in range(1, len(pieces) - 1):
        if not result or _starts_word(pieces, i, result[-1][0]):
            result.append([i, i + 1])
        else:
            result[-1][1] = i + 1
    return result
