"""How strongly to follow the text, and during which part of the way: a scan on validation prompts. The choice stands in sampler.py.

Usage: python -m picture.guidance [--checkpoint FILE] [--count N]. Writes study_guidance.json: per scale and interval the shares of the prompts row.
"""
import argparse
import json
import os

import torch

from .acceptance import ROOT_OUT, Bench, prompt_rows
from .data import CACHE
from .prompts import ordinary

SCALES, INTERVALS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0), ((0.02, 1.0), (0.0, 1.0), (0.02, 0.4))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--scales", type=float, nargs="+", default=SCALES)
    parser.add_argument("--out", default=f"{ROOT_OUT}/study_guidance.json")
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    bench, prompts, rows = Bench(args.checkpoint), ordinary("validation", args.count), []
    for scale in args.scales:
        for interval in INTERVALS[:1] if scale == 1 else INTERVALS:             # 1: no guidance at any time
            bench.options |= {"guidance": scale, "interval": interval}
            shares = {k: v and v["share"] for k, v in prompt_rows(bench, prompts, "guidance").items()}
            rows.append({"guidance": scale, "interval": interval, **shares})
            print(json.dumps(rows[-1]), flush=True)
            with open(args.out, "w") as f:
                json.dump({"samples": bench.samples, "count": args.count, "result": rows}, f, indent=1)


if __name__ == "__main__":
    main()
