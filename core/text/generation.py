"""Going on with a text, token by token.

Purpose: the loop that `model.generate` hides, with what it sees at every step: how likely each token is to come next,
what temperature, top-k, top-p and the penalty for repetition make of that, and which one is taken. The numbers are
those of `generate`: greedy the same text, and from the same seed the same text. Whoever takes the steps may stop at any
of them, and let others have their turn in between.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.text.limits import most_tokens

SHOWN = 10
"""How many of the likeliest next tokens a step has."""


@dataclass(frozen=True)
class Settings:
    """How the next token is chosen: the likeliest one ("greedy"), or at random (`is_sampled`) from `seed` on.

    `temperature` (above 0) divides the logits: below 1 the likely get likelier. Then only the `top_k` likeliest stay
    (0: all), of them the fewest that have `top_p` (0..1) of the probability together. A token that was there before
    has its logit divided by `repetition_penalty` (multiplied where negative; 1: nothing happens). At most
    `most_tokens` are written.
    """

    is_sampled: bool = True
    seed: int = 0
    temperature: float = 1.0
    top_k: int = 50
    top_p: float = 1.0
    repetition_penalty: float = 1.0
    most_tokens: int = 100


@dataclass(frozen=True)
class Candidate:
    """A token that may come next: its number and text, its probability (0..1) as the model has it, and its chance
    (0..1) once the settings are applied: 0 where they leave it out."""

    token: int
    text: str
    probability: float
    chance: float


@dataclass(frozen=True)
class Step:
    """One token more: `chosen`, the SHOWN likeliest `candidates` before it, the likeliest first, and the text that was
    written up to here, without the beginning. `is_end` says that the model ends the text with it."""

    chosen: Candidate
    candidates: tuple[Candidate, ...]
    text: str
    is_end: bool


@dataclass(frozen=True)
class Beginning:
    """The numbers of the tokens to go on from; `left_out` says how many were in front of them and are not read."""

    tokens: tuple[int, ...]
    left_out: int = 0

    def then(self, *tokens: int) -> "Beginning":
        """Return the beginning with more tokens behind it: to go on from another choice."""
        return replace(self, tokens=(*self.tokens, *tokens))


def beginning(tokenizer: Any, model: Any, text: str, most_new: int) -> Beginning:  # noqa: ANN401 (transformers' own)
    """Return a text as tokens to go on from; of one that leaves no room for `most_new` more, the last ones.

    Raises UserError where there is no text, or where `most_new` alone are more than the model has room for.
    """
    if not text.strip():
        raise UserError(N_("There is no text to go on from. Write a beginning, one word is enough."))
    room = most_tokens(tokenizer, model) - most_new
    if room < 1:
        raise UserError(
            N_("This model has room for {most} tokens in all. Ask for fewer new ones."),
            most=most_tokens(tokenizer, model),
        )
    tokens = tokenizer(text)["input_ids"]
    return Beginning(tuple(tokens[-room:]), max(0, len(tokens) - room))


def steps(tokenizer: Any, model: Any, start: Beginning, settings: Settings) -> Iterator[Step]:  # noqa: ANN401
    """Yield a text's continuation token by token, as `model.generate` writes it with the same settings, until the model
    ends it or `settings.most_tokens` are written. Hold a turn; between two steps it may be left for a while."""
    import torch

    processors = _processors(settings)
    chance = torch.Generator(model.device).manual_seed(settings.seed)
    ends = _ends(model)
    ids = torch.tensor([start.tokens], device=model.device)
    shown = len(tokenizer.decode(start.tokens, skip_special_tokens=True))
    reads, cache = ids, None
    for number in range(settings.most_tokens):
        # Not around the yield: in between, this thread is somebody else's.
        with torch.inference_mode():
            found = model(
                input_ids=reads,
                attention_mask=torch.ones_like(ids),
                past_key_values=cache,
                use_cache=True,
                **({"logits_to_keep": 1} if _keeps(model) else {}),
            )
            # A network of another kind than a transformer keeps something else: it reads all again.
            cache = getattr(found, "past_key_values", None)
            logits = found.logits[:, -1].float()
            chances = processors(ids, logits.clone()).softmax(dim=-1)
            if settings.is_sampled:
                new = torch.multinomial(chances, 1, generator=chance)
            else:
                new = chances.argmax(dim=-1, keepdim=True)
            ids = torch.cat([ids, new], dim=1)
            reads = ids if cache is None else new
            token = int(new)
            chosen, candidates = _seen(tokenizer, logits[0], chances[0], token)
        written = tokenizer.decode(ids[0], skip_special_tokens=True)[shown:]
        is_last = token in ends or number == settings.most_tokens - 1
        # The rest of a letter of several tokens is still to come.
        yield Step(chosen, candidates, written if is_last else written.rstrip("�"), token in ends)
        if is_last:
            return


def go_on(
    tokenizer: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    text: str,
    settings: Settings,
    between: Callable[[], None] | None = None,
) -> str:
    """Return a text with its continuation behind it, as transformers' pipeline does; `between` is called between
    tokens. Raises UserError as `beginning` does. Hold a turn."""
    start, written = beginning(tokenizer, model, text, settings.most_tokens), ""
    for step in steps(tokenizer, model, start, settings):
        written = step.text
        if between:
            between()
    return text + written


def record(text: str) -> dict[str, str]:
    """Return a text as transformers' pipeline gives it: {"generated_text": …}."""
    return {"generated_text": text}


