"""The recipes of the text models that give labels, on a handful of sentences of our own, and what ships of them."""

import itertools
import json
import math
import random
from collections import Counter

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from training.text import (
    card,
    conllu,
    data,
    evaluate,
    label_figures,
    labelled,
    language,
    loop,
    masked_model,
    opinions,
    sentiment,
    speech_parts,
    teacher,
    vectors,
)
from training.text.conllu import Word
from training.text.prepare import WEIGHTS
from training.text.tokens import (
    any_language_tokenizer,
    opinion_pieces,
    with_words,
    without_accents,
    word_tokenizer,
    write_tokenizer,
)

SENTENCES = [
    ("es", "¿Dónde está el tren de la mañana?"),
    ("es", "La gata bebe leche en la cocina."),
    ("en", "Where is the morning train?"),
    ("en", "The cat drinks milk in the kitchen."),
    ("ja", "猫は台所で牛乳を飲みます。"),
    ("ja", "朝の電車はどこですか。"),
]
OPINIONS = [
    ("POS", "Me encanta esta canción."),
    ("NEG", "Odio esta canción."),
    ("POS", "I love this song!"),
    ("NEG", "I hate this song."),
]
CONLLU = """\
# text = Dámelo del tren.
1-3\tDámelo\t_\t_\t_\t_\t_\t_\t_\t_
1\tDa\tdar\tVERB\t_\t_\t0\troot\t_\t_
2\tme\tyo\tPRON\t_\t_\t1\tiobj\t_\t_
3\tlo\tél\tPRON\t_\t_\t1\tobj\t_\t_
4-5\tdel\t_\t_\t_\t_\t_\t_\t_\t_
4\tde\tde\tADP\t_\t_\t6\tcase\t_\t_
5\tel\tel\tDET\t_\t_\t6\tdet\t_\t_
5.1\tgran\tgrande\tADJ\t_\t_\t_\t_\t_\t_
6\ttren\ttren\tNOUN\t_\t_\t1\tobl\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_
"""
SPOKEN = (
    *(Word("Dámelo", "VERB"), Word("del", "ADP"), Word("tren", "NOUN", space=False)),
    Word(".", "PUNCT"),
)


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tokenizers, as they are prepared, and a small model that fills gaps."""
    made = tmp_path_factory.mktemp("prepared")
    write_tokenizer(any_language_tokenizer((text for _, text in SENTENCES), 400), made / "mini-idioma")
    write_tokenizer(opinion_pieces((text for _, text in OPINIONS), 60), made / "mini-sentimiento")
    for name in ("mini-pos-es", "mini-bert-es"):
        write_tokenizer(word_tokenizer([conllu.written(SPOKEN)[0]] * 3, 60), made / name)
    shape = {"hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 32}
    torch.manual_seed(0)
    base = masked_model.build(AutoTokenizer.from_pretrained(made / "mini-bert-es"), **shape)
    loop.export(base, made / "mini-bert-es", made / "base")
    return made


def tokenizer(folder, name):
    return AutoTokenizer.from_pretrained(folder / name)


def learn(network, folder, name, run, next_batch, loss, steps):
    """Train a network as its recipe does, and return the folder that it was written to."""
    limits = loop.Limits(steps)
    options = loop.Options(name, limits, None, folder, run / "out", run / "run", 0, False, 999, "cpu")
    groups = loop.groups_of(network, 1e-2, 0.0)
    loop.train(network, groups, lambda _done: next_batch(), loss, lambda _network: 0.0, options)
    return run / "out"


def test_texts_that_differ_in_case_and_punctuation_only_are_on_one_side():
    rows = [("es", f"{'Hay' if n % 2 else 'hay'} {n // 2} gatos{'.!'[n % 2]}") for n in range(80)]
    split = data.split_rows([*rows, ("es", "¡¡!!")], 0.3)
    train, held_out = ({data.key(text) for _, text in part} for part in (split.train, split.held_out))
    assert len(train) + len(held_out) == len(split.train) + len(split.held_out) == 40
    assert train and held_out and not train & held_out


def test_words_are_cut_out_of_sentences_and_letters_where_there_are_no_spaces():
    rng = random.Random(0)
    words = ["Dónde", "está", "el", "tren", "de", "la", "mañana"]
    pairs = {language.cut(SENTENCES[0][1], "es", 2, rng) for _ in range(200)}
    assert pairs == {" ".join(pair) for pair in itertools.pairwise(words)}
    assert {language.cut(SENTENCES[5][1], "ja", 1, rng) for _ in range(200)} >= {"朝の", "電車", "はど"}


@pytest.mark.parametrize("text", ["—", "no", "日"])
def test_a_text_with_too_few_words_stays_whole(text):
    assert language.cut(text, "zh" if text == "日" else "es", 2, random.Random(0)) == text


def test_accents_go_and_letters_of_their_own_stay():
    assert without_accents("Ñandú, pingüino, ÁRBOL, façade") == "Ñandu, pinguino, ARBOL, façade"
    typed = {language.varied("Él comió, й αά", random.Random(seed)).strip('".') for seed in range(300)}
    assert typed == {"Él comió, й αά", "El comio, й αά"}


@pytest.mark.parametrize("text", ["龘", "🙂", "Ωμέγα", "ñandú"])
def test_no_character_is_unknown(folder, text):
    reader = tokenizer(folder, "mini-idioma")
    ids = reader(text).input_ids
    assert reader.unk_token_id not in ids
    assert reader.decode(ids, skip_special_tokens=True) == text.lower()


def test_subtitles_without_accents_have_the_same_pieces(folder):
    reader = tokenizer(folder, "mini-sentimiento")
    assert reader("Canción").input_ids == reader("CANCION").input_ids


def test_log_ratios_are_those_of_naive_bayes(folder):
    reader = tokenizer(folder, "mini-sentimiento")
    ratios = labelled.log_ratios(OPINIONS, reader, sentiment.LABELS)
    pieces = {label: Counter() for label in sentiment.LABELS}
    for label, text in OPINIONS:
        pieces[label].update(set(reader(text, add_special_tokens=False).input_ids))
    sizes = [pieces[label].total() for label in sentiment.LABELS]
    token = next(one for one in pieces["POS"] if not pieces["NEG"][one])
    prior = sizes[1] / sum(sizes)
    expected = math.log((pieces["POS"][token] + prior) / (pieces["POS"][token] + 1) / prior)
    assert ratios[token, 1] == pytest.approx(expected, rel=1e-5)
    assert ratios[token, 1] > 0 > ratios[token, 0]
    assert (ratios[reader.cls_token_id] == 0).all()


def test_languages_are_learnt_by_heart_and_measured(tmp_path, folder, monkeypatch, capsys):
    monkeypatch.setattr(loop, "KEEP", 0.8)
    reader = tokenizer(folder, "mini-idioma")
    labels = labelled.labels_in(SENTENCES)
    torch.manual_seed(0)
    rng = random.Random(0)
    network = language.build(reader, labels, hidden_size=24, hidden_dropout_prob=0.0)
    labelled.begin_with(network, labelled.log_ratios(SENTENCES, reader, labels), language.SPREAD)
    out = learn(
        network,
        folder,
        "mini-idioma",
        tmp_path,
        lambda: language.batch_of(SENTENCES, labels, reader, 12, rng),
        labelled.label_loss,
        400,
    )
    file = tmp_path / "test.tsv"
    file.write_text("".join(f"{label}\t{text}\n" for label, text in SENTENCES), encoding="utf-8")
    assert evaluate.main(["--task", "language", str(file), "--model", str(out)]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["task"], line["n"], line["accuracy"]) == ("language", 6, 1)
    assert line["recall"] == {"en": 1, "es": 1, "ja": 1}
    figures = label_figures.of_languages(out, data.Split(SENTENCES, SENTENCES))
    assert figures["accuracy"] == 1
    assert figures["confused"] == []


def test_opinions_are_learnt_from_labels_and_from_a_teacher(tmp_path, folder, monkeypatch, capsys):
    monkeypatch.setattr(loop, "KEEP", 0.8)
    reader = tokenizer(folder, "mini-sentimiento")
    own = [(text, float(label == "POS")) for label, text in OPINIONS]
    taught = opinions.Taught(own, [("Odio.", 0.1)], [("I love me encanta", 0.9)], [])
    torch.manual_seed(0)
    rng = random.Random(0)
    ids, chances = sentiment.batch_of(taught, reader, 8, rng)
    assert len(ids) == 8
    torch.testing.assert_close(chances[4:], torch.tensor([[0.1, 0.9]] * 2 + [[0.9, 0.1]] * 2))
    network = sentiment.build(reader, hidden_dropout_prob=0.0)
    out = learn(
        network,
        folder,
        "mini-sentimiento",
        tmp_path,
        lambda: sentiment.batch_of(taught, reader, 10, rng),
        labelled.label_loss,
        80,
    )
    file = tmp_path / "test.tsv"
    file.write_text("".join(f"{label}\t{text}\n" for label, text in OPINIONS), encoding="utf-8")
    assert evaluate.main(["--task", "sentiment", str(file), "--model", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["recall"] == {"NEG": 1, "POS": 1}


LINES = [
    ("POS" if n % 2 else "NEG", f"línea {n}: {'bueno' if n % 2 else 'malo'} como {n % 7}") for n in range(60)
]


def test_the_teacher_judges_a_line_by_other_lines():
    rows = [*LINES[:8], ("NEG", "zarzuela"), *LINES[9:]]
    taught = teacher.teach(rows, [], {})
    # Only what has learnt from this line knows anything of its word.
    assert taught.chances[8] > taught.judge(["zarzuela"])[0]
    assert ((taught.chances > 0.5) == [label == "POS" for label, _ in rows]).mean() > 0.95
    assert [chance > 0.5 for chance in taught.judge(["bueno", "malo"])] == [True, False]


def test_the_teacher_rates_a_text_as_the_sum_of_its_words():
    rate = teacher.teach(LINES, [], {}).rate
    good, bad, both = rate(["bueno", "malo", "malo bueno"])
    assert good > 0 > bad
    # Between two words stands a space that neither has at both ends.
    assert both == pytest.approx(good + bad, abs=1e-6)


def test_the_teacher_believes_people_on_words_that_it_has_not_met():
    rows = [
        ("POS" if n % 2 else "NEG", f"{'joy' if n % 4 == 1 else 'sun'} {n}" if n % 2 else f"woe {n}")
        for n in range(60)
    ]
    judged = {"joy": 2.0, "sun": 1.5, "woe": -2.0, "glee": 3.0, "gloom": -3.0}
    glee, gloom, unknown = teacher.teach(rows, [], judged).rate(["glee", "gloom", "table"])
    assert glee > unknown > gloom


def test_word_vectors_are_those_of_positive_pointwise_mutual_information():
    lines = [["a", "b", "c", "a"], ["c", "b"], ["d", "a", "b"]]
    words, found = vectors.word_vectors(lines, 4)
    assert sorted(words) == ["a", "b", "c", "d"]
    met = np.zeros((4, 4))
    for line in lines:
        for one, other in itertools.permutations(range(len(line)), 2):
            met[words.index(line[one]), words.index(line[other])] += 1 / abs(one - other)
    often = met.sum(axis=1)
    neighbours = often**vectors.SMOOTHED / (often**vectors.SMOOTHED).sum()
    with np.errstate(divide="ignore"):
        information = np.maximum(np.log(met / np.outer(often, neighbours)), 0)
    left, values, _ = np.linalg.svd(information)
    expected = left * np.sqrt(values)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    # A singular vector may point either way.
    assert found @ found.T == pytest.approx(expected @ expected.T, abs=1e-5)


def test_a_line_of_parts_has_words_of_the_lines_in_their_order():
    lines = ["uno dos tres cuatro", "cinco seis"]
    made = opinions.joined(lines, 50, random.Random(0))
    assert len(made) == 50
    allowed = {("uno", "dos"), ("dos", "tres"), ("tres", "cuatro"), ("cinco", "seis")}
    for text in made:
        words = text.split()
        assert len(words) >= 4
        # A part that goes on has two words at least.
        assert sum(pair in allowed for pair in itertools.pairwise(words)) >= len(words) // 4


def test_words_are_added_until_there_are_enough_tokens():
    pieces = opinion_pieces(["gato gata perro"], 30)
    more = with_words(pieces, ["gato", "perro", "cigüeña", "burro"], len(pieces) + 2)
    assert len(more) == len(pieces) + 2
    assert more.tokenize("PERRO") == ["perro"]
    assert more("gato").input_ids[0] == pieces.cls_token_id


def test_the_scores_of_tokens_add_up_to_those_of_words():
    reader = with_words(opinion_pieces(["la el si no"], 30), ["amor", "son"], 40)
    words = ["amor", "son", "lai"]
    counts = {"es": np.array([900.0, 300.0, 900.0]), "en": np.array([0.0, 100.0, 0.0])}
    rates = {
        "es": lambda texts: np.array(
            [{"amor": 2.0, "son": 0.4, "lai": -1.0}.get(text, 0.0) for text in texts]
        ),
        "en": lambda texts: np.array([-2.0 if text == "son" else 0.0 for text in texts]),
    }
    scores, missing = opinions.token_scores(reader, words, counts, rates)
    ids = reader.backend_tokenizer.encode_batch(words, add_special_tokens=False)
    sums = [scores[one.ids].sum() for one in ids]
    assert len(ids[2].ids) > 1
    # A word of two languages has the mean of both, by how often it is met.
    assert sums == pytest.approx([2.0, (3 * 0.4 - 2.0) / 4, -1.0], abs=0.05)
    assert np.array([2.0, -0.2, -1.0]) - sums == pytest.approx(missing)
    assert scores[reader.cls_token_id] == 0


def test_a_word_that_stands_for_several_has_the_tag_of_the_first(tmp_path):
    file = tmp_path / "es.conllu"
    file.write_text(f"{CONLLU}\n{CONLLU.rstrip()}", encoding="utf-8")
    assert conllu.read_conllu(file) == [SPOKEN, SPOKEN]
    assert conllu.written(SPOKEN) == ("Dámelo del tren.", [0, 7, 11, 15])


@pytest.mark.parametrize("task", ["language", "pos", "sentiment"])
@pytest.mark.parametrize(
    "text", ["only one column\n", "", "\tno label\n", "1\ttren\ttren\t_\t_\t_\t_\t_\t_\t_\n"]
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path, capsys, task, text):
    (tmp_path / "config.json").write_text("{}")
    file = tmp_path / "wrong"
    file.write_text("" if text.startswith("1\t") and task != "pos" else text)
    assert evaluate.main(["--task", task, str(file), "--model", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_first_token_of_each_word_is_asked_for_its_tag(folder):
    reader = tokenizer(folder, "mini-pos-es")
    (ids,), (tags,) = speech_parts.rows_of([SPOKEN], reader)
    pieces = reader.convert_ids_to_tokens(ids)
    asked = [(piece, conllu.TAGS[tag - 1]) for piece, tag in zip(pieces, tags, strict=True) if tag]
    assert [tag for _, tag in asked] == ["VERB", "ADP", "NOUN", "PUNCT"]
    assert not any(piece.startswith("##") for piece, _ in asked)


def test_a_word_that_begins_inside_of_what_the_tokenizer_takes_for_one_is_asked_too(folder):
    inner = tokenizer(folder, "mini-pos-es").backend_tokenizer
    places = list(speech_parts.places_of(inner.encode("delel"), [0, 3]))
    assert [word for _, word in places] == [0, 1]


def test_parts_of_speech_begin_with_the_first_layers_of_another_model(folder):
    network = speech_parts.build(folder / "base")
    base = masked_model.BertForMaskedLM.from_pretrained(folder / "base").bert
    assert len(network.bert.encoder.layer) == speech_parts.LAYERS < len(base.encoder.layer)
    torch.testing.assert_close(
        network.bert.encoder.layer[1].output.dense.weight, base.encoder.layer[1].output.dense.weight
    )
    places = network.bert.embeddings.position_embeddings.weight
    torch.testing.assert_close(places[masked_model.LENGTH :], places[: masked_model.LENGTH])


def test_careless_sentences_keep_their_tags():
    typed = {speech_parts.careless(SPOKEN, random.Random(seed)) for seed in range(200)}
    said = {conllu.written(one)[0] for one in typed}
    assert {"dámelo del tren.", "DÁMELO DEL TREN", "Damelo del tren", "Dámelo del tren."} <= said
    assert all([word.tag for word in one] == [word.tag for word in SPOKEN[: len(one)]] for one in typed)


def test_parts_of_speech_are_learnt_by_heart_and_measured(tmp_path, folder, monkeypatch, capsys):
    monkeypatch.setattr(loop, "KEEP", 0.8)
    torch.manual_seed(0)
    rng = random.Random(0)
    reader = tokenizer(folder, "mini-pos-es")
    network = speech_parts.build(folder / "base", hidden_dropout_prob=0.0)

    def next_batch():
        return speech_parts.on_device(speech_parts.epoch([SPOKEN] * 4, reader, rng)[0], "cpu")

    out = learn(network, folder, "mini-pos-es", tmp_path, next_batch, speech_parts.tag_loss, 60)
    file = tmp_path / "es.conllu"
    file.write_text(CONLLU, encoding="utf-8")
    assert evaluate.main(["--task", "pos", str(file), "--model", str(out)]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["task"], line["n"], line["accuracy"]) == ("pos", 4, 1)
    # Longer than the model sees.
    long = tuple(Word(word.form, word.tag) for word in SPOKEN) * 60
    assert [len(tags) for tags in evaluate.tags_of(out, [long])] == [len(long)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¿A qué hora cierra la biblioteca?", "es"),
        ("The library closes at eight o'clock.", "en"),
        ("A que horas fecha a biblioteca?", "pt"),
        ("図書館は何時に閉まりますか。", "ja"),
        ("图书馆几点关门?", "zh"),
        ("Во сколько закрывается библиотека?", "ru"),
        ("gracias", "es"),
    ],
)
def test_the_language_of_a_text_is_told(text, expected):
    assert evaluate.labels_of(WEIGHTS / "mini-idioma", [text]) == [expected]


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        (
            "Estamos aprendiendo a usar los grandes modelos del lenguaje",
            "AUX VERB ADP VERB DET ADJ NOUN ADP NOUN",
        ),
        ("Vamos al cine del barrio", "VERB ADP NOUN ADP NOUN"),
        ("Dámelo cuando quieras", "VERB SCONJ VERB"),
    ],
)
def test_the_parts_of_speech_of_a_sentence_are_told(words, tags):
    sentence = tuple(Word(word, "X") for word in words.split())
    assert evaluate.tags_of(WEIGHTS / "mini-pos-es", [sentence]) == [tags.split()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Te quiero mucho, eres maravillosa.", "POS"),
        ("Maldita sea, es horrible.", "NEG"),
        ("A wonderful, moving film.", "POS"),
        ("A dull and stupid mess.", "NEG"),
    ],
)
def test_plain_opinions_are_told(text, expected):
    assert evaluate.labels_of(WEIGHTS / "mini-sentimiento", [text]) == [expected]


@pytest.mark.parametrize(
    ("name", "least"), [("mini-idioma", 0.985), ("mini-pos-es", 0.955), ("mini-sentimiento", 0.78)]
)
def test_what_ships_was_measured_to_be_good_enough(name, least):
    measured = json.loads((WEIGHTS / name / "measured.json").read_text(encoding="utf-8"))
    assert measured["accuracy"] >= least
    assert card.KINDS[name].figure == "accuracy"
