"""Pictures of the model for its card: the first twelve that the judge finds right and the first twelve that it does not, of a hundred validation prompts.

Usage: python -m picture.gallery [--checkpoint FILE] [--out FOLDER]. Writes gallery.png (two rows right, two rows wrong) and gallery.json.
"""
import argparse
import json
import os

import torch

from .acceptance import ROOT_OUT, Bench, draw_prompts, prompt_rows
from .by_eye import read
from .data import CACHE
from .prompts import ordinary
from .sampler import grid_image

FIRST, COUNT, EACH, COLUMNS = 2500, 100, 12, 6     # prompts of the validation split that no row uses


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
    parser.add_argument("--out", default=ROOT_OUT)
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    bench, prompts, keep = Bench(args.checkpoint), ordinary("validation", FIRST + COUNT)[FIRST:], {}
    pictures = draw_prompts(bench, prompts)
    found = bench.look(pictures)
    prompt_rows(bench, prompts, "gallery", keep, found)
    right = [i for i, ok in enumerate(keep["gallery"]) if ok][:EACH]
    wrong = [i for i, ok in enumerate(keep["gallery"]) if not ok][:EACH]
    white = torch.ones(1, 3, 64, 64)
    fill = lambda chosen: [pictures[i:i + 1] for i in chosen] + [white] * (EACH - len(chosen))
    grid_image(torch.cat(fill(right) + fill(wrong)), COLUMNS).save(f"{args.out}/gallery.png", optimize=True)
    row = lambda i: {"prompt": prompts[i]["text"], "judge": read(found[i])}
    with open(f"{args.out}/gallery.json", "w") as f:
        json.dump({"samples": bench.samples, "right of 100": int(sum(keep["gallery"])), "right": [row(i) for i in right], "wrong": [row(i) for i in wrong]}, f, indent=1, ensure_ascii=False)
    print(sum(keep["gallery"]), "right")


if __name__ == "__main__":
    main()
