"""Eight-bit matrices with one scale per row: how the slider's checkpoints ship; and shipped files read back."""
import json

import torch
from safetensors import safe_open


def eight_bit(tensors):
    """f32 matrices → i8 rows with one f32 scale each ('NAME', 'NAME.scale'); the rest f16. value = i8 · scale."""
    out = {}
    for name, p in tensors.items():
        if p.ndim == 2:
            scale = p.abs().amax(1).clamp(min=1e-8) / 127
            out[name], out[name + ".scale"] = (p / scale[:, None]).round().to(torch.int8), scale.contiguous()
        else:
            out[name] = p.half().contiguous()
    return out


def shipped_weights(path):
    """A shipped file (f16 or eight-bit) → f32 tensors by name, its metadata `about`."""
    with safe_open(path, "pt") as file:
        about = json.loads(file.metadata()["about"])
        tensors = {n: file.get_tensor(n) for n in file.keys()}
    scale = lambda n: tensors[n + ".scale"][:, None] if n + ".scale" in tensors else 1
    return {n: p.float() * scale(n) for n, p in tensors.items() if not n.endswith(".scale")}, about
