#!/usr/bin/env python3
"""Every character that the page can show is in the shipped fonts: those of the article in the text faces, those of the interface
in Inter; what a face lacks must be in the font of signs. Reads content/ and assets/fonts/*.ttf with the standard library."""

import json
import struct
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "assets/fonts"
TEXT_FACES = ["source-serif-4-400", "source-serif-4-400i", "source-serif-4-600", "source-serif-4-display-600"]
INTERFACE_FACES = ["inter-400", "inter-500", "inter-600"]


def code_points(path):
    """The characters of a TrueType font: its cmap, formats 4 and 12 (OpenType specification, cmap)."""
    data = path.read_bytes()
    tables = {data[12 + 16 * i:16 + 16 * i]: struct.unpack(">2I", data[20 + 16 * i:28 + 16 * i]) for i in range(struct.unpack(">H", data[4:6])[0])}
    start, _ = tables[b"cmap"]
    found = set()
    for i in range(struct.unpack(">H", data[start + 2:start + 4])[0]):
        _, _, offset = struct.unpack(">HHI", data[start + 4 + 8 * i:start + 12 + 8 * i])
        at = start + offset
        form = struct.unpack(">H", data[at:at + 2])[0]
        if form == 12:
            for group in range(struct.unpack(">I", data[at + 12:at + 16])[0]):
                first, last, _ = struct.unpack(">3I", data[at + 16 + 12 * group:at + 28 + 12 * group])
                found.update(range(first, last + 1))
        elif form == 4:
            count = struct.unpack(">H", data[at + 6:at + 8])[0] // 2
            read = lambda where, kind: struct.unpack(f">{count}{kind}", data[where:where + 2 * count])
            ends, starts = read(at + 14, "H"), read(at + 16 + 2 * count, "H")
            deltas, ranges_at = read(at + 16 + 4 * count, "h"), at + 16 + 6 * count
            ranges = read(ranges_at, "H")
            for segment in range(count):
                for c in range(starts[segment], ends[segment] + 1):
                    glyph = c
                    if ranges[segment]:
                        where = ranges_at + 2 * segment + ranges[segment] + 2 * (c - starts[segment])
                        glyph = struct.unpack(">H", data[where:where + 2])[0]
                    if c != 0xFFFF and (glyph + deltas[segment]) & 0xFFFF:
                        found.add(c)
    return found


def main():
    if not FONTS.is_dir():
        print("assets/fonts does not exist")
        return 1
    problems = []
    signs = code_points(FONTS / "symbols-400.ttf")
    text = {face: code_points(FONTS / f"{face}.ttf") for face in TEXT_FACES}
    interface = {face: code_points(FONTS / f"{face}.ttf") for face in INTERFACE_FACES}

    def check(where, characters, faces):
        for face, known in faces.items():
            for c in sorted(set(map(ord, characters)) - known - signs - {0x0A, 0x0D}):
                problems.append(f"{where}: U+{c:04X} {unicodedata.name(chr(c), '?')} is neither in {face} nor in symbols-400")

    languages = json.loads((ROOT / "content/languages.json").read_text(encoding="utf-8"))
    for language in languages:
        folder = ROOT / "content" / language["code"]
        for name in ("article.md", "glossary.md"):
            if (folder / name).exists():  # the parity test asks for the files themselves
                content = (folder / name).read_text(encoding="utf-8")
                check(f"{language['code']}/{name}", content, text | interface)
        if (folder / "strings.json").exists():
            strings = json.loads((folder / "strings.json").read_text(encoding="utf-8"))
            check(f"{language['code']}/strings.json", "".join(strings.values()), interface)
        check("languages.json", "".join(str(value) for value in language.values() if isinstance(value, str)), interface)
    for source in json.loads((ROOT / "content/sources.json").read_text(encoding="utf-8")):
        check("sources.json", source["authors"] + source["title"] + "".join(source["note"].values()), text)
    # What the article's program itself adds: formulas, back references, placeholders.
    check("signs of the program", "↑·×⊤∑√‖…∈−“”⟨⟩✓", text)
    print("\n".join(problems) or "every character has a glyph")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
