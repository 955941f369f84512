"""The tests' own Hub answers and holds what the real one would, as far as the app's tests rely on it."""

import torch
from huggingface_hub import HfApi, hf_hub_download

from tests.hub.refused import TRAP


def test_an_old_name_is_answered_from_the_new_one(hub):
    for old, new in {"someone/renamed-detector": "someone/pickled-detector"}.items():
        info = HfApi().model_info(old, files_metadata=True)
        assert info.id == new
        assert all(file.size for file in info.siblings)
        assert HfApi().model_info(old, revision=info.sha).sha == info.sha


def test_a_file_is_fetched_through_an_old_name(hub, clean_cache):
    path = hf_hub_download("someone/renamed-detector", "pytorch_model.bin")
    assert len(torch.load(path, weights_only=True)) > 10


def test_the_trap_catches_who_trusts_a_pickle(hub):
    file = hub.root / "someone/pickled-code/pytorch_model.bin"
    TRAP.unlink(missing_ok=True)
    try:
        torch.load(file, weights_only=False)
        assert TRAP.exists()
    finally:
        TRAP.unlink(missing_ok=True)
