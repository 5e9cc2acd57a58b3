"""The composer on an accelerator: draws batches of packed scenes with torch, same pixels as compose.compose (tested)."""
import torch
import torch.nn.functional as F


class TorchComposer:
    """sprites: u8 [stickers, n, n, 4] premultiplied, one mip level (compose.bake), in the device's memory."""

    def __init__(self, sprites, size, device):
        self.size, self.device = size, device
        self.sprites = torch.as_tensor(sprites).to(device).permute(0, 3, 1, 2).contiguous()

    def draw(self, sky, rects, drawn):
        """What BatchComposer.pack() returns, as tensors on the device → picture f32 [B, 3, S, S] in 0..1, entity u8 [B, S, S], is_reflection bool."""
        S, B = self.size, len(sky)
        centre = (torch.arange(S, device=self.device) + 0.5) / S
        edges = torch.arange(S + 1, device=self.device) / S
        ramp = (centre[None] / sky[:, 6:]).clamp(0, 1)[:, None]
        top, low = sky[:, :3, None] / 255, sky[:, 3:6, None] / 255
        picture = (top + (low - top) * ramp)[..., None].expand(B, 3, S, S)
        overlap = lambda a, z: ((torch.minimum(z, edges[1:]) - torch.maximum(a, edges[:-1])) * S).clamp(min=0)
        cover = lambda r: overlap(r[:, 1:2], r[:, 3:4])[:, :, None] * overlap(r[:, 0:1], r[:, 2:3])[:, None]
        for i in range(rects.shape[1]):
            c = cover(rects[:, i])[:, None]
            picture = picture + (rects[:, i, 4:, None, None] / 255 - picture) * c
        entity = torch.zeros(B, S, S, dtype=torch.uint8, device=self.device)
        reflected = torch.zeros(B, S, S, dtype=torch.bool, device=self.device)
        for i in range(drawn.shape[1]):
            d = drawn[:, i, :, None, None]
            side = d[:, 3].clamp(min=1e-3)
            dx, dy = centre[None, None] - d[:, 1], centre[None, :, None] - d[:, 2]
            u = (d[:, 4] * dx + d[:, 5] * dy) / side * d[:, 6]
            v = (d[:, 4] * dy - d[:, 5] * dx) / side * d[:, 7]
            source = F.grid_sample(self.sprites[drawn[:, i, 0].long()].float() / 255, torch.stack([u, v], -1) * 2, align_corners=False)
            inside = cover(drawn[:, i, 9:13]) * (d[:, 8] > 0)
            own = (source[:, 3] >= 0.5) & (inside >= 0.5)
            source = source * (d[:, 8] * inside)[:, None]
            picture = source[:, :3] + picture * (1 - source[:, 3:])
            entity = torch.where(own, d[:, 13].floor().to(torch.uint8), entity)
            reflected = torch.where(own, (d[:, 13] % 1 > 0.25), reflected)
        return picture, entity, reflected
