"""Train doodle-clip: python -m training.scenes.clip --data DATA

A small CLIP that compares drawings, and scenes of drawn things, with Spanish and English. A single drawing has to be
nearest to one of the 345 names, each said in one of many ways; a scene to the sentence that is true of it, among those
of all other scenes of the batch, and among three that differ from it in one thing, colour, number or place. Sentences
that happen to be true of another scene, or that somebody could think true, count as neither right nor wrong there.
In training only, each part of a scene also says which thing it belongs to, in which colour, and of how many: that is
learnt sooner than what whole sentences ask for.

The encoder of its pictures begins as doodle-vit, which knows what drawings are.

DATA is a folder that training.quick_draw.download makes, or a file of drawings. See training.timed for the options.
"""

import argparse
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize
from transformers import (
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    CLIPProcessor,
    PreTrainedTokenizerFast,
    ViTForImageClassification,
)

from core.models.catalogue.row import WEIGHTS
from core.sketch.data_set import held_out
from core.sketch.strokes import large, simplified
from training.scenes.classifiers import DEVIATION, HEADS, INNER, LAYERS, MEAN, PATCH, WIDTH, normalised
from training.scenes.clip_choices import questions
from training.scenes.clip_text import (
    END,
    FILE,
    MOST_TOKENS,
    PAD,
    SPECIAL,
    START,
    encoder,
    name_tokens,
    read_tokenizer,
)
from training.scenes.clip_truth import possible
from training.scenes.paint import coloured, lit
from training.scenes.pool import CLIP_SIDE, SENTENCES
from training.scenes.pool_client import Source, folder_of
from training.scenes.taught import Teacher
from training.scenes.words import COLOURS, LANGUAGES, MOST_OF_A_KIND, preferred_name, things
from training.timed import (
    Limits,
    Recipe,
    ahead,
    arguments,
    device,
    groups_of,
    half_precision,
    train,
    write_halves,
)

NAME = "doodle-clip"
STEPS = 20_000
BATCH = 1024
RATE = 1e-3
WEIGHT_DECAY = 0.05
REVERSED = 0.5
"""The weight of the loss that looks for a sentence's picture, beside that which looks for a picture's sentence."""

IGNORED = -100
PARTS = 0.5
"""The weight of what the parts of scenes say."""

_CHECKED = 690


def config(vocabulary: int) -> CLIPConfig:
    """Return the network's: doodle-vit's for pictures, and three layers for the words."""
    text: dict[str, Any] = {
        "vocab_size": vocabulary,
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 3,
        "num_attention_heads": HEADS,
        "max_position_embeddings": MOST_TOKENS,
        # Exact, and one step for a GPU where CLIP's own approximation takes several.
        "hidden_act": "gelu",
        "projection_dim": WIDTH,
        "pad_token_id": PAD,
        "bos_token_id": START,
        "eos_token_id": END,
    }
    vision: dict[str, Any] = {
        "hidden_size": WIDTH,
        "intermediate_size": INNER,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "image_size": CLIP_SIDE,
        "patch_size": PATCH,
        "hidden_act": "gelu",
        "projection_dim": WIDTH,
    }
    return CLIPConfig(text_config=text, vision_config=vision, projection_dim=WIDTH)


