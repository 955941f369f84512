"""Attention: which tokens a network looks at while it works on each token.

Scope: the numbers of a layer and a head, for any network of transformers that gives them out. What is shown says where
numbers come from, and not why an answer is what it is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.models.attentions import giving_attentions
from core.models.loaded import LoadedModel
from core.text.tokens import Token, encode, token_limit

MOST_TOKENS = 48
"""How many tokens of a text are looked at: more rows and columns nobody can read."""


@dataclass(frozen=True, eq=False)
class Attention:
    """What each token looks at: `weights`, float16 [layers, heads, tokens, tokens], each row adds up to 1; the
    `tokens`; and whether the text goes on behind them."""

    weights: NDArray[np.float16]
    tokens: tuple[Token, ...]
    is_cut: bool

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return int(self.weights.shape[0])

    @property
    def heads(self) -> int:
        """How many heads a layer has."""
        return int(self.weights.shape[1])


def attention_of(loaded: LoadedModel, text: str) -> Attention:
    """Return the attention of a loaded AutoModel over the first MOST_TOKENS tokens of a text; of a model that reads one
    text and writes another, that of the part that reads.

    What the model answers is the same afterwards. Hold a turn (`loader.using`). Raises UserError where the network
    gives no attention out.
    """
    import torch

    model, tokenizer = loaded.model.model, loaded.model.processor
    most = min(MOST_TOKENS, token_limit(tokenizer, model.config.to_dict()) or MOST_TOKENS)
    encoded = encode(tokenizer, text, most)
    reader: Any = model.get_encoder() if model.config.is_encoder_decoder else model
    inputs = {name: tensor.to(model.device) for name, tensor in encoded.tensors.items()}
    with torch.inference_mode(), giving_attentions(model):
        layers = reader(**inputs, output_attentions=True).attentions
    if not layers or layers[0] is None:
        raise UserError(N_("{name} does not give out its attention."), name=loaded.row.title)
    weights = np.stack([layer[0].float().cpu().numpy() for layer in layers]).astype(np.float16)
    return Attention(weights, encoded.tokens, encoded.fit.is_cut)


def of_head(attention: Attention, layer: int, head: int | None) -> NDArray[np.float32]:
    """Return the weights of a layer (from 0) and a head, float32 [tokens, tokens]; the mean of all heads for None."""
    chosen = attention.weights[layer].astype(np.float32)
    shown: NDArray[np.float32] = chosen.mean(axis=0) if head is None else chosen[head]
    return shown


def strongest(
    attention: Attention, weights: NDArray[np.float32], most: int = 3
) -> list[tuple[int, int, float]]:
    """Return the links between two different tokens of the text that weigh most: from, to (places among the tokens) and
    weight, the strongest first."""
    own = [place for place, token in enumerate(attention.tokens) if not token.special]
    links = [(row, column, float(weights[row, column])) for row in own for column in own if row != column]
    return sorted(links, key=lambda link: -link[2])[:most]
