"""Eight-bit matrices with one scale per row: how the slider's checkpoints ship."""
import torch


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
