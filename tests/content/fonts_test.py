"""Checks that the shipped fonts have every code point of content/: each text face by itself or with the symbols face beside it.

Reads the `cmap` table of the TrueType files directly (OpenType specification, formats 4 and 12); needs nothing but Python.
"""

import json
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "assets" / "fonts"
CONTENT = ROOT / "content"


def code_points(path):
    """The code points that a TrueType file maps to a glyph."""
    data = path.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    for i in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        if tag == b"cmap":
            break
    else:
        return set()
    found = set()
    for i in range(struct.unpack_from(">H", data, start + 2)[0]):
        offset = start + struct.unpack_from(">I", data, start + 4 + 8 * i + 4)[0]
        form = struct.unpack_from(">H", data, offset)[0]
        if form == 12:
            groups = struct.unpack_from(">I", data, offset + 12)[0]
            for g in range(groups):
                first, last, _ = struct.unpack_from(">III", data, offset + 16 + 12 * g)
                found.update(range(first, last + 1))
        elif form == 4:
            segments = struct.unpack_from(">H", data, offset + 6)[0] // 2
            read = lambda at: struct.unpack_from(f">{segments}H", data, offset + at)
            ends, starts = read(14), read(16 + 2 * segments)
            deltas, ranges = read(16 + 4 * segments), read(16 + 6 * segments)
            for s in range(segments):
                for code in range(starts[s], min(ends[s], 0xFFFE) + 1):
                    glyph = code + deltas[s]
                    if ranges[s]:
                        at = offset + 16 + 6 * segments + 2 * s + ranges[s] + 2 * (code - starts[s])
                        glyph = struct.unpack_from(">H", data, at)[0]
                        glyph += deltas[s] if glyph else 0
                    if glyph & 0xFFFF:
                        found.add(code)
    return found


def text_of(value):
    """All strings of a JSON value, joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        value = value.values()
    return "".join(map(text_of, value)) if not isinstance(value, (int, float)) else ""


def main():
    faces = {path.name: code_points(path) for path in sorted(FONTS.glob("*.ttf"))}
    symbols = set().union(*(points for name, points in faces.items() if name.startswith("symbols")))
    faces = {name: points for name, points in faces.items() if not name.startswith("symbols")}
    problems = [] if faces and symbols else ["no fonts in assets/fonts"]
    for path in sorted(CONTENT.rglob("*")):
        if path.suffix not in {".md", ".json"} or path.name == "README.md":
            continue
        raw = path.read_text("utf-8")
        used = set(text_of(json.loads(raw)) if path.suffix == ".json" else raw) - {"\n"}
        for name, points in faces.items():
            missing = sorted(c for c in used if ord(c) not in points and ord(c) not in symbols)
            if missing:
                listed = " ".join(f"{c} U+{ord(c):04X}" for c in missing)
                problems.append(f"{path.relative_to(ROOT)}: neither {name} nor the symbols have {listed}")
    print(*problems, sep="\n")
    print(f"{len(problems)} problems in {len(faces)} faces")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
