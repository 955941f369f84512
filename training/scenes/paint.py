"""What is done to pictures on the device where a network learns from them: colours, light, mirror images."""

import torch


def coloured(ink: torch.Tensor) -> torch.Tensor:
    """Return single drawings in colours, float [batch, 3, side, side], 0 to 1, of their ink, uint8 [batch, side, side].

    Half are black on white, as the app draws them; the others have another ink, another paper, or light lines on dark.
    """
    batch, on = len(ink), ink.device
    kind = torch.rand(batch, 1, device=on)
    dark = torch.rand(batch, 3, device=on) * 0.55
    dark = torch.where(torch.rand(batch, 1, device=on) < 0.5, dark, dark * 0.3)
    black = torch.rand(batch, 1, device=on).expand(-1, 3) * 0.1
    paper = 0.85 + 0.15 * torch.rand(batch, 3, device=on)
    white = (0.97 + 0.03 * torch.rand(batch, 1, device=on)).expand(-1, 3)
    line = torch.where(kind < 0.5, black, dark)
    ground = torch.where(kind < 0.7, white, paper)
    night = kind > 0.92
    line, ground = torch.where(night, 1 - line * 0.5, line), torch.where(night, dark * 0.4, ground)
    share = ink.float()[:, None] / 255
    return ground[..., None, None] + share * (line - ground)[..., None, None]


def lit(pictures: torch.Tensor) -> torch.Tensor:
    """Return pictures, uint8 [batch, side, side, 3], under a slightly other light: float [batch, 3, side, side]."""
    values = pictures.permute(0, 3, 1, 2).float() / 255
    gain = 1 - 0.12 * torch.rand(len(values), 3, 1, 1, device=values.device)
    whole = 1 - 0.1 * torch.rand(len(values), 1, 1, 1, device=values.device)
    return values * torch.maximum(gain, whole) * whole


def recoloured(pictures: torch.Tensor) -> torch.Tensor:
    """Return pictures under another light and with their colours changed round, where colours have no name: float
    [batch, 3, side, side] of uint8 [batch, side, side, 3]."""
    values = lit(pictures)
    order = torch.rand(len(values), 3, device=values.device).argsort(dim=1)
    return values.gather(1, order[:, :, None, None].expand_as(values))


def mirrored(which: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Return pictures or masks, [batch, ..., height, width], those where `which` (bool [batch]) is so from right to
    left."""
    return torch.where(which.reshape(-1, *[1] * (values.dim() - 1)), values.flip(-1), values)


def mirrored_boxes(which: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
    """Return boxes, float [batch, boxes, 4] (x1, y1, x2, y2 in parts of the side), mirrored as `mirrored` does."""
    left, top, right, bottom = boxes.unbind(-1)
    return torch.where(which[:, None, None], torch.stack([1 - right, top, 1 - left, bottom], dim=-1), boxes)
