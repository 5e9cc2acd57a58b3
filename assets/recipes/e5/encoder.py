"""The encoder in PyTorch, float32 on the dequantised weights, from the converted files.

Post-LN transformer blocks as in BERT (arXiv 1810.04805): x = LN(x + attention(x)); x = LN(x + W₂ gelu(W₁ x)).
"""
import json
import math
from pathlib import Path
from typing import Callable, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

import container

# Receives layer and the attention logits [batch, head, query, key]; returns the logits to use.
EditLogits = Callable[[int, torch.Tensor], torch.Tensor]


class Run(NamedTuple):
    """All tensors float32. `states[0]` is the embedding after its LayerNorm, `states[l + 1]` the output of layer l."""

    query: torch.Tensor  # [layer, batch, head, token, head size], with bias, unscaled
    key: torch.Tensor
    value: torch.Tensor
    attention: torch.Tensor  # [layer, batch, head, query, key]
    states: torch.Tensor  # [layer + 1, batch, token, hidden]


def dequantise(rows: np.ndarray) -> np.ndarray:
    """q4_0-32 bytes [n, columns / 32 · 18] to float32 [n, columns] (README.md)."""
    blocks = rows.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 15, nibbles >> 4], 1).astype(np.float32) - 8
    return (values * scale).reshape(len(rows), -1)


class Encoder:
    """The model of one folder of converted files."""

    def __init__(self, folder: Path):
        self.config = json.loads((folder / "manifest.json").read_text())["config"]
        self.folder = folder
        self.index = container.read(folder / "embeddings.index.safetensors")[0]["shard"]
        self._shards: dict[int, tuple[dict[int, int], np.ndarray]] = {}
        common, _ = container.read(folder / "embeddings.common.safetensors")
        self.position, self.token_type = self._tensor(common["position"]), self._tensor(common["token_type"])
        self.embedding_norm = self._tensor(common["norm.weight"]), self._tensor(common["norm.bias"])
        self.layers = [self._layer(l) for l in range(self.config["layers"])]

    @staticmethod
    def _tensor(array: np.ndarray) -> torch.Tensor:
        return torch.from_numpy((dequantise(array) if array.dtype == np.uint8 else array).copy())

    def _layer(self, layer: int) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
        tensors, _ = container.read(self.folder / f"layer.{layer:02}.safetensors")
        names = sorted({name.rsplit(".", 1)[0] for name in tensors})
        return {name: (self._tensor(tensors[name + ".weight"]), self._tensor(tensors[name + ".bias"])) for name in names}

    def randomise(self, seed: int) -> None:
        """Baseline: every matrix of the blocks replaced by normal numbers of the same standard deviation."""
        generator = torch.Generator().manual_seed(seed)
        for layer in self.layers:
            for name, (weight, bias) in layer.items():
                if weight.ndim == 2:
                    layer[name] = torch.randn(weight.shape, generator=generator) * weight.std(), bias

    def word_rows(self, ids: list[int]) -> torch.Tensor:
        """[len(ids), hidden]; shards are read when first needed."""
        rows = []
        for i in ids:
            shard = int(self.index[i])
            if shard not in self._shards:
                name = "base" if shard == 0 else f"{shard:03}"
                tensors, _ = container.read(self.folder / f"embeddings.{name}.safetensors")
                self._shards[shard] = {piece: at for at, piece in enumerate(tensors["ids"].tolist())}, tensors["rows"]
            where, data = self._shards[shard]
            rows.append(data[where[i]])
        return torch.from_numpy(dequantise(np.stack(rows)))

    @torch.no_grad()
    def run(self, ids: list[list[int]], edit_logits: EditLogits | None = None) -> Run:
        """Runs texts of equal length (in tokens) together, so that no padding is needed."""
        batch, tokens, hidden = len(ids), len(ids[0]), self.config["hidden"]
        heads, epsilon = self.config["heads"], self.config["epsilon"]

        def norm(x, parameters):
            return F.layer_norm(x, (hidden,), *parameters, epsilon)

        def split(x):
            return x.view(batch, tokens, heads, -1).transpose(1, 2)

        words = self.word_rows([i for text in ids for i in text]).view(batch, tokens, hidden)
        x = norm(words + self.position[:tokens] + self.token_type, self.embedding_norm)
        kept, states = [], [x]
        for number, layer in enumerate(self.layers):
            query, key, value = (split(F.linear(x, *layer[name])) for name in ("query", "key", "value"))
            logits = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
            attention = (edit_logits(number, logits) if edit_logits else logits).softmax(-1)
            mixed = (attention @ value).transpose(1, 2).reshape(batch, tokens, hidden)
            x = norm(x + F.linear(mixed, *layer["attention.output"]), layer["attention.norm"])
            x = norm(x + F.linear(F.gelu(F.linear(x, *layer["intermediate"])), *layer["output"]), layer["output.norm"])
            kept.append((query, key, value, attention))
            states.append(x)
        return Run(*(torch.stack(part) for part in zip(*kept)), torch.stack(states))
