"""Studies of the picture model whose numbers the chapters draw: the text's share of attention, and what prompt weights do (dose and response).

Usage: python -m picture.studies [text_share] [weights] [--checkpoint FILE] [--out FOLDER]. Writes one JSON file per study.
Weighting methods: models of AUTOMATIC1111 (scale, then restore the mean), ComfyUI (from the empty prompt), and "log w on the key's logits".
"""
import argparse
import json
import os

import numpy as np
import torch

from . import judge as judging
from .data import CACHE
from .acceptance import ROOT_OUT, word_pieces
from .sampler import GUIDANCE, STEPS, TextSide, load, noise, sample, times

DOSES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
WEIGHTED = (("a red cat beside a gray mouse", "red", 0), ("a yellow horse in the snow", "yellow", 0), ("a blue bird beside a green turtle", "bird", 0),
            ("an orange fox beside a white tree", "fox", 0))


@torch.no_grad()
def text_share(model, side, prompts, seed=0, steps=STEPS):
    """Share of the patches' attention that goes to text, by step and block (conditional half, mean of heads and prompts): [steps, blocks]."""
    states, mask = side(prompts)
    T, rows = states.shape[1], []

    def watch(k, t, z, x):
        keep = []
        model(z, torch.full((len(z),), t), states, mask, torch.zeros(len(z), dtype=torch.bool), keep=keep)
        rows.append([float(a[:, :, T:, :T].sum(-1).mean()) for a in keep])

    sample(model, states, mask, noise(range(seed, seed + len(prompts)), 64), steps, watch=watch)
    return {"t": times(steps, 2.5)[:-1].round(5).tolist(), "share": np.round(rows, 4).tolist(), "prompts": list(prompts)}


def weighted_text(model, side, prompt, word, w, method):
    """→ embedded text [1, T, D], logit bias or None, note. The method acts on the raw states before the standardisation (no norm follows)."""
    ids, raw = side.raw(prompt)
    at = word_pieces(side, prompt, {word})[word]
    standard = lambda z: (z - side.mean) / side.deviation
    T, note = len(ids), None
    position = model.text_position[:T]
    if method == "a1111":
        z = raw.clone(); z[at] *= w
        before, after = float(raw.mean()), float(z.mean())
        if abs(after) < 0.2 * abs(before) or before * after < 0:
            note = "undefined: the mean to restore is near zero or changed its sign"
        else:
            z = z * (before / after)
        text = model.text_in(standard(z)) + position
        return text[None], None, note
    text = model.text_in(standard(raw))
    if method == "comfy":
        text[at] = model.no_text + w * (text[at] - model.no_text)
        return (text + position)[None], None, note
    bias = torch.zeros(1, 1, 1, T + 64)
    bias[..., at] = float(np.log(max(w, 1e-6)))
    return (text + position)[None], bias, note


def dose_response(model, side, judge, seeds=32):
    """Object area, saturation inside it and the judge's confidence in the weighted word's fact, for each method and dose; Spearman over the means."""
    from scipy.stats import spearmanr
    from world.kinds import COLOUR_NAMES, KIND_NAMES
    out = []
    for prompt, word, _ in WEIGHTED:
        for method in ("a1111", "comfy", "log w"):
            rows = []
            for w in DOSES:
                text, bias, note = weighted_text(model, side, prompt, word, w, method)
                T = text.shape[1]
                states, mask = side([prompt] * seeds)
                with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                    pictures = sample(model, states, mask, noise(range(seeds), 64), text=text.expand(seeds, -1, -1), bias=bias).float().clamp(-1, 1)
                    logits = judge(pictures).float()
                index = judging.KINDS + COLOUR_NAMES.index(word) + 1 if word in COLOUR_NAMES else KIND_NAMES.index(word) + 1
                group = logits[:, judging.KINDS:judging.KINDS + judging.COLOURS] if word in COLOUR_NAMES else logits[:, :judging.KINDS]
                p = group.softmax(1)[:, index - (judging.KINDS if word in COLOUR_NAMES else 0)]
                where = (p > 0.5)
                saturation = (pictures.amax(1) - pictures.amin(1)) / 2
                rows.append({"w": w, "area": float(where.float().mean()), "confidence": float(p.flatten(1).topk(100).values.mean()),
                             "saturation": float((saturation * where).sum() / where.sum().clamp(min=1)), **({"note": note} if note else {})})
            of_dose = lambda values: None if len(set(values)) == 1 else round(float(spearmanr(DOSES, values).statistic), 3)      # nothing changes: no rank
            rho = {k: of_dose([r[k] for r in rows]) for k in ("area", "confidence", "saturation")}
            out.append({"prompt": prompt, "word": word, "method": method, "doses": rows, "spearman": rho})
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("studies", nargs="*", default=["text_share", "weights"])
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
    parser.add_argument("--seeds", type=int, default=32)
    parser.add_argument("--out", default=ROOT_OUT)
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    os.makedirs(args.out, exist_ok=True)
    model, samples = load(args.checkpoint)
    side = TextSide()
    for study in args.studies:
        if study == "text_share":
            from .sampler import PROMPTS
            value = text_share(model, side, PROMPTS)
        else:
            value = dose_response(model, side, judging.load(), args.seeds)
        with open(f"{args.out}/study_{study}.json", "w") as f:
            json.dump({"samples": samples, "guidance": GUIDANCE, "result": value}, f, indent=1)
        print(study, json.dumps(value)[:1500])


if __name__ == "__main__":
    main()
