"""Word vectors from what stands near a word: how much more often than by chance, in a few numbers."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

NEAR = 4
"""How many words on either side count; one that is n words away counts 1/n."""

SMOOTHED = 0.75
"""The power of how frequent a word is as a neighbour: rare neighbours count less so."""

Vectors = NDArray[np.float32]


def word_vectors(lines: Sequence[Sequence[str]], wide: int, most: int = 30_000) -> tuple[list[str], Vectors]:
    """Return the most frequent words of lines, at most `most`, and their vectors, float32 [words, wide], of length 1.

    They are the first singular vectors of the positive pointwise mutual information of words and their neighbours
    (Levy, Goldberg and Dagan 2015), each times the root of its singular value. A word without neighbours has zeros.
    There are fewer columns where there are fewer words.
    """
    words = [word for word, _ in Counter(word for line in lines for word in line).most_common(most)]
    places = {word: place for place, word in enumerate(words)}
    apart = [-1] * NEAR
    rows = np.array([place for line in lines for place in [*(places.get(word, -1) for word in line), *apart]])
    met = sparse.csr_matrix((len(words), len(words)))
    for far in range(1, NEAR + 1):
        both = (rows[:-far] >= 0) & (rows[far:] >= 0)
        pairs = rows[:-far][both], rows[far:][both]
        met += sparse.coo_matrix((np.full(both.sum(), 1 / far), pairs), shape=met.shape).tocsr()
    found = (met + met.T).tocoo()
    often = np.asarray(found.sum(axis=1)).ravel()
    neighbours = often**SMOOTHED / (often**SMOOTHED).sum()
    information = np.log(found.data / (often[found.row] * neighbours[found.col]))
    positive = information > 0
    kept = sparse.csr_matrix(
        (information[positive], (found.row[positive], found.col[positive])), shape=met.shape
    )
    left, values, _ = randomized_svd(kept, min(wide, len(words)), n_iter=3, random_state=0)
    vectors = left * np.sqrt(values)
    # A word that has no neighbours would have whatever is left of rounding.
    vectors[np.asarray(kept.sum(axis=1)).ravel() == 0] = 0
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return words, (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
