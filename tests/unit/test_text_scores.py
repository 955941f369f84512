"""ROUGE, BLEU and chrF beside their reference implementations; TextRank beside its formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from core.errors import UserError
from core.text.scores import closeness, rouge
from core.text.text_rank import page_rank, text_rank, ties, words_of

PAIRS = [
    ("", ""),
    ("", "hola"),
    ("hola", ""),
    ("hola", "Hola."),
    ("La ciudad cierra el puente viejo", "El puente viejo cierra, y la ciudad cierra el puente nuevo."),
    ("canción niño él", "cancion nino el"),
    ("the cat the cat", "the the cat"),
]


def theirs(answer, reference):
    class Words:
        """rouge_score's own tokenizer leaves out every letter but a to z."""

        def tokenize(self, text):
            import re

            return re.findall(r"\w+", text.lower())

    found = RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=Words()).score(reference, answer)
    return [tuple(found[name]) for name in ("rouge1", "rouge2", "rougeL")]


def ours(answer, reference):
    found = rouge(answer, reference)
    return [(one.precision, one.recall, one.f1) for one in (found.one, found.two, found.longest)]


@pytest.mark.parametrize(("answer", "reference"), PAIRS)
def test_rouge_is_that_of_the_reference_implementation(answer, reference):
    for one, other in zip(ours(answer, reference), theirs(answer, reference), strict=True):
        assert one == pytest.approx(other)


@given(*[st.lists(st.sampled_from(["sol", "mar", "niño", "él", "y"]), max_size=12).map(" ".join)] * 2)
def test_rouge_of_any_words_is_that_of_the_reference_implementation(answer, reference):
    for one, other in zip(ours(answer, reference), theirs(answer, reference), strict=True):
        assert one == pytest.approx(other)


@pytest.mark.parametrize(("answer", "reference"), PAIRS)
def test_bleu_and_chrf_are_sacrebleus(answer, reference):
    import sacrebleu

    found = closeness(answer, reference)
    assert found.bleu == pytest.approx(sacrebleu.sentence_bleu(answer, [reference]).score)
    assert found.chrf == pytest.approx(sacrebleu.sentence_chrf(answer, [reference]).score)
    assert "version:" in found.bleu_signature and "nc:6" in found.chrf_signature


TEXT = (
    "El puente viejo cruza el río. El ayuntamiento cierra el puente viejo por obras. Hace sol. "
    "Las obras del puente duran tres meses. Los vecinos cruzan el río por otro puente."
)


def test_the_sentences_that_share_most_are_chosen_in_the_order_of_the_text():
    found = text_rank(TEXT, most=2)
    assert found.text == "El puente viejo cruza el río. El ayuntamiento cierra el puente viejo por obras."
    assert sum(found.ranks) == pytest.approx(1)
    assert min(range(5), key=found.ranks.__getitem__) == 2


def test_ranks_solve_the_equation_of_pagerank():
    import networkx

    tied = ties([words_of(one.text) for one in text_rank(TEXT).sentences])
    expected = networkx.pagerank(networkx.from_numpy_array(tied), alpha=0.85, tol=1e-12)
    assert page_rank(tied) == pytest.approx([expected[number] for number in range(len(tied))], abs=1e-6)


@pytest.mark.parametrize("text", ["Una.", "Hola. Hola.", "de la. y el.", "😀. 你好。مرحبا."])
def test_any_text_has_a_summary(text):
    found = text_rank(text, most=1)
    assert len(found.chosen) == 1 and np.isfinite(found.ranks).all() and sum(found.ranks) == pytest.approx(1)


def test_more_sentences_than_there_are_is_the_whole_text():
    assert text_rank(TEXT, most=99).text == TEXT


def test_without_a_sentence_it_says_so():
    with pytest.raises(UserError):
        text_rank("  \n")


def test_an_accent_counts_alike_however_it_is_written():
    assert rouge("el cami\u00f3n", "el camio\u0301n").one.f1 == 1
