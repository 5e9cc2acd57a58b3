"""A whole training of the picture model, decay included, within minutes on a machine with an accelerator; needs torch and numpy only.

Usage: python -m picture.train_device PACK OUT --minutes 8.5 [--width 192 --blocks 8 --size 96 --batch 1024] [--device cuda] [--start picture.0 …]
PACK: folder of picture.pack. OUT gets picture.N (a checkpoint for sampler, export and acceptance, cut into pieces of at most 15 MB; put together with
`python -m picture.train_device --join OUT CHECKPOINT`), log.jsonl. Flat learning rate, the last quarter of the time decays, auxiliary loss off for the last 30 %.
"""
import argparse
import glob
import io
import json
import multiprocessing
import os
import random
import sys
import time
import zlib

import numpy as np
import torch
import torch.nn.functional as F

from world.compose import Packer
from world.compose_torch import TorchComposer
from world.kinds import COLOUR_NAMES
from world.scene import describe
from world.stickers import Stickers

from .eight_bit import eight_bit
from .model import Config, Muon, PictureModel, velocity_loss

PIECE = 15 << 20
SNAPSHOTS = (25_000, 130_000, 1_000_000)      # few: what comes back is limited


def _bake(task):
    path, level, kind, style = task
    stickers = _bake.stickers = getattr(_bake, "stickers", None) or Stickers(path)
    return np.stack([stickers.level(level, kind, style, c, a) for c in range(len(COLOUR_NAMES)) for a in range(8)])


def bake_all(path, level, workers):
    """As compose.bake, in worker processes, held in memory."""
    shape = np.load(path)["planes"].shape
    tasks = [(path, level, k, s) for k in range(shape[0]) for s in range(shape[1])]
    with multiprocessing.Pool(max(workers, 1)) as pool:
        return np.concatenate(pool.map(_bake, tasks))


class Scenes(torch.utils.data.IterableDataset):
    """Packed scenes for random captions, made in worker processes: (caption indices, sky, rects, stickers, labels)."""

    def __init__(self, facts, stickers, batch, size):
        self.facts, self.path, self.batch, self.size = facts, stickers, batch, size

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = random.Random(1000 + (worker.id if worker else 0))
        packer = Packer(self.path)
        while True:
            index = [rng.randrange(len(self.facts)) for _ in range(self.batch)]
            sky, rects, drawn, labels = packer.pack([describe(rng, self.facts[i], packer.seats) for i in index])
            yield (torch.tensor(index), *map(torch.from_numpy, (sky, rects, drawn, labels)))


