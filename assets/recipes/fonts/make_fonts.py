#!/usr/bin/env python3
"""Makes assets/fonts/: every face that the article uses, as TTF, WOFF2 and a kerning table, from pinned npm packages.

    python make_fonts.py [--work FOLDER] [--out FOLDER]

Needs `npm` on PATH and the packages of requirements.txt. The same packages give the same bytes.

What happens to a face:
 1. a variable font is fixed at one weight and one optical size (instancer); the Latin, Latin Extended and Greek parts
    that the package ships separately are merged;
 2. it is cut down to CODE_POINTS; hinting is dropped (the page rasterises unhinted outlines);
 3. <name>.woff2 keeps the kerning feature and serves the static page; <name>.ttf is the same glyphs without any layout
    tables and serves the page that places glyphs itself;
 4. <name>.kern has the pair kerning, as HarfBuzz applies it, in the format described at write_kerning().
"""
import argparse
import collections
import hashlib
import io
import pathlib
import struct
import subprocess
import tarfile

import uharfbuzz
from fontTools import merge, subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PACKAGES = {
    "source-serif": ("@fontsource-variable/source-serif-4@5.3.1", "8c452853c74be1e43e9fbfe76321c26f4678a2d431e93209ff1d9faec03fd96f"),
    "inter": ("inter-ui@4.1.1", "e392e4d71f18a7c1f23dfecd833d68fa05eeab41862686584e80fd2b5d87e9c0"),
    "jetbrains-mono": ("@fontsource/jetbrains-mono@5.3.0", "1bbea47d1387406da5b6ccc4184cc61eae6851cc0db5c1d9bbd088ea9daa0b4a"),
    "noto-sans-math": ("@fontsource/noto-sans-math@5.3.0", "8f6894fffd5863699e279c669d6eae9d3a1218cc9e20aed84efb64a98aee03d8"),
}

# Basic Latin, Latin-1, Latin Extended-A (names in the sources), typographic marks and spaces, and the signs of the figures.
CODE_POINTS = (
    set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | {0x218, 0x219, 0x21A, 0x21B, 0x1E9E}
    | set(range(0x2000, 0x200B)) | set(range(0x2010, 0x2016)) | set(range(0x2018, 0x201F))
    | {0x2020, 0x2021, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2212}
    | {0x2070, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079, 0x207B, 0x2080, 0x2081, 0x2082, 0x2083}
    | set(range(0x2190, 0x2194)) | {0x0394, 0x03A3} | set(range(0x03B1, 0x03CA)) | {0xFB01, 0xFB02, 0xFFFD}
)
# What the four languages cannot do without; the recipe stops when a face lacks one.
REQUIRED = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) - {0xAD} | set(map(ord, "œŒŸ€‘’“”‚„‹›–—…•−±×÷αβγθμσεΣ")) | {
    0x2009, 0x2011, 0x202F}
# What no text face has; one face for all of them, looked up when a glyph is missing.
SYMBOLS = set(map(ord, "→←↑↓↔↗↘↖↙⇄⇅−×÷·±√∑∏∞‖∥≈≠≤≥∈∉∂⊤⊥ℝ′″⟨⟩⟦⟧⏎↵↺↻⤓⧉▶◀▲▼△▽●○◐◑■□☾✓✗⋯⋮∘∝∼")) | {0x2581}


def sources(folder, name, style=""):
    """The parts of a face, as TTFont objects, in the order in which merging prefers them."""
    if name.startswith("source-serif"):
        slant = "italic" if "i" in style else "normal"
        axes = {"wght": float(style.rstrip("i")), "opsz": 60.0 if name.endswith("display") else 18.0}
        for part in ("latin", "latin-ext", "greek"):
            font = TTFont(folder / f"files/source-serif-4-{part}-opsz-{slant}.woff2")
            instancer.instantiateVariableFont(font, axes, inplace=True)
            add_ligatures(font)
            yield font
    elif name == "inter":
        cut = {"400": "Regular", "500": "Medium", "600": "SemiBold"}[style]
        yield TTFont(folder / f"web/Inter-{cut}.woff2")
    elif name == "jetbrains-mono":
        for part in ("latin", "latin-ext", "greek"):
            yield TTFont(folder / f"files/jetbrains-mono-{part}-{style}-normal.woff2")
    else:
        yield TTFont(folder / f"files/noto-sans-math-latin-400-normal.woff2")


