"""Writing a text from a text with an encoder and a decoder (translation, summaries): transformers' own `generate`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.text.limits import most_tokens, read_characters

Between = Callable[[], None]
"""Is called between two tokens: to let others have their turn, or to end the work by raising."""

Told = Callable[[int, int], None]
"""Is told how many parts of a text are written, and of how many, before each."""


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


class Known(Protocol):
    """What a model wrote already, by its source: of a long text that was left nothing is written twice. A dict is
    one."""

    def get(self, source: str, /) -> Written | None:
        """Return what was written for a source, None where nothing was yet."""

    def __setitem__(self, source: str, one: Written, /) -> None:
        """Keep what was written for a source."""


def do_nothing() -> None:
    """Go on."""


def tell_nobody(_done: int, _of: int) -> None:
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
    (ids,) = generated(tokenizer, model, source, search, between, prefix)
    most = most_tokens(tokenizer, model)
    new = ids[1:]
    return Written(
        text=tokenizer.decode(new, skip_special_tokens=True).strip(),
        tokens=len(new),
        read=max(0, read_characters(tokenizer, prefix + source, most) - len(prefix)),
        is_cut=len(new) >= _most_written(model, search) and not _ended(model, int(new[-1])),
    )


def generated(
    tokenizer: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    source: str,
    search: Search,
    between: Between,
    prefix: str,
    **more: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Return what `model.generate` returns for a text, with `more` of its settings: token ids [1, tokens] without any.

    Hold a turn.
    """
    import torch
    from transformers import StoppingCriteria, StoppingCriteriaList

    class _EveryToken(StoppingCriteria):
        def __call__(self, input_ids: Any, scores: Any, **_more: Any) -> Any:  # noqa: ANN401, ARG002
            between()
            return torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device)

    inputs = tokenizer(
        prefix + source, truncation=True, max_length=most_tokens(tokenizer, model), return_tensors="pt"
    )
    with torch.inference_mode():
        return model.generate(
            **inputs.to(model.device),
            do_sample=False,
            num_beams=search.beams,
            max_new_tokens=_most_written(model, search),
            # What the model's own settings say of it would only be warned of.
            max_length=None,
            no_repeat_ngram_size=search.no_repeat,
            stopping_criteria=StoppingCriteriaList([_EveryToken()]),
            **more,
        )


def write_all(
    tokenizer: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    sources: Sequence[str],
    search: Search,
    between: Between = do_nothing,
    told: Told = tell_nobody,
    known: Known | None = None,
    prefix: str = "",
) -> tuple[Written, ...]:
    """Return what `write` writes for each of several sources; what is `known` is taken from there, and what is new is
    put there, with its `prefix`, as it comes."""
    known = {} if known is None else known
    found = []
    for number, source in enumerate(sources):
        told(number, len(sources))
        one = known.get(prefix + source)
        if one is None:
            one = known[prefix + source] = write(tokenizer, model, source, search, between, prefix)
        found.append(one)
    return tuple(found)


def _most_written(model: Any, search: Search) -> int:  # noqa: ANN401
    """Return how many tokens are written at the most: a model's decoder has places for so many behind its first one."""
    # Two networks put together to one have their settings apart.
    writer = getattr(model.config, "decoder", None) or model.config
    positions = getattr(writer, "max_position_embeddings", None)
    return min(search.most_tokens, int(positions) - 1) if positions else search.most_tokens


def _ended(model: Any, last: int) -> bool:  # noqa: ANN401
    """Tell whether a model ended with the token `last` of its own accord; some are made to end where no more fits."""
    settings = model.generation_config
    ends = settings.eos_token_id
    return settings.forced_eos_token_id is None and last in (ends if isinstance(ends, list) else [ends])
