"""Trains the picture model on the CPU; resumes by itself from OUT/latest.pt.

Usage: python -m picture.train [--out FOLDER] [--minutes M | --steps N] [--decay-steps N --from CHECKPOINT [--peak 1]] [--layers 7 12] [--size 64] [--compile] [--processes 2]
The learning rate is flat across runs; --decay-steps makes a branch that decays to 2 % with the auxiliary loss off (write it to another folder).
Every --every seconds: latest.pt (model, EMA, optimisers, generators, counts) and a line in log.jsonl. EMA snapshots at the SNAPSHOTS sample counts.
"""
import argparse
import time

import torch

from .data import BANKS, CACHE, Bank, Batches
from .eight_bit import shipped_weights
from .journal import Journal, save
from .model import Config, Muon, PictureModel, velocity_loss
from .team import Team, run

SNAPSHOTS = (8_000, 25_000, 60_000, 130_000, 300_000, 1_000_000)


class Trainer:
    def __init__(self, config, batches, seed=1, team=Team()):
        torch.manual_seed(seed)
        self.team = team
        self.batches, self.samples, self.steps, self.hours, self.ema_decay = batches, 0, 0, 0.0, 0.9995
        self.model, self.ema = PictureModel(config), PictureModel(config)
        self.ema.load_state_dict(self.model.state_dict())
        self.ema.requires_grad_(False)
        matrices = [p for n, p in self.model.named_parameters() if p.ndim == 2 and n.startswith("blocks.")]
        own = {id(p) for p in matrices}
        self.muon = Muon(matrices)
        self.adam = torch.optim.AdamW([p for p in self.model.parameters() if id(p) not in own], lr=1e-3, betas=(0.9, 0.95), weight_decay=0)

    def compile(self):
        """The same step through torch.compile; one program for all caption lengths."""
        self.model.forward = torch.compile(self.model.forward)

    def step(self, batch, scale=1.0, auxiliary=0.1, stop=False):
        """→ the losses, and whether the team is to stop."""
        self.model.zero_grad(set_to_none=True)
        picture, labels, states, mask = self.batches.next(batch // self.team.size)
        for text in (states, mask):
            torch._dynamo.maybe_mark_dynamic(text, 1)
        loss, numbers = velocity_loss(self.model, picture, labels, states, mask, auxiliary)
        loss.backward()
        stop = self.team.average(self.model.parameters(), stop)
        torch.nn.utils.clip_grad_norm_([p for p in self.model.parameters() if p.grad is not None], 2.0)
        scale *= min(1, (self.steps + 1) / 200)
        for group in self.adam.param_groups:
            group["lr"] = 1e-3 * scale
        self.adam.step(); self.muon.step(scale)
        self.steps += 1
        self.samples += batch
        decay = min(self.ema_decay, (self.steps + 1) / (self.steps + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.ema.parameters()), list(self.model.parameters()), 1 - decay)
        return {k: float(v) for k, v in numbers.items()}, stop

    def state(self):
        return {"config": self.model.config.as_dict(), "model": self.model.state_dict(), "ema": self.ema.state_dict(), "adam": self.adam.state_dict(),
                "muon": self.muon.buffers, "torch": torch.get_rng_state(), "random": self.batches.rng.getstate(), "samples": self.samples,
                "steps": self.steps, "hours": self.hours, "size": self.batches.composer.size}

    def load_shipped(self, path):
        weights, about = shipped_weights(path)
        for model in (self.model, self.ema):
            model.load_state_dict({**model.state_dict(), **{n: p for n, p in weights.items() if not n.startswith("standard.")}})
        self.samples, self.hours = about["samples"], about["hours"]

    def load(self, state):
        self.model.load_state_dict(state["model"]); self.ema.load_state_dict(state["ema"]); self.adam.load_state_dict(state["adam"])
        for b, saved in zip(self.muon.buffers, state["muon"]):
            b.copy_(saved)
        torch.set_rng_state(state["torch"])
        self.batches.rng.setstate(state["random"])
        self.samples, self.steps, self.hours = state["samples"], state["steps"], state["hours"]

    def part(self):
        """Every process of a team draws and drops by itself: other scenes, other noise."""
        if not self.team.first:
            torch.manual_seed(1000 * self.steps + self.team.rank)
            self.batches.rng.seed(f"{self.steps} {self.team.rank}")


def branch_rate(done, decay_steps, peak=1.0):
    """A decaying branch after `done` of its steps: share of the flat rate (from peak down to 2 %), and whether this step is its last."""
    return max(peak * (1 - done / decay_steps), 0.02), done + 1 >= decay_steps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=f"{CACHE}/picture/main")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--layers", type=int, nargs="+", default=[7])
    parser.add_argument("--bank", default=BANKS, help="folder of the caption banks (one with states of all of --layers)")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=10 ** 9)
    parser.add_argument("--minutes", type=float, default=10 ** 9)
    parser.add_argument("--every", type=float, default=240)
    parser.add_argument("--decay-steps", type=int, default=0)
    parser.add_argument("--peak", type=float, default=1.0, help="rate with which a decay begins, as a share of the flat one: below 1 where it goes on from a decayed branch")
    parser.add_argument("--from", dest="source", help="checkpoint to branch from")
    parser.add_argument("--weights", help="shipped file to begin from where there is no checkpoint; the optimisers and the auxiliary head begin anew")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compile", action="store_true", help="fuse the elementwise work (torch.compile): a quarter faster, two minutes to start")
    parser.add_argument("--processes", type=int, default=1, help="processes, one core each, that share every batch (--threads then is 1)")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    run(train, args, args.processes)


def train(args, team):
    batches = Batches(args.size, bank=Bank(tuple(args.layers), args.bank))
    trainer, journal = Trainer(Config(state=len(batches.bank.mean)), batches, team=team), Journal(args.out, args.every)
    saved, branch_start = journal.saved(), None
    if saved:
        trainer.load(saved)
        branch_start = saved.get("branch_start")
    elif args.source:
        trainer.load(torch.load(args.source, weights_only=False))
    elif args.weights:
        trainer.load_shipped(args.weights)
    if args.decay_steps:
        # The long average would still be two thirds of what it was before the branch.
        trainer.ema_decay = 0.995
        branch_start = trainer.steps if branch_start is None else branch_start
    trainer.part()
    if args.compile:
        trainer.compile()
    if team.first:
        print(f"start at {trainer.samples} samples, {len(batches.bank.entries)} captions, {sum(p.numel() for p in trainer.model.parameters())} parameters", flush=True)
    began, finished = time.time(), False
    while not finished:
        scale, auxiliary, last = 1.0, 0.1, False
        if args.decay_steps:
            (scale, last), auxiliary = branch_rate(trainer.steps - branch_start, args.decay_steps, args.peak), 0.0
        before = trainer.samples
        numbers, ended = trainer.step(args.batch, scale, auxiliary, journal.stopped or time.time() - began > args.minutes * 60)
        journal.add(numbers, args.batch)
        finished = ended or trainer.steps >= args.steps or last
        snapshot = next((s for s in SNAPSHOTS if before < s <= trainer.samples), None)
        if team.first and snapshot and not args.decay_steps:
            save({"config": trainer.model.config.as_dict(), "ema": trainer.ema.state_dict(), "samples": trainer.samples}, f"{args.out}/ema_{snapshot}.pt")
        if team.first and (finished or journal.due() or trainer.steps in (20, 100, 200)):
            journal.write(trainer, branch_start=branch_start)


if __name__ == "__main__":
    main()