# file name | package | style | internal name (Source is a reserved font name, so its cuts get names of our own)
FACES = [
    ("source-serif-4-400", "source-serif", "400", "Attention Serif"),
    ("source-serif-4-400i", "source-serif", "400i", "Attention Serif Italic"),
    ("source-serif-4-600", "source-serif", "600", "Attention Serif SemiBold"),
    ("source-serif-4-display-600", "source-serif-display", "600", "Attention Serif Display"),
    ("inter-400", "inter", "400", None),
    ("inter-500", "inter", "500", None),
    ("inter-600", "inter", "600", None),
    ("jetbrains-mono-400", "jetbrains-mono", "400", None),
    ("jetbrains-mono-500", "jetbrains-mono", "500", None),
    ("symbols-400", "noto-sans-math", "400", None),
]


def fetch(key, work):
    """Downloads one package with npm, checks its SHA-256, unpacks it. Returns its folder."""
    spec, sha = PACKAGES[key]
    folder = work / key
    name = subprocess.run(["npm", "pack", "--silent", "--pack-destination", str(work), spec], check=True, text=True,
                          capture_output=True).stdout.strip()
    data = (work / name).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha:
        raise SystemExit(f"{spec}: SHA-256 is {found}, expected {sha}")
    folder.mkdir(exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            member.name = member.name.split("/", 1)[1] if "/" in member.name else member.name
            archive.extract(member, folder, filter="data")
    return folder


def cut_down(font, code_points, keep_layout=True):
    options = subset.Options(layout_features=["kern", "mark", "ccmp"] if keep_layout else [], hinting=False, notdef_outline=True,
                             name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], name_languages=["*"], drop_tables=["GSUB", "DSIG", "STAT", "meta", "MATH"],
                             recalc_timestamp=False, glyph_names=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)
    return font


def joined(parts, code_points):
    """One font from its parts; a code point that several parts have comes from the first."""
    files, left = [], set(code_points)
    for part in parts:
        own = left & set(part.getBestCmap())
        left -= own
        if not own:
            continue
        memory = io.BytesIO()
        part.flavor = None
        cut_down(part, own).save(memory)
        files.append(memory)
    if len(files) == 1:
        files[0].seek(0)
        return TTFont(files[0])
    for file in files:
        file.seek(0)
    merger = merge.Merger(merge.Options(drop_tables=["vmtx", "vhea"]))
    return merger.merge(files)


def rename(font, name):
    for record in list(font["name"].names):
        if record.nameID in (1, 3, 4, 6):
            font["name"].setName(name.replace(" ", "") if record.nameID == 6 else name, record.nameID, record.platformID,
                                 record.platEncID, record.langID)
        elif record.nameID in (16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=record.nameID)


def add_to_cmap(font, code_point, glyph):
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code_point] = glyph


def add_ligatures(font):
    """Gives the ligatures fi and fl their code points, so that a layout without GSUB can ask for them."""
    if "GSUB" not in font:
        return
    cmap = font.getBestCmap()
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for ligature in ligatures:
                    for code_point, second in ((0xFB01, "i"), (0xFB02, "l")):
                        if first == cmap.get(ord("f")) and ligature.Component == [cmap.get(ord(second))]:
                            add_to_cmap(font, code_point, ligature.LigGlyph)