@torch.no_grad()
def encode(pack, device):
    """All captions' standardised states on the device: f16 [captions, T, 384]; mask bool."""
    g = lambda name: torch.from_numpy(pack[name]).to(device)
    rows, position, kind, pieces = g("rows"), g("position"), g("type"), g("pieces").long()
    layers = [{m: (g(f"{l}.{m}.w").float(), g(f"{l}.{m}.b")) for m in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln")}
              for l in range(sum(n.endswith(".q.w") for n in pack.files))]
    mean, deviation, first = g("mean"), g("deviation"), g("embedding_norm")
    mask, T = pieces >= 0, pieces.shape[1]
    out = torch.zeros(*pieces.shape, 384, dtype=torch.float16, device=device)
    for i in range(0, len(pieces), 2000):
        part, seen = pieces[i:i + 2000].clamp(min=0), mask[i:i + 2000]
        norm = lambda x, w: F.layer_norm(x, (384,), w[0], w[1], 1e-12)
        x = norm(rows[part] + position[:T] + kind, first)
        for layer in layers:
            split = lambda m: F.linear(x, *layer[m]).unflatten(-1, (12, 32)).transpose(1, 2)
            a = F.scaled_dot_product_attention(split("q"), split("k"), split("v"), attn_mask=seen[:, None, None].expand(-1, 12, T, -1))
            x = norm(x + F.linear(a.transpose(1, 2).flatten(2), *layer["ao"]), layer["aln"])
            x = norm(x + F.linear(F.gelu(F.linear(x, *layer["fi"])), *layer["fo"]), layer["oln"])
        out[i:i + 2000] = ((x - mean) / deviation * seen[..., None]).half()
    return out, mask


def patch_labels(entity, labels, reflected, patch=8):
    """As data.patch_labels, on the device."""
    B, S, _ = entity.shape
    G = S // patch
    e = entity.view(B, G, patch, G, patch)
    first, second = ((e == i).sum((2, 4)).view(B, -1) for i in (1, 2))
    winner = torch.where(second > first, 2, (first > 0).long())
    mirrored = reflected.view(B, G, patch, G, patch).any(4).any(2).view(B, -1, 1)
    return torch.cat([labels.gather(1, winner[..., None].expand(-1, -1, 2)), mirrored.long()], -1)


def write(path, value):
    """torch.save in pieces: path.0, path.1, …"""
    buffer = io.BytesIO()
    torch.save(value, buffer)
    data = buffer.getvalue()
    for i in range(0, len(data), PIECE):
        with open(f"{path}.{i // PIECE}", "wb") as f:
            f.write(data[i:i + PIECE])


def join(folder, path):
    pieces = sorted(glob.glob(f"{folder}/picture.*"), key=lambda p: int(p.rsplit(".", 1)[1]))
    with open(path, "wb") as f:
        for p in pieces:
            with open(p, "rb") as g:
                f.write(g.read())
    print(path, len(pieces), "pieces")


def main():
    if "--join" in sys.argv:
        return join(*sys.argv[-2:])
    parser = argparse.ArgumentParser()
    parser.add_argument("pack"); parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=8.5)
    parser.add_argument("--steps", type=int, default=10 ** 9)
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--blocks", type=int, default=8)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--start", help="checkpoint to go on from")
    args = parser.parse_args()
    began = time.time()
    device = torch.device(args.device)
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = True
    os.makedirs(args.out, exist_ok=True)
    sprites = bake_all(f"{args.pack}/stickers.npz", 32 if args.size <= 64 else 64, args.workers)
    composer = TorchComposer(sprites, args.size, device)
    pack = np.load(f"{args.pack}/encoder.npz")
    states, mask = encode(pack, device)
    with open(f"{args.pack}/captions.json.z", "rb") as f:
        facts = json.loads(zlib.decompress(f.read()))
    config = Config(width=args.width, blocks=args.blocks)
    model = PictureModel(config).to(device)
    samples = 0
    if args.start:
        saved = torch.load(args.start, weights_only=False, map_location=device)
        model.load_state_dict(saved["model"]); samples = saved["samples"]
    ema = {n: p.detach().clone() for n, p in model.state_dict().items()}
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and n.startswith("blocks.")]
    own = {id(p) for p in matrices}
    muon = Muon(matrices)
    adam = torch.optim.AdamW([p for p in model.parameters() if id(p) not in own], lr=1e-3, betas=(0.9, 0.95), weight_decay=0)
    loader = iter(torch.utils.data.DataLoader(Scenes(facts, f"{args.pack}/stickers.npz", args.batch, args.size), batch_size=None, num_workers=args.workers,
                                              prefetch_factor=4 if args.workers else None, pin_memory=device.type == "cuda"))
    checkpoint = lambda: {"config": config.as_dict(), "ema": ema, "model": model.state_dict(), "samples": samples,
                          "hours": (time.time() - began) / 3600, "size": args.size}
    print(f"ready after {time.time() - began:.0f} s, {sum(p.numel() for p in model.parameters())} parameters, {len(facts)} captions", flush=True)
    start, step, mark, before = time.time(), 0, time.time(), samples
    budget = args.minutes * 60 - (start - began)
    while True:
        done = max((time.time() - start) / budget, step / args.steps)
        if done >= 1:
            break
        index, *packed, labels = (t.to(device, non_blocking=True) for t in next(loader))
        with torch.no_grad():
            picture, entity, reflected = composer.draw(*packed)
            longest = int(mask[index].sum(1).max())
            text, seen = states[index][:, :longest].float(), mask[index][:, :longest]
        model.zero_grad(set_to_none=True)
        loss, numbers = velocity_loss(model, picture * 2 - 1, patch_labels(entity, labels, reflected), text, seen, 0.1 if done < 0.7 else 0.0)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 2.0)
        scale = min(1, (step + 1) / 200) * min(1, max(0.02, (1 - done) / 0.25))
        for group in adam.param_groups:
            group["lr"] = 1e-3 * scale
        adam.step(); muon.step(scale)
        step += 1
        previous, samples = samples, samples + args.batch
        decay = min(0.9995, (step + 1) / (step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.values()), list(model.state_dict().values()), 1 - decay)
        snapshot = next((s for s in SNAPSHOTS if previous < s <= samples), None)
        if snapshot:
            torch.save({"config": config.as_dict(), "eight_bit": eight_bit({n: p.cpu() for n, p in ema.items() if not n.startswith("auxiliary")}),
                        "samples": samples}, f"{args.out}/ema_{snapshot}.pt")
        if time.time() - mark > 20 or step in (1, 20):
            line = {"samples": samples, "steps": step, "hours": round((time.time() - began) / 3600, 4), "rate": round((samples - before) / (time.time() - mark), 1),
                    **{k: round(float(v), 5) for k, v in numbers.items()}}
            with open(f"{args.out}/log.jsonl", "a") as f:
                f.write(json.dumps(line) + "\n")
            print(line, flush=True)
            mark, before = time.time(), samples
    final = checkpoint()
    write(f"{args.out}/picture", {**final, "ema": {n: p.half().cpu() for n, p in final["ema"].items()}, "model": {n: p.half().cpu() for n, p in final["model"].items()}})
    print(f"{samples} samples, {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
