"""A small CoCa (arXiv 2205.01917): image encoder (ViT), causal text encoder with end-of-text pooling (CLIP's wiring), captioning layers with cross-attention.

Shapes: B pictures, M captions, L pieces (at most 32), N = 64 patches, D = 128, V output pieces. Pre-norm blocks, LayerNorm with weights, eps 1e-5, tanh GELU.
"""
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

from world.kinds import COLOUR_NAMES, KIND_NAMES

PATCH, WINDOW, HEAD, ROW = 8, 32, 32, 384


@dataclass
class Config:
    width: int = 128
    image_layers: int = 5
    text_layers: int = 4
    caption_layers: int = 2
    size: int = 64
    vocabulary: int = 0
    languages: int = 4
    kinds: int = len(KIND_NAMES) + 1         # 0 = none; the auxiliary head's
    colours: int = len(COLOUR_NAMES) + 1

    def as_dict(self):
        return asdict(self)


class Attention(nn.Module):
    """Multi-head attention of x (queries) over context (keys, values); keep gets the weights [B, H, Q, K]."""

    def __init__(self, D):
        super().__init__()
        self.D = D
        self.q, self.kv, self.out = nn.Linear(D, D), nn.Linear(D, 2 * D), nn.Linear(D, D)

    def forward(self, x, context, bias=None, keep=None):
        split = lambda t: t.unflatten(-1, (-1, HEAD)).transpose(1, 2)
        q, (k, v) = split(self.q(x)), map(split, self.kv(context).chunk(2, -1))
        logits = q @ k.transpose(-1, -2) / math.sqrt(HEAD)
        weights = (logits if bias is None else logits + bias).softmax(-1)
        if keep is not None:
            keep.append(weights)
        return self.out((weights.to(v.dtype) @ v).transpose(1, 2).flatten(2))


class Layer(nn.Module):
    """Self-attention, then (captioning layers) cross-attention to the picture's patches, then the MLP."""

    def __init__(self, D, cross=False):
        super().__init__()
        self.norm_self, self.attention = nn.LayerNorm(D), Attention(D)
        if cross:
            self.norm_cross, self.cross = nn.LayerNorm(D), Attention(D)
        self.norm_mlp, self.up, self.down = nn.LayerNorm(D), nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def forward(self, x, bias=None, patches=None, keep=None, keep_cross=None):
        h = self.norm_self(x)
        x = x + self.attention(h, h, bias, keep)
        if patches is not None:
            x = x + self.cross(self.norm_cross(x), patches, None, keep_cross)
        return x + self.down(F.gelu(self.up(self.norm_mlp(x)), approximate="tanh"))


class Coca(nn.Module):
    """rows: f32 [V, 384], the text encoder's input embedding rows of the output pieces (frozen, context-free)."""

    def __init__(self, config, rows):
        super().__init__()
        self.config, D = config, config.width
        patches = (config.size // PATCH) ** 2
        self.register_buffer("rows", rows.clone())
        self.patch_in = nn.Linear(3 * PATCH * PATCH, D)
        self.image_class, self.image_position = nn.Parameter(torch.randn(D) * 0.02), nn.Parameter(torch.randn(patches + 1, D) * 0.02)
        self.image = nn.ModuleList(Layer(D) for _ in range(config.image_layers))
        self.image_norm, self.image_out = nn.LayerNorm(D), nn.Linear(D, D, bias=False)
        self.text_in, self.text_position = nn.Linear(ROW, D), nn.Parameter(torch.randn(WINDOW, D) * 0.02)
        self.text = nn.ModuleList(Layer(D) for _ in range(config.text_layers))
        self.text_norm, self.text_out = nn.LayerNorm(D), nn.Linear(D, D, bias=False)
        self.language = nn.Parameter(torch.randn(config.languages, D) * 0.02)
        self.caption = nn.ModuleList(Layer(D, True) for _ in range(config.caption_layers))
        self.caption_norm, self.piece_out = nn.LayerNorm(D), nn.Linear(D, config.vocabulary)
        self.auxiliary = nn.Linear(D, config.kinds + config.colours)     # training only, never on attention
        self.scale, self.bias = nn.Parameter(torch.tensor(math.log(10.0))), nn.Parameter(torch.tensor(-math.log(127.0)))
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=0.02 if module is not self.text_in else 1 / math.sqrt(ROW))
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.normal_(self.patch_in.weight, std=1 / math.sqrt(3 * PATCH * PATCH))

    def see(self, pictures, keep=None):
        """Pictures [B, 3, S, S] in -1..1 → unit vectors [B, D], normalised patch states [B, N, D] (what the captioning layers read)."""
        B, _, S, _ = pictures.shape
        G = S // PATCH
        x = pictures.view(B, 3, G, PATCH, G, PATCH).permute(0, 2, 4, 1, 3, 5).reshape(B, G * G, -1)
        x = torch.cat([self.image_class.expand(B, 1, -1), self.patch_in(x)], 1) + self.image_position
        for layer in self.image:
            x = layer(x, keep=keep)
        x = self.image_norm(x)
        return F.normalize(self.image_out(x[:, 0]).float(), dim=-1), x[:, 1:]

    @staticmethod
    def causal(length, device):
        return torch.full((length, length), -1e9, device=device).triu(1)

    def read(self, pieces, ends, keep=None):
        """Piece indices [M, L] (own vocabulary), index of </s> per caption → unit vectors [M, D], causal states [M, L, D] before the last norm."""
        L = pieces.shape[1]
        x = self.text_in(self.rows[pieces]) + self.text_position[:L]
        bias = self.causal(L, x.device)
        for layer in self.text:
            x = layer(x, bias, keep=keep)
        pooled = self.text_norm(x)[torch.arange(len(x)), ends]
        return F.normalize(self.text_out(pooled).float(), dim=-1), x

    def write(self, states, patches, language, keep=None, keep_cross=None):
        """Causal states [M, L, D], the patches [M, N, D] of each caption's picture, language index [M] → logits of the next piece [M, L, V]."""
        x = states + self.language[language][:, None]
        bias = self.causal(x.shape[1], x.device)
        for layer in self.caption:
            x = layer(x, bias, patches, keep, keep_cross)
        return self.piece_out(self.caption_norm(x))

    def similarity(self, images, texts):
        """Logit of "this caption is true of this picture" [B, M] (SigLIP, 2303.15343)."""
        return images @ texts.T * self.scale.exp() + self.bias
