"""Writes coca.safetensors (f16, the vocabulary inside) and golden traces. Names and shapes: README.md.

Usage: python -m coca.export [--checkpoint FILE] [--name coca] [--out build/models/coca]
"""
import argparse
import json
import os
import random

import torch
from safetensors.torch import save_file

from picture.data import CACHE
from world.captions import LANGUAGES
from world.scene import random_specification

from .acceptance import OUT, Bench
from .model import PATCH, WINDOW


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", default=f"{CACHE}/coca/main/latest.pt")
    parser.add_argument("--name", default="coca")
    parser.add_argument("--out", default=OUT)
    args = parser.parse_args()
    os.makedirs(f"{args.out}/golden", exist_ok=True)
    bench = Bench(args.checkpoint)
    model, saved, vocabulary = bench.model, bench.saved, bench.vocabulary
    tensors = {n: p.half().contiguous() for n, p in model.state_dict().items() if not n.startswith("auxiliary")}
    model.load_state_dict({n: p.float() for n, p in tensors.items()}, strict=False)
    about = {"format": 1, **saved["config"], "patch": PATCH, "window": WINDOW, "languages_order": LANGUAGES, "samples": saved["samples"], "hours": round(saved["hours"], 2)}
    save_file(tensors | {"piece_ids": torch.tensor(vocabulary.ids, dtype=torch.int32)}, f"{args.out}/{args.name}.safetensors", {"about": json.dumps(about)})
    rng = random.Random(5)
    pictures, _, _ = bench.pictures(rng, [random_specification(rng) for _ in range(3)])
    text = "a red cat chases a gray mouse"
    pieces, ends = vocabulary.encode([text])
    image_attention, text_attention = [], []
    images, patches = model.see(pictures, image_attention)
    vector, states = model.read(pieces, ends, text_attention)
    cross = []
    logits = model.write(states, patches[:1], torch.zeros(1, dtype=torch.long), keep_cross=cross)
    out = {"pictures": pictures, "image_vectors": images, "patches": patches, "pieces": pieces[0].int(), "text_vector": vector[0], "text_states": states[0],
           "caption_logits": logits[0], "similarity": model.similarity(images, vector)[:, 0]}
    for name, kept in (("image", image_attention), ("text", text_attention), ("cross", cross)):
        out |= {f"{name}.{i}.attention": a[0] for i, a in enumerate(kept)}
    out["log_likelihood"] = bench.likelihood(patches[:1].expand(len(LANGUAGES), -1, -1), [text] * len(LANGUAGES), LANGUAGES)
    for language in LANGUAGES:
        out[f"described.{language}"] = bench.describe(patches, language)[0].int()
    save_file({n: t.contiguous() for n, t in out.items()}, f"{args.out}/golden/{args.name}.safetensors", {"text": text})
    print({n: os.path.getsize(f"{args.out}/{n}") >> 10 for n in os.listdir(args.out)})


if __name__ == "__main__":
    with torch.no_grad():
        main()
