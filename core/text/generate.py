"""Writing a text from a text with an encoder and a decoder (translation, summaries): transformers' own `generate`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.text.limits import most_tokens, read_characters

Between = Callable[[], None]
"""Is called between two tokens: to let others have their turn, or to end the work by raising."""


@dataclass(frozen=True)
class Search:
    """How the next words are searched for: the `beams` best beginnings are kept at every step (1: only the best one,
    "greedy"), at most `most_tokens` are written, and no run of `no_repeat` tokens comes twice (0: any may)."""

    beams: int = 4
    most_tokens: int = 128
    no_repeat: int = 0


@dataclass(frozen=True)
class Written:
    """What a model wrote: `tokens` of them, the end mark included; it read the source's first `read` characters, and
    `is_cut` says that it would have gone on."""

    text: str
    tokens: int
    read: int
    is_cut: bool


def do_nothing() -> None:
    """Go on."""


def fits(tokenizer: Any, model: Any, text: str) -> bool:  # noqa: ANN401 (transformers' own)
    """Tell whether a model reads a text to its end."""
    return len(tokenizer(text)["input_ids"]) <= most_tokens(tokenizer, model)


def write(
    tokenizer: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    source: str,
    search: Search,
    between: Between = do_nothing,
    prefix: str = "",
) -> Written:
    """Return what a model writes for a text, as `model.generate(num_beams=…, max_new_tokens=…)` does.

    `prefix` is what the model wants to see before the text, "summarize: " for instance. Hold a turn.
    """
    import torch
    from transformers import StoppingCriteria, StoppingCriteriaList

    class _EveryToken(StoppingCriteria):
        def __call__(self, input_ids: Any, scores: Any, **_more: Any) -> Any:  # noqa: ANN401, ARG002
            between()
            return torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device)

    most = most_tokens(tokenizer, model)
    inputs = tokenizer(prefix + source, truncation=True, max_length=most, return_tensors="pt")
    written = min(search.most_tokens, _longest_answer(model))
    with torch.inference_mode():
        (ids,) = model.generate(
            **inputs.to(model.device),
            do_sample=False,
            num_beams=search.beams,
            max_new_tokens=written,
            no_repeat_ngram_size=search.no_repeat,
            stopping_criteria=StoppingCriteriaList([_EveryToken()]),
        )
    new = ids[1:]
    return Written(
        text=tokenizer.decode(new, skip_special_tokens=True).strip(),
        tokens=len(new),
        read=max(0, read_characters(tokenizer, prefix + source, most) - len(prefix)),
        is_cut=len(new) >= written and not _ended(model, int(new[-1])),
    )


def _longest_answer(model: Any) -> int:  # noqa: ANN401
    """Return how many tokens a model's decoder can write behind its first one."""
    positions = getattr(model.config, "max_position_embeddings", None)
    return int(positions) - 1 if positions else 10**6


def _ended(model: Any, last: int) -> bool:  # noqa: ANN401
    """Tell whether a model ended with the token `last` of its own accord; some are made to end where no more fits."""
    settings = model.generation_config
    ends = settings.eos_token_id
    return settings.forced_eos_token_id is None and last in (ends if isinstance(ends, list) else [ends])
