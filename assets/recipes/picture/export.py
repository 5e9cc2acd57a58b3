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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
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
    folder, slider = os.path.dirname(args.checkpoint), []
    for name in os.listdir(folder):
        if name.startswith("ema_"):
            count = int(name[4:-3])
            early = torch.load(f"{folder}/{name}", weights_only=False)
            small = early.get("eight_bit") or eight_bit({n: p for n, p in early["ema"].items() if not n.startswith("auxiliary")})
            save_file(small, f"{args.out}/slider_{count}.safetensors", {"about": json.dumps(about | {"samples": early["samples"]})})
            slider.append(count)
    for i, (prompt, seed, steps) in enumerate(GOLDEN):
        golden(model, side, f"{args.out}/golden/golden_{i}.safetensors", prompt, seed, steps, about["size"])
    print(args.out, samples, "samples; slider", sorted(slider), {n: os.path.getsize(f"{args.out}/{n}") >> 10 for n in os.listdir(args.out)})


if __name__ == "__main__":
    main()
