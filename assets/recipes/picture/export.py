"""Writes what ships: picture.safetensors (f16), picture.json, slider checkpoints (8 bit) and golden traces for the C++ engine's parity test.

Usage: python -m picture.export [--checkpoint FILE] [--out build/models/picture]. Names and shapes: README.md.
"""
import argparse
import hashlib
import json
import os

import torch
from safetensors.torch import save_file

from .data import CACHE
from .eight_bit import eight_bit
from .model import WINDOW, PictureModel
from .sampler import GUIDANCE, INTERVAL, SHIFT, STEPS, TextSide, load, noise, sample

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
HELD_OUT = os.path.join(os.path.dirname(__file__), "../world/held_out.json")
GOLDEN = (("A red cat chases a gray mouse", 7, range(20)), ("ein lila Schmetterling vor einem Spiegel", 8, (0, 10, 19)))
TRACED_STEPS = (0, 10)


def shipped(model):
    """Tensors that ship: everything but the auxiliary head."""
    return {n: p.detach() for n, p in model.state_dict().items() if not n.startswith("auxiliary")}


def golden(model, side, path, prompt, seed, steps, size):
    """One prompt, everything the engine must reproduce, f32: ids, raw states, noise, latents, predictions; block states and attention at TRACED_STEPS."""
    ids, raw = side.raw(prompt)
    states, mask = ((raw - side.mean) / side.deviation)[None], torch.ones(1, len(ids), dtype=torch.bool)
    start = noise([seed], size)
    out = {"ids": torch.tensor(ids, dtype=torch.int32), "states": raw, "noise": start[0]}
    yes = torch.zeros(1, dtype=torch.bool)

    def watch(k, t, z, x):
        if k in steps:
            out[f"step.{k}.latent"], out[f"step.{k}.prediction"] = z[0].clone(), x[0].clone()
        if k in TRACED_STEPS:
            for half, drop in (("conditional", yes), ("free", ~yes)):
                keep, trace = [], []
                model(z, torch.full((1,), t), states, mask, drop, keep=keep, trace=trace)
                for b, (a, (text, image)) in enumerate(zip(keep, trace)):
                    if half == "free" and b != len(keep) - 1:
                        continue
                    out[f"step.{k}.block.{b}.{half}.image"] = image[0].clone()
                    if half == "conditional":
                        out[f"step.{k}.block.{b}.attention"] = a[0].clone()
                        out[f"step.{k}.block.{b}.{half}.text"] = text[0].clone()

    with torch.no_grad():
        out["picture"] = sample(model, states, mask, start, watch=watch)[0]
    save_file({n: v.contiguous() for n, v in out.items()}, path,
              {"prompt": prompt, "seed": str(seed), "steps": str(STEPS), "guidance": str(GUIDANCE), "shift": str(SHIFT), "interval": json.dumps(INTERVAL)})


def golden_cut(model, side, path, size, index=0):
    """Given-object mode with the direct links cut, on a composed mirror scene: the scene, what is held, which links go, and what the sampler makes of it."""
    from .acceptance import cut_bias, mirror_scenes
    from world.batch import BatchComposer
    scenes, texts, pictures, given, own, mirror, free = mirror_scenes(BatchComposer(size), index + 1, 81)
    ids, raw = side.raw(texts[index])
    states, mask = ((raw - side.mean) / side.deviation)[None], torch.ones(1, len(ids), dtype=torch.bool)
    bias = cut_bias(len(ids), own[index:], free[index:], "links", None)
    out = {"ids": torch.tensor(ids, dtype=torch.int32), "states": raw, "scene": pictures[index], "given": given[index, 0].to(torch.uint8),
           "object_patches": torch.from_numpy(own[index]).to(torch.uint8), "mirror_patches": torch.from_numpy(free[index]).to(torch.uint8), "cut": (bias[0, 0] < 0).to(torch.uint8)}

    def watch(k, t, z, x):
        if k in (0, 10, 19):
            out[f"step.{k}.latent"], out[f"step.{k}.prediction"] = z[0].clone(), x[0].clone()

    with torch.no_grad():
        out["picture"] = sample(model, states, mask, noise([9], size), bias=bias, given=(pictures[index:index + 1], given[index:index + 1]), watch=watch)[0]
        out["picture.whole"] = sample(model, states, mask, noise([9], size), given=(pictures[index:index + 1], given[index:index + 1]))[0]
    save_file({n: v.contiguous() for n, v in out.items()}, path,
              {"prompt": texts[index], "seed": "9", "steps": str(STEPS), "guidance": str(GUIDANCE), "shift": str(SHIFT), "interval": json.dumps(INTERVAL), "description": json.dumps(scenes[index])})