@torch.no_grad()
def begin(network: CLIPModel, start: ViTForImageClassification) -> None:
    """Give the encoder of the pictures what a doodle-vit has learnt, in place."""
    known: Any = start.vit
    own = network.vision_model
    patches = known.embeddings.patch_embeddings.projection
    own.embeddings.patch_embedding.weight.copy_(patches.weight)
    places = known.embeddings.position_embeddings[0].clone()
    # CLIP's patches have no bias of their own, and its first norm takes each to the same length.
    places[1:] += patches.bias
    own.embeddings.position_embedding.weight.copy_(places)
    own.embeddings.class_embedding.copy_(known.embeddings.cls_token[0, 0])
    own.post_layernorm.load_state_dict(known.layernorm.state_dict())
    for layer, learnt in zip(own.encoder.layers, known.layers, strict=True):
        layer.layer_norm1.load_state_dict(learnt.layernorm_before.state_dict())
        layer.layer_norm2.load_state_dict(learnt.layernorm_after.state_dict())
        layer.mlp.load_state_dict(learnt.mlp.state_dict())
        for name in ("q_proj", "k_proj", "v_proj"):
            getattr(layer.self_attn, name).load_state_dict(getattr(learnt.attention, name).state_dict())
        layer.self_attn.out_proj.load_state_dict(learnt.attention.o_proj.state_dict())


