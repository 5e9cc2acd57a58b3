"""Which layers of the text encoder the picture model reads best: two short trainings, alike in everything else, by word maps and binding (not by error).

Usage: python -m picture.text_layers, after the trainings that README.md lists (layers 7; layers 7 and 12 side by side). Writes study_text_layers.json.
Everything is measured on validation scenes and prompts, with the same noise for both models.
"""
import argparse
import json
import os

import numpy as np
import torch

from world.kinds import COLOUR_NAMES

from .acceptance import ROOT_OUT, Bench, draw_prompts, match, share, two_objects, word_row
from .data import CACHE
from .prompts import ordinary
from .sampler import TextSide, noise

MODELS = {"7": (7,), "7 and 12": (7, 12)}


def colours_in_place(bench, prompts):
    """Of the prompts for two things in two colours: the judge sees two things that carry both colours, one each (kinds come later in training)."""
    two = [p for p in prompts if len(p["kinds"]) == 2 and p["colours"][0] != p["colours"][1]]
    right = 0
    for p, found in zip(two, bench.look(draw_prompts(bench, two))):
        pair, count = match(p, found)
        right += count and {f["colour"] for f in pair if f} == {COLOUR_NAMES.index(c) for c in p["colours"]}
    return share(right, len(two))


@torch.no_grad()
def prediction_error(bench, count, seed, ts=(0.1, 0.3, 0.5)):
    """Mean squared error of the predicted picture on composed scenes."""
    scenes, texts, _ = two_objects(bench, count, seed)
    pictures, errors = torch.from_numpy(bench.composer.draw(scenes)[0]) * 2 - 1, []
    for i in range(0, count, 50):
        states, mask = bench.side(texts[i:i + 50])
        clean, start = pictures[i:i + 50], noise(range(i, i + len(states)), pictures.shape[-1])
        for t in ts:
            x, _ = bench.model((1 - t) * start + t * clean, torch.full((len(clean),), t), states, mask, torch.zeros(len(clean), dtype=torch.bool))
            errors.append(float(((x - clean) ** 2).mean()))
    return round(float(np.mean(errors)), 5)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--banks", default=f"{CACHE}/e5_layers")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--out", default=f"{ROOT_OUT}/study_text_layers.json")
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    result = {}
    for name, layers in MODELS.items():
        bench = Bench(f"{CACHE}/picture/layers_{'_'.join(map(str, layers))}/decayed/latest.pt", side=TextSide(layers, args.banks))
        result[name] = {"samples": bench.samples, **word_row(bench, args.count, 82), "colours in place": colours_in_place(bench, ordinary("validation", 2 * args.count)),
                        "error of the prediction": prediction_error(bench, args.count, 84)}
        print(name, json.dumps(result[name]), flush=True)
    with open(args.out, "w") as f:
        json.dump(result, f, indent=1)


if __name__ == "__main__":
    main()
