#!/usr/bin/env python3
"""Puts the website together in one folder that any static host can serve.

    site.py --source ROOT --pages FOLDER --web-build FOLDER --out FOLDER

What goes where:
    app/                      web/ (without page templates) and the two WebAssembly modules
    content/                  content/
    fonts/ hyphenation/ images/ models/   the same folders of assets/
    en/ it/ ... index.html    the static pages, already written to the folder --pages
    LICENSE.txt NOTICES.txt   our licence, and those of everything that is part of the page

Each file that gets clearly smaller also gets a .br and a .gz beside it. Only what changed is copied and compressed.
Python's standard library and the brotli program are all that is needed.
"""

import argparse
import gzip
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

COMPRESSIBLE = {".html", ".js", ".mjs", ".css", ".json", ".md", ".txt", ".xml", ".svg", ".wasm", ".ttf", ".kern", ".patterns", ".webmanifest",
                ".csv"}
# Packed weights have little left to squeeze: the quick setting finds it all, and gzip finds nothing. The tokenizer's tables are words.
WEIGHTS = {".safetensors"}
WORDS = {"tokenizer.safetensors"}
# A compressed copy has to be smaller than this share of the file to be worth its place.
WORTHWHILE = 0.95
# Brotli's best setting takes seconds per megabyte; above this size the second best is used.
LARGE = 4 * 1024 * 1024

PAGE_TEMPLATES = {".html"}


def wanted_files(arguments) -> dict[str, Path]:
    """Path in the site -> file that goes there."""
    files: dict[str, Path] = {}

    def add(folder: Path, prefix: str, skip=lambda path: False):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith(".") and not skip(path):
                files[prefix + path.relative_to(folder).as_posix()] = path

    root = arguments.source
    add(root / "web", "app/", lambda path: path.suffix in PAGE_TEMPLATES)
    add(root / "content", "content/", lambda path: path.name == "README.md")
    for kind in ("fonts", "hyphenation", "models"):
        add(root / "assets" / kind, f"{kind}/")
    # The stickers of the world of drawings belong to figures that are still to come.
    add(root / "assets" / "images", "images/", lambda path: "stickers" in path.parts)
    for module in ("attention_page", "attention_engine"):
        for suffix in (".js", ".wasm"):
            files[f"app/{module}{suffix}"] = arguments.web_build / (module + suffix)
    add(arguments.pages, "")
    return files


def signature(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def compress(path: Path) -> None:
    """Writes path.br and path.gz where they are worthwhile."""
    size = path.stat().st_size
    copies = [path.with_name(path.name + ".br")]
    packed = path.suffix in WEIGHTS and path.name not in WORDS
    quality = "5" if packed else "9" if size > LARGE else "11"
    subprocess.run(["brotli", "--force", "--keep", f"--quality={quality}", "--lgwin=24", f"--output={copies[0]}", str(path)], check=True)
    if not packed:
        copies.append(path.with_name(path.name + ".gz"))
        copies[1].write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    for copy in copies:
        if copy.stat().st_size > size * WORTHWHILE:
            copy.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="the repository")
    parser.add_argument("--pages", type=Path, required=True, help="static pages written by attention_site")
    parser.add_argument("--web-build", type=Path, required=True, help="folder with the WebAssembly modules and their notices")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    out: Path = arguments.out

    files = wanted_files(arguments)
    files["LICENSE.txt"] = arguments.source / "LICENSE"
    files["NOTICES.txt"] = arguments.web_build / "NOTICES.txt"
    missing = [str(path) for path in files.values() if not path.is_file()]
    if missing:
        print("these files are missing: " + ", ".join(missing), file=sys.stderr)
        return 1

    record_path = out / ".site.json"
    record = json.loads(record_path.read_text()) if record_path.exists() else {}
    changed = [name for name, path in files.items() if record.get(name) != signature(path) or not (out / name).exists()]
    for name in set(record) - set(files):  # what an earlier run put here and nothing wants any more
        for suffix in ("", ".br", ".gz"):
            (out / (name + suffix)).unlink(missing_ok=True)

    def place(name: str) -> None:
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[name], target)
        for suffix in (".br", ".gz"):
            (out / (name + suffix)).unlink(missing_ok=True)
        if target.suffix in COMPRESSIBLE | WEIGHTS and target.stat().st_size > 256:
            compress(target)

    with ThreadPoolExecutor(2) as pool:  # the work is done by brotli
        list(pool.map(place, changed))
    record_path.parent.mkdir(parents=True, exist_ok=True)
    record_path.write_text(json.dumps({name: signature(path) for name, path in files.items()}))
    total = sum(path.stat().st_size for path in files.values())
    print(f"{len(files)} files, {total / 1e6:.1f} MB; {len(changed)} written", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