def next_logits(model: Any, start: Beginning) -> NDArray[np.float32]:  # noqa: ANN401
    """Return how much speaks for each token to come next: float32 [vocabulary], of any size. Hold a turn."""
    import torch

    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([start.tokens], device=model.device)).logits[0, -1]
    numbers: NDArray[np.float32] = logits.float().cpu().numpy()
    return numbers


def bent(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Return the probabilities (0..1) that logits [vocabulary] have at a temperature above 0: close to 0 the likeliest
    token has them all, the higher the more alike they get."""
    powers = np.exp((logits - logits.max()) / np.float32(temperature))
    probabilities: NDArray[np.float32] = powers / powers.sum()
    return probabilities


def _processors(settings: Settings) -> Any:  # noqa: ANN401
    """Return what is applied to the logits, in the order in which `generate` does."""
    from transformers import LogitsProcessorList
    from transformers.generation import logits_process

    chosen = LogitsProcessorList()
    if settings.repetition_penalty != 1:
        chosen.append(logits_process.RepetitionPenaltyLogitsProcessor(float(settings.repetition_penalty)))
    if settings.is_sampled:
        if settings.temperature != 1:
            chosen.append(logits_process.TemperatureLogitsWarper(float(settings.temperature)))
        if settings.top_k:
            chosen.append(logits_process.TopKLogitsWarper(settings.top_k))
        if settings.top_p < 1:
            chosen.append(logits_process.TopPLogitsWarper(settings.top_p))
    return chosen


def _ends(model: Any) -> frozenset[int]:  # noqa: ANN401
    ends = model.generation_config.eos_token_id
    return frozenset(ends if isinstance(ends, list) else [] if ends is None else [ends])


def _keeps(model: Any) -> bool:  # noqa: ANN401
    """Tell whether a model can be asked for the last token's logits alone: of a long text the others take memory."""
    import inspect

    return "logits_to_keep" in inspect.signature(model.forward).parameters


def _seen(tokenizer: Any, logits: Any, chances: Any, token: int) -> tuple[Candidate, tuple[Candidate, ...]]:  # noqa: ANN401
    """Return the token that was chosen and the likeliest ones; logits and chances are [vocabulary]."""
    import torch

    probabilities = logits.softmax(dim=-1)
    likeliest = probabilities.topk(min(SHOWN, len(probabilities))).indices
    numbers = torch.cat([likeliest, likeliest.new_tensor([token])])
    columns = (numbers.tolist(), probabilities[numbers].tolist(), chances[numbers].tolist())
    seen = [
        Candidate(number, tokenizer.decode([number]), probability, chance)
        for number, probability, chance in zip(*columns, strict=True)
    ]
    return seen[-1], tuple(seen[:-1])
