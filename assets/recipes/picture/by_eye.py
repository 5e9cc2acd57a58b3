"""A hundred generated pictures looked at by a person, against the judge.

Usage: python -m picture.by_eye draw [--checkpoint FILE] [--out FOLDER]      pictures.pt and sheets of 20 numbered pictures, without their prompts
       python -m picture.by_eye compare LABELS.json [--out FOLDER]           how far the judge agrees; writes by_eye.json
LABELS.json: {"0": ["red cat", "gray mouse"], …}: every entity that is no reflection; "red none" where the thing is no kind that the world has.
"""
import argparse
import json
import os

import torch

from world.kinds import COLOUR_NAMES, KIND_NAMES

from . import judge as judging
from .acceptance import ROOT_OUT, Bench, share
from .data import CACHE
from .prompts import ordinary
from .sampler import grid_image

COUNT, SHEET, COLUMNS, SCALE = 100, 20, 5, 4
FIRST = 2000                                       # prompts of the validation split that no row uses


def draw(checkpoint, out):
    from PIL import ImageDraw
    prompts = ordinary("validation", FIRST + COUNT)[FIRST:]
    pictures = Bench(checkpoint).draw([p["text"] for p in prompts], range(40_000, 40_000 + COUNT))
    torch.save({"pictures": pictures, "prompts": [p["text"] for p in prompts]}, f"{out}/pictures.pt")
    for first in range(0, COUNT, SHEET):
        sheet = grid_image(pictures[first:first + SHEET], COLUMNS, SCALE)
        pen = ImageDraw.Draw(sheet)
        for i in range(SHEET):
            pen.text((i % COLUMNS * 64 * SCALE + 4, i // COLUMNS * 64 * SCALE + 2), str(first + i), fill="white", stroke_width=2, stroke_fill="black", font_size=20)
        sheet.save(f"{out}/sheet_{first}.png")


def read(found):
    """What the judge sees, as labels are written, largest first."""
    name = lambda names, i: "none" if i is None else names[i]
    return [f"{name(COLOUR_NAMES, f['colour'])} {name(KIND_NAMES, f['kind'])}" for f in sorted(found, key=lambda f: -f["area"]) if not f["reflection"]]


def compare(labels, out):
    """Entity by entity: those of the label that the judge finds too, by colour, kind and both; a wrong number of entities counts against it."""
    pictures = torch.load(f"{out}/pictures.pt")["pictures"]
    counts = {k: [0, 0] for k in ("entities", "colour", "kind", "both", "kind where both name one")}
    def add(k, ok):
        counts[k][0] += bool(ok); counts[k][1] += 1
    rows = []
    for i, found in enumerate(judging.entities(judging.load(), pictures)):
        eye, judge = labels[str(i)], read(found)
        add("entities", len(eye) == len(judge))
        rest = [j.split() for j in judge]
        for colour, kind in map(str.split, eye):
            match = max(rest, key=lambda j: 2 * (j[1] == kind) + (j[0] == colour), default=("", ""))
            if match in rest:
                rest.remove(match)
            if "none" not in (kind, match[1]) and match[1]:
                add("kind where both name one", match[1] == kind)
            add("colour", match[0] == colour); add("kind", match[1] == kind); add("both", list(match) == [colour, kind])
        rows.append({"eye": eye, "judge": judge})
    unnamed = lambda who: share(sum(e.endswith(" none") for r in rows for e in r[who]), sum(len(r[who]) for r in rows))
    result = {"agreement": {k: share(*v) for k, v in counts.items()}, "no kind, by eye": unnamed("eye"), "no kind, by the judge": unnamed("judge"), "pictures": rows}
    with open(f"{out}/by_eye.json", "w") as f:
        json.dump(result, f, indent=1)
    print(json.dumps({k: v for k, v in result.items() if k != "pictures"}, indent=1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("draw", "compare"))
    parser.add_argument("labels", nargs="?")
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
    parser.add_argument("--out", default=f"{ROOT_OUT}/by_eye")
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    os.makedirs(args.out, exist_ok=True)
    if args.what == "draw":
        draw(args.checkpoint, args.out)
    else:
        with open(args.labels) as f:
            compare(json.load(f), args.out)


if __name__ == "__main__":
    main()