def add_spaces(font):
    """Spaces and hyphens that the face lacks, of the widths that the Unicode standard gives them."""
    em, cmap, metrics = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    fixed = metrics[cmap[ord("i")]][0] == metrics[cmap[ord("m")]][0]
    cell = metrics[cmap[ord("0")]][0]
    widths = {0x2002: em // 2, 0x2003: em, 0x2007: cell, 0x2009: em // 5, 0x200A: em // 10, 0x202F: em // 5}
    for code_point, width in widths.items():
        if code_point in cmap:
            continue
        name = f"uni{code_point:04X}"
        font.setGlyphOrder(font.getGlyphOrder() + [name])
        font["glyf"][name] = TTGlyphPen(None).glyph()
        metrics[name] = (cell if fixed else width, 0)
        add_to_cmap(font, code_point, name)
    for code_point in (0x2010, 0x2011):
        if code_point not in cmap:
            add_to_cmap(font, code_point, cmap[ord("-")])


def add_lower_block(font):
    """U+2581, the piece marker of SentencePiece, which none of the packages draws: a bar of an eighth of the em."""
    em, pen = font["head"].unitsPerEm, TTGlyphPen(None)
    left, right, bottom, top = em * 0.04, em * 0.56, -em * 0.04, em * 0.085
    for step, point in enumerate([(left, bottom), (left, top), (right, top), (right, bottom)]):
        (pen.lineTo if step else pen.moveTo)(tuple(map(round, point)))
    pen.closePath()
    font.setGlyphOrder(font.getGlyphOrder() + ["uni2581"])
    font["glyf"]["uni2581"] = pen.glyph()
    font["hmtx"]["uni2581"] = (round(em * 0.6), round(left))
    add_to_cmap(font, 0x2581, "uni2581")


def write_kerning(font, data, path):
    """Pair kerning as classes, little-endian:
        "KRN1", u16 units per em, u16 left classes L, u16 right classes R, u16 characters N,
        N × (u16 code point, u16 left class, u16 right class) sorted by code point, then L × R × i16 units.
    Class 0 never kerns. Pairs are what HarfBuzz gives with the kern feature alone, so the file has the font's own rules.
    """
    shown = sorted(c for c in font.getBestCmap() if c < 0x2191 and c not in range(0x100, 0x152) and c not in range(0x154, 0x180))
    face = uharfbuzz.Font(uharfbuzz.Face(data))
    features = {"kern": True, "liga": False, "clig": False, "calt": False, "ccmp": False, "mark": False}
    def advance(text):
        buffer = uharfbuzz.Buffer()
        buffer.add_codepoints(text)
        buffer.guess_segment_properties()
        buffer.script, buffer.language = "Latn", "en"
        uharfbuzz.shape(face, buffer, features)
        return [p.x_advance for p in buffer.glyph_positions], sum(p.x_advance for p in buffer.glyph_positions)
    alone = {c: advance([c])[1] for c in shown}
    pairs = {}
    for left in shown:
        positions, _ = advance([x for right in shown for x in (left, right)])
        # Between two pairs stands right→left, whose kerning lands on the right glyph: only the left one is read.
        for index, right in enumerate(shown):
            units = positions[2 * index] - alone[left]
            if units:
                pairs[left, right] = units
    def classes(signature):
        groups = collections.OrderedDict({(0,) * len(shown): 0})
        return {c: groups.setdefault(signature(c), len(groups)) for c in shown}, groups
    left_class, rows = classes(lambda c: tuple(pairs.get((c, r), 0) for r in shown))
    right_class, columns = classes(lambda c: tuple(pairs.get((l, c), 0) for l in shown))
    matrix = [[0] * len(columns) for _ in rows]
    for (left, right), units in pairs.items():
        matrix[left_class[left]][right_class[right]] = units
    kerned = [c for c in shown if left_class[c] or right_class[c]]
    out = b"KRN1" + struct.pack("<4H", font["head"].unitsPerEm, len(rows), len(columns), len(kerned))
    out += b"".join(struct.pack("<3H", c, left_class[c], right_class[c]) for c in kerned)
    out += b"".join(struct.pack(f"<{len(columns)}h", *row) for row in matrix)
    path.write_bytes(out)
    return len(pairs)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--work", type=pathlib.Path, default=pathlib.Path.home() / ".cache/attention/fonts")
    arguments.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2] / "fonts")
    options = arguments.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    folders = {key: fetch(key, options.work) for key in PACKAGES}
    for file, family, style, own_name in FACES:
        wanted = SYMBOLS if file.startswith("symbols") else CODE_POINTS
        font = joined(sources(folders[family.removesuffix("-display")], family, style), wanted)
        if own_name:
            rename(font, own_name)
        if file.startswith("symbols"):
            add_lower_block(font)
        else:
            add_spaces(font)
            missing = sorted(REQUIRED - set(font.getBestCmap()))
            if missing:
                raise SystemExit(f"{file} lacks {[hex(c) for c in missing]}")
        font["head"].created = font["head"].modified = 3_800_000_000  # fixed, so that the same packages give the same bytes
        font.recalcTimestamp = False
        memory = io.BytesIO()
        font.save(memory)
        pairs = write_kerning(font, memory.getvalue(), options.out / f"{file}.kern")
        font.flavor = "woff2"
        font.save(options.out / f"{file}.woff2")
        plain = cut_down(TTFont(io.BytesIO(memory.getvalue()), recalcTimestamp=False), set(font.getBestCmap()), keep_layout=False)
        for table in ("GPOS", "GSUB", "GDEF"):
            if table in plain:
                del plain[table]
        plain.save(options.out / f"{file}.ttf")
        sizes = [(options.out / f"{file}.{ending}").stat().st_size for ending in ("ttf", "woff2", "kern")]
        print(f"{file}: {len(plain.getBestCmap())} characters, {pairs} kerned pairs, ttf/woff2/kern {sizes}")


if __name__ == "__main__":
    main()