class WithParts(nn.Module):
    """A CLIP with heads, for training only, that say of each patch of a scene what it belongs to: which of the 345
    things, in which colour, how many of them."""

    def __init__(self, clip: CLIPModel) -> None:
        super().__init__()
        self.clip = clip
        self.heads = nn.ModuleList(
            nn.Linear(WIDTH, many) for many in (len(things()), MOST_OF_A_KIND, len(COLOURS))
        )

    def losses(self, patches: torch.Tensor, scenes: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return how badly the heads say it, a scalar; `patches` float [scenes, 196, 192]."""
        kind = kinds_of_patches(scenes["boxes"], scenes["kinds"][..., 0] >= 0)
        facts = scenes["kinds"].gather(1, kind.clamp(min=0)[..., None].expand(-1, -1, 3))
        wanted = facts - torch.tensor([0, 1, 0], device=facts.device)
        wanted = wanted.masked_fill((kind < 0)[..., None], IGNORED)
        losses = [
            cross_entropy(
                head(patches).float().flatten(0, 1), wanted[..., place].flatten(), ignore_index=IGNORED
            )
            for place, head in enumerate(self.heads)
        ]
        return torch.stack(losses).sum()


def kinds_of_patches(boxes: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """Return for the middle of each patch in which kind's box it is, int64 [scenes, patches]; -1 for none.

    `boxes` float [scenes, kinds, 4] in parts of the side, `there` bool [scenes, kinds].
    """
    side = CLIP_SIDE // PATCH
    middles = (torch.arange(side, device=boxes.device) + 0.5) / side
    x, y = middles.repeat(side)[:, None], middles.repeat_interleave(side)[:, None]
    left, top, right, bottom = boxes[:, None].unbind(-1)
    inside = (left <= x) & (x < right) & (top <= y) & (y < bottom) & there[:, None]
    return torch.where(inside.any(dim=-1), inside.int().argmax(dim=-1), -1)


def of_pictures(network: CLIPModel, pixels: torch.Tensor) -> torch.Tensor:
    """Return what a network makes of pictures, float [pictures, 192] of length 1; `pixels` float [pictures, 3, 112,
    112], 0 to 1."""
    seen = network.vision_model(pixel_values=normalised(pixels)).pooler_output
    return normalize(network.visual_projection(seen).float(), dim=-1)


def of_texts(network: CLIPModel, tokens: torch.Tensor) -> torch.Tensor:
    """Return what a network makes of texts, float [texts, 192] of length 1; `tokens` int64 [texts, tokens]."""
    return normalize(
        network.text_projection(network.text_model(input_ids=tokens).pooler_output).float(), dim=-1
    )


@dataclass(frozen=True)
class Batch:
    """What a step learns from: single drawings, ways of saying all 345 names (tokens [345, n]), and scenes with their
    four sentences each (tokens [scenes * 4, n], the true one first), as training.scenes.pool has them."""

    singles: dict[str, torch.Tensor]
    names: torch.Tensor
    scenes: dict[str, torch.Tensor]
    sentences: torch.Tensor


def batches(
    singles: Source, captions: Source, names: torch.Tensor, size: int, on: str
) -> Callable[[], Batch]:
    """Return what makes batches of `size` pictures, half of them single drawings. `names` are `name_tokens`."""
    names = names.to(on)

    def make() -> Batch:
        drawings = singles.batch(size // 2, on)
        scenes = captions.batch(size // 2, on)
        ways = torch.randint(names.shape[1], (len(names),), device=on)
        language = torch.randint(len(LANGUAGES), (size // 2,), device=on)
        tokens = scenes["tokens"][torch.arange(size // 2, device=on), language].flatten(0, 1)
        return Batch(drawings, names[torch.arange(len(names), device=on), ways], scenes, tokens)

    return make


def loss_of(network: nn.Module, _step: int, source: Any, teacher: Teacher, on: str) -> torch.Tensor:  # noqa: ANN401
    """Return the loss of the next batch of `source`, an iterator; a scalar. `network` is a `WithParts`."""
    batch: Batch = next(source)
    clip: Any = network.clip
    pixels = torch.cat([coloured(batch.singles["ink"]), lit(batch.scenes["picture"])])
    tokens = torch.cat([batch.names, batch.sentences])
    singles, names = len(batch.singles["ink"]), len(batch.names)
    with half_precision(on):
        targets = teacher.targets(batch.singles["small"], batch.singles["label"])
        looked = clip.vision_model(pixel_values=normalised(pixels))
        seen = normalize(clip.visual_projection(looked.pooler_output).float(), dim=-1)
        said = of_texts(clip, tokens)
        parts = network.losses(looked.last_hidden_state[singles:, 1:], batch.scenes)  # type: ignore[operator]
    scale = clip.logit_scale.exp().clamp(max=100)
    named = cross_entropy(scale * seen[:singles] @ said[:names].T, targets)
    return named + scene_loss(scale * seen[singles:] @ said[names:].T, batch.scenes) + PARTS * parts


def scene_loss(logits: torch.Tensor, scenes: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the loss of scenes and sentences; `logits` is [scenes, scenes * 4], of which the sentence 4 i is the true
    one of scene i, and the three after it are false."""
    count = len(logits)
    number = torch.arange(count, device=logits.device)
    unclear = possible(
        scenes["kinds"], scenes["boxes"], scenes["phrases"].flatten(0, 1), scenes["place"].flatten()
    )
    unclear[number, number * SENTENCES] = False
    logits = logits.masked_fill(unclear, float("-inf"))
    own = logits.reshape(count, count, SENTENCES)[number, number]
    forwards = cross_entropy(logits, number * SENTENCES)
    backwards = cross_entropy(logits[:, ::SENTENCES].T, number)
    return forwards + REVERSED * backwards + cross_entropy(own, torch.zeros_like(number))


class Check:
    """Figures for the log: held-out drawings, every n-th, and questions about combinations that are kept out."""

    def __init__(self, run: Path, drawings: int = _CHECKED, asked: int = 200) -> None:
        encode = encoder(read_tokenizer(run))
        known = held_out()
        chosen = range(0, len(known), max(1, len(known) // drawings))
        pictures = [large(simplified(known.strokes(index)), 2 * CLIP_SIDE) for index in chosen]
        names = np.array(things())
        self.labels = np.array(
            [int(np.flatnonzero(names == known.classes[known.labels[i]])[0]) for i in chosen]
        )
        self.names = {
            language: torch.from_numpy(encode([preferred_name(thing, language) for thing in things()]))
            for language in LANGUAGES
        }
        self.questions = questions(asked, seed=2)
        self.sentences = {
            language: torch.from_numpy(
                encode([text for q in self.questions for text in q.sentences[language]])
            )
            for language in LANGUAGES
        }
        self.pictures = _pixels(pictures)
        self.scenes = _pixels([question.picture for question in self.questions])

    @torch.inference_mode()
    def __call__(self, network: nn.Module) -> str:
        """Return the figures of a network in words."""
        on = next(network.parameters()).device
        clip: Any = network.clip
        with half_precision(on.type):
            seen, scenes = (
                torch.cat([of_pictures(clip, part.to(on)) for part in pixels.split(256)])
                for pixels in (self.pictures, self.scenes)
            )
            parts = []
            for language in LANGUAGES:
                guessed = (seen @ of_texts(clip, self.names[language].to(on)).T).argmax(dim=1).cpu().numpy()
                said = of_texts(clip, self.sentences[language].to(on)).unflatten(0, (-1, 4))
                right = ((scenes[:, None] * said).sum(-1).argmax(dim=1) == 0).float().mean()
                share = (guessed == self.labels).mean()
                parts.append(f"{language}: top-1 {share:.3f}, choices {float(right):.3f}")
        return "; ".join(parts)


def _pixels(pictures: Sequence[Any]) -> torch.Tensor:
    """Return pictures as a network gets them, float [pictures, 3, 112, 112], 0 to 1."""
    small = [np.asarray(picture.resize((CLIP_SIDE, CLIP_SIDE), resample=3)) for picture in pictures]
    return torch.from_numpy(np.stack(small)).permute(0, 3, 1, 2).float() / 255


def export(network: nn.Module, run: Path, folder: Path) -> None:
    """Write the CLIP of a `WithParts` with its tokenizer and the preparation of its pictures, as transformers reads
    them."""
    write_halves(network.clip, folder)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(run / FILE),
        model_max_length=MOST_TOKENS,
        pad_token=SPECIAL[PAD],
        bos_token=SPECIAL[START],
        unk_token=SPECIAL[2],
        eos_token=SPECIAL[END],
        model_input_names=["input_ids", "attention_mask"],
    )
    size = {"height": CLIP_SIDE, "width": CLIP_SIDE}
    # Nothing is cut off: what is at the edge of a picture belongs to what is said of it.
    pictures = CLIPImageProcessor(
        size=size, do_center_crop=False, image_mean=[MEAN] * 3, image_std=[DEVIATION] * 3
    )
    CLIPProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(folder)


def prepare(run: Path, pool: Path) -> None:
    """Bring the tokenizer of the pictures' sentences to a run; ValueError where the run has begun with another."""
    run.mkdir(parents=True, exist_ok=True)
    if not (run / FILE).exists():
        shutil.copy(pool / FILE, run / FILE)
    elif (run / FILE).read_text() != (pool / FILE).read_text():
        raise ValueError(f"{run} began with another vocabulary than the pool has.")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=f"Train {NAME}.")
    parser.add_argument("--data", type=Path, help="drawings; needed without --pool")
    parser.add_argument("--start", type=Path, default=WEIGHTS / "doodle-vit", help="folder of doodle-vit")
    parser.add_argument("--out", type=Path, default=WEIGHTS / NAME)
    given = arguments(parser, STEPS, batch=BATCH)
    pool = folder_of(given, {"captions": 0.75, "singles": 0.25}, given.data)
    run, on = given.runs / NAME, device()
    torch.manual_seed(0)
    singles, captions = Source(pool, "singles"), Source(pool, "captions")
    prepare(run, pool)
    tokenizer = read_tokenizer(run)
    clip = CLIPModel(config(tokenizer.get_vocab_size()))
    begin(clip, ViTForImageClassification.from_pretrained(given.start))
    network = WithParts(clip)
    names = torch.from_numpy(name_tokens(tokenizer))
    source = ahead(batches(singles, captions, names, given.batch, on))
    recipe = Recipe(
        name=NAME,
        network=network,
        groups=groups_of(network, RATE, WEIGHT_DECAY),
        loss_of=partial(loss_of, source=source, teacher=Teacher(on), on=on),
        batch=given.batch,
        measure=Check(run),
        export=partial(export, run=run, folder=given.out),
    )
    train(recipe, Limits(given.steps, given.minutes), given.runs)


if __name__ == "__main__":
    main()