def golden_weights(model, side, path):
    """Embedded text [T, D] of weighted prompts: "a (red:1.5) cat beside a gray mouse" by each method, and unweighted."""
    from .studies import weighted_text
    prompt, word = "a red cat beside a gray mouse", "red"
    ids, raw = side.raw(prompt)
    out = {"ids": torch.tensor(ids, dtype=torch.int32), "states": raw}
    with torch.no_grad():
        for method in ("a1111", "comfy"):
            for w in (0.5, 1.0, 1.5):
                out[f"{method}.{w}"] = weighted_text(model, side, prompt, word, w, method)[0][0]
    save_file({n: v.contiguous() for n, v in out.items()}, path, {"prompt": prompt, "word": word})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
    parser.add_argument("--snapshots", default=f"{CACHE}/picture/main", help="folder of the ema_N.pt that become the slider")
    parser.add_argument("--out", default=f"{ROOT}/build/models/picture")
    args = parser.parse_args()
    torch.set_num_threads(1)
    os.makedirs(f"{args.out}/golden", exist_ok=True)
    saved = torch.load(args.checkpoint, weights_only=False)
    model, samples = load(args.checkpoint)
    side = TextSide()
    with open(HELD_OUT, "rb") as f:
        held = hashlib.sha256(f.read()).hexdigest()
    about = {"format": 1, **saved["config"], "patch": 8, "head": 32, "window": WINDOW, "size": saved.get("size", 64), "text_layer": 7,
             "samples": samples, "hours": round(saved.get("hours", 0), 2), "held_out_sha256": held,
             "sampler": {"steps": STEPS, "guidance": GUIDANCE, "shift": SHIFT, "interval": INTERVAL}}
    tensors = {n: p.half().contiguous() for n, p in shipped(model).items()}
    model.load_state_dict({**{n: p.float() for n, p in tensors.items()}, **{n: p for n, p in model.state_dict().items() if n.startswith("auxiliary")}})
    tensors |= {"standard.mean": side.mean, "standard.deviation": side.deviation}
    save_file(tensors, f"{args.out}/picture.safetensors", {"about": json.dumps(about)})
    with open(f"{args.out}/picture.json", "w") as f:
        json.dump(about | {"tensors": {n: list(t.shape) for n, t in sorted(tensors.items())}}, f, indent=1)
    folder, slider = args.snapshots, []
    for name in os.listdir(folder):
        if name.startswith("ema_"):
            count = int(name[4:-3])
            early = torch.load(f"{folder}/{name}", weights_only=False)
            small = early.get("eight_bit") or eight_bit({n: p for n, p in early["ema"].items() if not n.startswith("auxiliary")})
            small |= {"standard.mean": side.mean, "standard.deviation": side.deviation}
            save_file(small, f"{args.out}/slider_{count}.safetensors", {"about": json.dumps(about | {"samples": early["samples"]})})
            slider.append(count)
    for i, (prompt, seed, steps) in enumerate(GOLDEN):
        golden(model, side, f"{args.out}/golden/golden_{i}.safetensors", prompt, seed, steps, about["size"])
    golden_cut(model, side, f"{args.out}/golden/golden_cut.safetensors", about["size"])
    golden_weights(model, side, f"{args.out}/golden/golden_weights.safetensors")
    print(args.out, samples, "samples; slider", sorted(slider), {n: os.path.getsize(f"{args.out}/{n}") >> 10 for n in os.listdir(args.out)})


if __name__ == "__main__":
    main()
