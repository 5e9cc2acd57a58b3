"""The picture model: a small MM-DiT (SD3, arXiv 2403.03206) from text states to pixels, with adaLN-single (PixArt, 2310.00426) and x-prediction (JiT, 2511.13720).

Shapes: B batch, T text pieces (at most 40), N = grid² patches of 8×8 pixels, D width, H heads of 32. Tensor names and shapes: README.md.
"""
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

PATCH, WINDOW, STATE, HEAD = 8, 40, 384, 32


@dataclass
class Config:
    width: int = 160
    blocks: int = 6
    kinds: int = 25                  # with 0 = none; auxiliary head only
    colours: int = 11
    state: int = STATE               # 768 where layers 7 and 12 stand side by side

    def as_dict(self):
        return asdict(self)


class Stream(nn.Module):
    """One modality's weights inside a block; the text stream of the last block only feeds the attention."""

    def __init__(self, D, last=False):
        super().__init__()
        self.D, self.last = D, last
        self.qkv = nn.Linear(D, 3 * D)
        self.modulation = nn.Parameter(torch.zeros(6 * D))
        if not last:
            self.out, self.up, self.down = nn.Linear(D, D), nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def project(self, x, shared):
        m = (shared + self.modulation)[:, None].chunk(6, -1)      # scale, shift, gate for attention; the same for the MLP
        h = F.layer_norm(x, (self.D,)) * (1 + m[0]) + m[1]
        q, k, v = self.qkv(h).view(*x.shape[:2], 3, self.D // HEAD, HEAD).unbind(2)
        return F.layer_norm(q, (HEAD,)), F.layer_norm(k, (HEAD,)), v, m

    def update(self, x, attended, m):
        if self.last:
            return x
        x = x + m[2] * self.out(attended)
        h = F.layer_norm(x, (self.D,)) * (1 + m[3]) + m[4]
        return x + m[5] * self.down(F.gelu(self.up(h), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, D, last):
        super().__init__()
        self.text, self.image = Stream(D, last), Stream(D)
        self.temperature = nn.Parameter(torch.full((D // HEAD,), HEAD ** 0.25))

    def forward(self, text, image, c_text, c_image, bias, keep=None):
        """bias f32 [B, 1, 1 or T+N, T+N], added to the logits: 0 or a large negative number."""
        T = text.shape[1]
        qt, kt, vt, mt = self.text.project(text, c_text)
        qi, ki, vi, mi = self.image.project(image, c_image)
        q, k, v = (torch.cat(pair, 1).transpose(1, 2) for pair in ((qt, qi), (kt, ki), (vt, vi)))
        q = q * self.temperature[:, None, None]
        if q.is_cuda and keep is None:                            # the same sum without the weights in memory
            a = F.scaled_dot_product_attention(q.to(v.dtype), k.to(v.dtype), v, attn_mask=bias.to(v.dtype).expand(-1, q.shape[1], q.shape[2], -1))
        else:
            weights = (q @ k.transpose(-1, -2) / math.sqrt(HEAD) + bias).softmax(-1)
            if keep is not None:
                keep.append(weights)                              # [B, H, T+N, T+N], text first
            a = weights.to(v.dtype) @ v
        a = a.transpose(1, 2).flatten(2)
        return self.text.update(text, a[:, :T], mt), self.image.update(image, a[:, T:], mi)


def sines(position, count, longest):
    """Sines and cosines of a position at count wavelengths between 2π and 2π·longest: [..., 2 * count]."""
    f = torch.exp(-math.log(longest) * torch.arange(count, device=position.device) / count)
    return torch.cat([(position[..., None] * f).sin(), (position[..., None] * f).cos()], -1)


class PictureModel(nn.Module):
    def __init__(self, config=Config()):
        super().__init__()
        self.config, D = config, config.width
        self.text_in = nn.Linear(config.state, D)
        nn.init.normal_(self.text_in.weight, std=2 / math.sqrt(config.state))
        self.text_position = nn.Parameter(torch.randn(WINDOW, D) * 0.1)
        self.no_text = nn.Parameter(torch.randn(D) * 0.1)
        self.patch_in = nn.Linear(PATCH * PATCH * 3, D)
        self.patch_position = nn.Linear(D, D, bias=False)
        nn.init.eye_(self.patch_position.weight)
        with torch.no_grad():
            self.patch_position.weight.mul_(0.7)
        self.time_in, self.time_out = nn.Linear(D, D), nn.Linear(D, D)
        self.modulation_text, self.modulation_image, self.modulation_out = nn.Linear(D, 6 * D), nn.Linear(D, 6 * D), nn.Linear(D, 2 * D)
        self.blocks = nn.ModuleList(Block(D, i == config.blocks - 1) for i in range(config.blocks))
        self.out = nn.Linear(D, PATCH * PATCH * 3)
        for z in (self.modulation_text, self.modulation_image, self.modulation_out, self.out):
            nn.init.zeros_(z.weight); nn.init.zeros_(z.bias)
        self.auxiliary = nn.Linear(D, config.kinds + config.colours)     # training only, never on attention

    def positions(self, grid, device):
        """Scene coordinates of the patch centres times 8, as sines: [N, D]. The same scene point has the same code at every picture size."""
        c = (torch.arange(grid, device=device) + 0.5) * (8 / grid) - 0.5
        y, x = torch.meshgrid(c, c, indexing="ij")
        D = self.config.width
        return torch.cat([sines(y.flatten(), D // 4, 30), sines(x.flatten(), D // 4, 30)], 1)

    def embed_text(self, states, drop):
        """Standardised states [B, T, state] → [B, T, D]; where drop is set, the learned no-text row stands in (only position 0 is then visible)."""
        text = self.text_in(states)
        return torch.where(drop[:, None, None], self.no_text.to(text.dtype), text) + self.text_position[:states.shape[1]]

    def forward(self, noisy, t, states, mask, drop, keep=None, bias=None, text=None, trace=None):
        """noisy [B, 3, S, S] in -1..1, t [B] in 0..1 (1 = clean), states [B, T, state] standardised, mask bool [B, T] → predicted clean picture, auxiliary logits.

        bias: extra logit bias [B or 1, 1, T+N, T+N] (cut links); text: embedded text that replaces embed_text(); keep: list that gets attention;
        trace: list that gets (text, image) after each block.
        """
        B, _, S, _ = noisy.shape
        G = S // PATCH
        if text is None:
            text = self.embed_text(states, drop)
        T = text.shape[1]
        patches = noisy.view(B, 3, G, PATCH, G, PATCH).permute(0, 2, 4, 1, 3, 5).reshape(B, G * G, -1)
        image = self.patch_in(patches) + self.patch_position(self.positions(G, noisy.device))
        D = self.config.width
        c = F.silu(self.time_out(F.silu(self.time_in(sines(t * 100, D // 2, 1000)))))
        c_text, c_image = self.modulation_text(c), self.modulation_image(c)
        first = torch.arange(T, device=noisy.device) == 0
        seen = torch.cat([torch.where(drop[:, None], first[None], mask), torch.ones(B, G * G, dtype=torch.bool, device=noisy.device)], 1)
        logit_bias = torch.zeros(B, 1, 1, T + G * G, device=noisy.device).masked_fill(~seen[:, None, None], -1e9)
        if bias is not None:
            logit_bias = logit_bias + bias
        auxiliary = None
        for i, block in enumerate(self.blocks):
            text, image = block(text, image, c_text, c_image, logit_bias, keep)
            if trace is not None:
                trace.append((text, image))
            if i == 3:
                auxiliary = self.auxiliary(image)
        scale, shift = self.modulation_out(c)[:, None].chunk(2, -1)
        x = self.out(F.layer_norm(image, (D,)) * (1 + scale) + shift)
        return x.view(B, G, G, 3, PATCH, PATCH).permute(0, 3, 1, 4, 2, 5).reshape(B, 3, S, S), auxiliary


def velocity_loss(model, picture, labels, states, mask, auxiliary_weight, drop_rate=0.1, autocast=True):
    """picture f32 [B, 3, S, S] in -1..1; labels int64 [B, N, 3] (kind, colour; 0 = none; is a reflection). → loss, {mse, auxiliary}.

    x-prediction with the velocity's weight 1/(1-t)², clipped at 1-t >= 0.1; patches of objects count 2.5×,
    of reflections 5× (only there must another patch be read to be right); t = sigmoid(N(-0.9, 1.1)).
    """
    B, _, S, _ = picture.shape
    device = picture.device
    t = torch.sigmoid(torch.randn(B, device=device) * 1.1 - 0.9)
    tt = t[:, None, None, None]
    noisy = (1 - tt) * torch.randn_like(picture) + tt * picture
    drop = torch.rand(B, device=device) < drop_rate
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=autocast):
        x, logits = model(noisy, t, states, mask, drop)
    G = S // PATCH
    weight = 1 + 1.5 * (labels[..., 0] > 0) + 2.5 * ((labels[..., 0] > 0) & (labels[..., 2] > 0))
    weight = weight.view(B, 1, G, G).repeat_interleave(PATCH, 2).repeat_interleave(PATCH, 3)
    square = (x.float() - picture) ** 2
    loss = ((square * weight).mean((1, 2, 3)) / (1 - t).clamp(min=0.1) ** 2).mean()
    aux = torch.zeros((), device=device)
    if auxiliary_weight > 0:
        kinds = model.config.kinds
        logits = logits.float()
        aux = (F.cross_entropy(logits[..., :kinds].flatten(0, 1), labels[..., 0].flatten())
               + F.cross_entropy(logits[..., kinds:].flatten(0, 1), labels[..., 1].flatten()))
    return loss + auxiliary_weight * aux, {"loss": loss.detach(), "mse": square.detach().mean(), "auxiliary": aux.detach()}


class Muon:
    """Muon (KellerJordan/Muon): momentum, orthogonalised by five Newton–Schulz steps. Equal shapes are stacked; qkv goes in three parts."""

    def __init__(self, parameters, lr=0.01, momentum=0.95):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.buffers = [torch.zeros_like(p) for p in self.parameters]

    @staticmethod
    def orthogonalise(g):
        a, b, c = 3.4445, -4.7750, 2.0315
        x = g / (g.norm(dim=(1, 2), keepdim=True) + 1e-7)
        x = x.bfloat16()
        for _ in range(5):
            s = x @ x.mT
            x = a * x + (b * s + c * (s @ s)) @ x
        return x.float()

    @torch.no_grad()
    def step(self, scale):
        groups = {}
        for p, buffer in zip(self.parameters, self.buffers):
            if p.grad is None:
                continue
            buffer.mul_(self.momentum).add_(p.grad)
            g = p.grad.add(buffer, alpha=self.momentum)
            rows, columns = p.shape
            for part, target in zip(g.chunk(3) if rows == 3 * columns else (g,), p.data.chunk(3) if rows == 3 * columns else (p.data,)):
                tall = part.shape[0] > part.shape[1]
                groups.setdefault((part.mT if tall else part).shape, []).append((part.mT if tall else part, target, tall))
        for members in groups.values():
            for o, (_, target, tall) in zip(self.orthogonalise(torch.stack([m[0] for m in members])), members):
                o = o.mT if tall else o
                target.add_(o, alpha=-self.lr * scale * math.sqrt(max(1, target.shape[0] / target.shape[1])))
