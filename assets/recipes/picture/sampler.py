"""From text to picture: Euler steps of the picture model with guidance; given-object mode and cut links for the studies.

Usage: python -m picture.sampler "a red cat chases a gray mouse" [more prompts] [--checkpoint FILE] [--seeds 0 1] [--out grid.png]
"""
import argparse

import numpy as np
import torch

from .data import BANKS, CACHE, Bank
from .model import Config, PictureModel
from .noise import gaussian

STEPS, GUIDANCE, SHIFT, INTERVAL = 20, 3.0, 2.5, (0.02, 1.0)


def times(steps, shift):
    """t of each step and of the end, float64 [steps + 1]: t = u / (u + shift (1 - u)), u = k / steps."""
    u = np.arange(steps + 1) / steps
    return u / (u + shift * (1 - u))


def noise(seeds, size):
    """[B, 3, size, size]: one seeded field per picture."""
    return torch.from_numpy(np.stack([gaussian(s, 3 * size * size).reshape(3, size, size) for s in seeds]))


@torch.no_grad()
def sample(model, states, mask, start, steps=STEPS, guidance=GUIDANCE, shift=SHIFT, interval=INTERVAL, bias=None, given=None, text=None, watch=None):
    """Standardised states [B, T, state], mask [B, T], start = noise [B, 3, S, S] → pictures in -1..1 (not clamped).

    bias: logit bias for cut links, used in both halves; given: (picture, mask [B, 1, S, S]): held to its noised self at every step;
    text: embedded text that replaces the states; watch(step, t, z, x): called before each update with the latent and the guided prediction.
    """
    B, z, ts = start.shape[0], start.clone(), times(steps, shift)
    hold = lambda z, t: z if given is None else torch.where(given[1], (1 - t) * start + t * given[0], z)
    yes, no = torch.zeros(B, dtype=torch.bool), torch.ones(B, dtype=torch.bool)
    for k in range(steps):
        t, following = float(ts[k]), float(ts[k + 1])
        z = hold(z, t)
        tb = torch.full((B,), t)
        x, _ = model(z, tb, states, mask, yes, bias=bias, text=text)
        if guidance != 1 and interval[0] <= t <= interval[1]:
            free, _ = model(z, tb, states, mask, no, bias=bias)
            x = free + guidance * (x - free)
        if watch:
            watch(k, t, z, x)
        z = z + (following - t) / (1 - t) * (x - z)
    return hold(z, 1.0)


def load(path, ema=True):
    """A checkpoint (latest.pt or ema_N.pt) → model in evaluation mode, samples seen."""
    saved = torch.load(path, weights_only=False, map_location="cpu")
    model = PictureModel(Config(**saved["config"]))
    model.load_state_dict(saved["ema" if ema else "model"])
    return model.eval().requires_grad_(False), saved["samples"]


class TextSide:
    """Prompts → standardised states. Keeps the encoder's first layers in memory (fp32)."""

    def __init__(self, layers=(7,), banks=BANKS):
        from world.make_bank import Encoder
        self.layers, self.encoder, bank = layers, Encoder(layers=max(layers), dtype=torch.float32), Bank(layers, banks)
        self.mean, self.deviation = torch.from_numpy(bank.mean), torch.from_numpy(bank.deviation)

    def raw(self, prompt):
        """Piece ids and raw states [T, state] of one prompt, cut to the window."""
        ids, _ = self.encoder.encode(prompt)
        return ids, torch.cat([self.encoder.states(torch.tensor([ids]))[l][0] for l in self.layers], 1)

    def __call__(self, prompts):
        rows = [(self.raw(p)[1] - self.mean) / self.deviation for p in prompts]
        states, mask = torch.zeros(len(rows), max(map(len, rows)), len(self.mean)), torch.zeros(len(rows), max(map(len, rows)), dtype=torch.bool)
        for b, r in enumerate(rows):
            states[b, :len(r)], mask[b, :len(r)] = r, True
        return states, mask


def grid_image(pictures, columns, scale=2):
    """[B, 3, S, S] in -1..1 → PIL image, row after row."""
    from PIL import Image
    p = ((pictures.clamp(-1, 1) + 1) * 127.5).round().byte().numpy().transpose(0, 2, 3, 1)
    rows = [np.concatenate(list(p[i:i + columns]), 1) for i in range(0, len(p), columns)]
    image = Image.fromarray(np.concatenate(rows))
    return image.resize((image.width * scale, image.height * scale), Image.NEAREST)


PROMPTS = ["a red cat", "a blue fish at night", "a red cat chases a gray mouse", "a gray mouse chases a red cat", "a white astronaut on a yellow horse",
           "a green turtle on a purple car", "an orange fox in front of a mirror", "a blue bird reflected in the water", "a blue cat",
           "a red horse beside a green dog", "a pink rabbit chases a yellow fish in the snow", "a black dog beside a white tree"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("prompts", nargs="*", default=PROMPTS)
    parser.add_argument("--checkpoint", default=f"{CACHE}/picture/main/latest.pt")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--guidance", type=float, default=GUIDANCE)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--out", default="grid.png")
    args = parser.parse_args()
    model, samples = load(args.checkpoint)
    states, mask = TextSide()(args.prompts)
    pictures = [sample(model, states, mask, noise([s] * len(args.prompts), args.size), args.steps, args.guidance) for s in args.seeds]
    grid_image(torch.cat(pictures), len(args.prompts)).save(args.out)
    print(f"{args.out}: {samples} samples")


if __name__ == "__main__":
    main()
