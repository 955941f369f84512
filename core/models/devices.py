"""What models can run on here: the processor, and the accelerator that torch finds."""

from core.errors import UserError
from core.i18n import N_, Phrase, _

NAMES = {"cpu": "CPU", "cuda": N_("CUDA GPU"), "mps": N_("Apple GPU (MPS)"), "xpu": N_("Intel GPU (XPU)")}
"""How a device is called, by torch's own name for its type; marked for translation."""


def devices() -> tuple[str, ...]:
    """Return the devices that models can run on here, the processor first: "cpu", "cuda", "mps", "xpu"."""
    import torch

    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return ("cpu", found.type) if found is not None else ("cpu",)


def name_of(device: str) -> str:
    """Return how a device is called: "CUDA GPU"; a type that nobody named is written in capitals."""
    return _(NAMES[device]) if device in NAMES else device.upper()


def resolved(device: str, here: tuple[str, ...]) -> str:
    """Return the device that `device` means on a machine that has `here`; "auto" is the accelerator where there is one.

    Raises UserError where there is no such device.
    """
    if device == "auto":
        return here[-1]
    if device not in here:
        raise UserError(
            N_("There is no {device} on this machine. Choose one of these: {devices}."),
            device=Phrase(NAMES.get(device, device)),
            devices=", ".join(name_of(other) for other in here),
        )
    return device
