"""The recipes of the text models, on a handful of sentences of our own."""

import gzip
import itertools
import json
import random
from pathlib import Path

import pytest
import sacrebleu
import torch
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSeq2SeqLM,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

from training.text import (
    card,
    data,
    evaluate,
    figures,
    language_model,
    loop,
    masked_model,
    pairs,
    prepare,
    translation,
)
from training.text.tokens import (
    FINISH,
    SONNET,
    text_tokenizer,
    translation_tokenizer,
    word_tokenizer,
    write_tokenizer,
)

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
TRAINED = {
    "mini-es-en": AutoModelForSeq2SeqLM,
    "mini-lm-es": AutoModelForCausalLM,
    "mini-bert-es": AutoModelForMaskedLM,
    "mini-idioma": AutoModelForSequenceClassification,
    "mini-pos-es": AutoModelForTokenClassification,
    "mini-sentimiento": AutoModelForSequenceClassification,
}
"""The models whose weights are in the repository."""

PAIRS = [
    ("El perro duerme.", "The dog sleeps."),
    ("La gata bebe leche.", "The cat drinks milk."),
    ("¿Dónde está el tren?", "Where is the train?"),
    ("El tren llega tarde.", "The train is late."),
    ("Compramos pan.", "We buy bread."),
    ("Compramos pan.", "We are buying bread."),
    ("Pinto la casa.", "I paint the house."),
    ("¡Qué frío hace!", "It is so cold!"),
]
VERSES = ["Sale la luna sobre el monte", "y el agua corre hacia la fuente", "la noche es larga y nadie viene"]
POEM = "\n\n".join("\n".join(VERSES[i % 3] for i in range(size)) for size in data.SONNET)
NOVEL = "Era una mañana de abril. El tren salía a las nueve.\n¿Dónde está mi sombrero? dijo la tía.\nNadie contestó."
TEXTS = data.Texts([NOVEL] * 2, [POEM])


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tokenizers, and the texts as they are prepared."""
    made = tmp_path_factory.mktemp("prepared")
    write_tokenizer(
        translation_tokenizer((side for pair in PAIRS for side in pair), 340), made / "mini-es-en"
    )
    write_tokenizer(text_tokenizer([NOVEL, POEM], 320), made / "mini-lm-es")
    write_tokenizer(word_tokenizer([NOVEL, POEM], 150), made / "mini-bert-es")
    return made


def tokenizer(folder, name):
    return AutoTokenizer.from_pretrained(folder / name)


def translator(folder, **changed):
    shape = {
        "d_model": 32,
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
    }
    return translation.build(tokenizer(folder, "mini-es-en"), **(shape | changed))


def generator(folder):
    return language_model.build(tokenizer(folder, "mini-lm-es"), n_embd=32, n_layer=1, n_head=2)


def gap_filler(folder):
    shape = {"hidden_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    return masked_model.build(tokenizer(folder, "mini-bert-es"), **shape)


def wanted(folder, name, run, steps, minutes=None):
    return loop.Options(
        name, loop.Limits(steps, minutes), None, folder, run / "out", run / "run", 0, False, 999, "cpu"
    )


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_what_is_held_out_shares_no_side_with_what_is_learnt_from(share):
    rows = [(f"Hay {i % 40} gatos.", f"There are {i % 30} cats{'.!'[i % 2]}") for i in range(120)]
    split = data.split_pairs(rows, share)
    assert split.held_out
    spanish = {data.key(one) for one, _ in split.held_out}
    english = {data.key(one) for _, several in split.held_out for one in several}
    assert not spanish & {data.key(one) for one, _ in split.train}
    assert not english & {data.key(one) for _, one in split.train}


def test_a_held_out_sentence_keeps_all_its_translations():
    split = data.split_pairs(PAIRS, 1)
    assert dict(split.held_out)["Compramos pan."] == ["We buy bread.", "We are buying bread."]
    assert split.train == []


def test_a_sonnet_gets_its_form_back_and_other_poems_are_left_out():
    assert data.sonnet(POEM.replace("\n\n", "\n")) == POEM
    assert data.stanzas(POEM) == data.SONNET
    assert data.sonnet("Un verso\ny otro") is None


def test_sonnets_with_the_same_first_verse_are_one():
    train, held_out = data.split_sonnets([POEM, POEM.replace("nadie", "alguien"), "no es un soneto"])
    assert train + held_out == [POEM]


def write_data(folder):
    (folder / "translation").mkdir(parents=True)
    (folder / "spanish" / "novels").mkdir(parents=True)
    with gzip.open(folder / "translation" / "es-en.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{spanish}\t{english}\n" for spanish, english in PAIRS)
    with gzip.open(folder / "spanish" / "sonnets.txt.gz", "wt", encoding="utf-8") as file:
        file.write(f"{POEM}\n\n***\n\n{POEM.replace('Sale', 'Brilla')}\n\n***\n")
    for number in range(14):
        with gzip.open(folder / "spanish" / "novels" / f"{number:02}.txt.gz", "wt", encoding="utf-8") as file:
            file.write(f"{NOVEL}\n\n{number} capítulos\n")


def test_what_is_prepared_is_read_again_without_the_data(tmp_path):
    write_data(tmp_path / "data")
    made = tmp_path / "made"
    first = prepare.pairs_of(made, tmp_path / "data"), prepare.texts_of(made, tmp_path / "data")
    assert first == (prepare.pairs_of(made, None), prepare.texts_of(made, None))
    assert len(first[0].train) + len(first[0].held_out) > 0
    train, held_out = first[1]
    assert (len(train.novels), len(held_out.novels)) == (13, 1)
    assert held_out.novels[0].endswith("12 capítulos")


def test_without_data_and_without_preparation_it_is_said_what_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="--data"):
        prepare.pairs_of(tmp_path, None)


@pytest.mark.parametrize("limits", [loop.Limits(50), loop.Limits(60, 1.0), loop.Limits(50, 1.0)])
def test_the_learning_rate_is_brought_down_to_nothing_by_the_end(limits):
    way = [limits.progress(step, 1.2 * step) for step in range(51)]
    rates = [loop.learning_rate(done, step, limits.steps) for step, done in enumerate(way)]
    assert way[-1] == 1
    assert rates[-1] == pytest.approx(0)
    assert max(rates) > 0.9
    assert rates[10:] == sorted(rates[10:], reverse=True)


def test_a_start_that_takes_long_leaves_the_learning_rate_its_way_up():
    limits = loop.Limits(12_000, 9)
    rates = [loop.learning_rate(limits.progress(step, 60 + step / 8), step, 12_000) for step in range(800)]
    assert rates[0] < 0.01
    assert max(later - before for before, later in itertools.pairwise(rates)) < 0.01


def test_no_time_left_is_the_end():
    assert loop.Limits(100, -1.0).progress(0, 3) == 1


def test_a_training_goes_on_where_it_stopped(tmp_path, folder, monkeypatch):
    seen = []
    for steps in (3, 5):
        network = generator(folder)

        def next_batch(done):
            seen.append(round(done, 3))
            return (torch.randint(5, 300, (2, 12)),)

        trained = loop.train(
            network,
            loop.groups_of(network, 1e-3, 0.1),
            next_batch,
            language_model.next_loss,
            lambda _network: 0.0,
            wanted(folder, "mini-lm-es", tmp_path, steps),
        )
    assert seen == [0, 0.333, 0.667, 0.6, 0.8]
    again = AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    torch.testing.assert_close(again.lm_head.weight, trained.lm_head.weight, atol=1e-3, rtol=1e-3)
    assert json.loads((tmp_path / "run" / "checkpoint.json").read_text())["steps"] == 5


def test_a_network_that_cannot_be_compiled_learns_all_the_same(monkeypatch):
    def broken(_loss, **_options):
        def fail(*_arguments):
            raise RuntimeError("no compiler")

        return fail

    monkeypatch.setattr(torch, "compile", broken)
    step = loop._compiled(lambda network, batch: batch[0].sum(), True)
    assert step(None, (torch.ones(3),)) == 3


EXPORTS = {
    "mini-es-en": (translator, AutoModelForSeq2SeqLM),
    "mini-lm-es": (generator, AutoModelForCausalLM),
    "mini-bert-es": (gap_filler, AutoModelForMaskedLM),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_model_comes_back_from_its_files(tmp_path, folder, name):
    build, kind = EXPORTS[name]
    torch.manual_seed(0)
    network = build(folder).eval()
    loop.export(network, folder / name, tmp_path)
    again = kind.from_pretrained(tmp_path).eval()
    inputs = AutoTokenizer.from_pretrained(tmp_path)("El tren salía.", return_tensors="pt")
    if name == "mini-es-en":
        inputs["decoder_input_ids"] = inputs["input_ids"]
    with torch.inference_mode():
        said, before = again(**inputs).logits, network(**inputs).logits
    assert said.dtype == torch.float32
    torch.testing.assert_close(said, before, atol=1e-2, rtol=1e-2)
    numbers = sum(parameter.numel() for parameter in network.parameters())
    assert (tmp_path / "model.safetensors").stat().st_size < 2 * numbers + 8000
    wanted_files = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    generates = set() if name == "mini-bert-es" else {"generation_config.json"}
    assert {file.name for file in tmp_path.iterdir()} == wanted_files | generates


@pytest.mark.parametrize("name", ["mini-es-en", "mini-lm-es"])
def test_tokens_become_the_text_again(folder, name):
    reader = tokenizer(folder, name)
    text = "¿Dónde está?\n\nNo sé…" if name == "mini-lm-es" else "¿Dónde está? I don't know."
    assert reader.decode(reader(text).input_ids, skip_special_tokens=True) == text.replace("…", "...")


def test_verses_and_stanzas_end_with_tokens_of_their_own(folder):
    reader = tokenizer(folder, "mini-lm-es")
    tokens = reader.convert_ids_to_tokens(reader(f"{SONNET}{POEM}{FINISH}").input_ids)
    assert (tokens[0], tokens[-1]) == (SONNET, FINISH)
    assert (tokens.count("\n"), tokens.count("\n\n")) == (10, 3)


def test_an_epoch_holds_every_pair_once_whatever_the_batches(folder, monkeypatch):
    monkeypatch.setattr(pairs, "JOINED", 0)
    monkeypatch.setattr(pairs, "CARELESS", 0)
    reader = tokenizer(folder, "mini-es-en")
    made = pairs.epoch(PAIRS, reader, 80, seed=1)
    assert all(source.size + target.size <= 80 for source, target in made if len(source) > 1)
    said = [
        tuple(reader.decode(row.tolist(), skip_special_tokens=True) for row in both)
        for source, target in made
        for both in zip(source, target, strict=True)
    ]
    assert sorted(said) == sorted(PAIRS)


def test_careless_spanish_keeps_its_letters():
    typed = {pairs.careless("¿Dónde está?", random.Random(seed)) for seed in range(40)}
    assert {"Dónde está?", "dónde está", "donde esta"} <= typed


def test_the_translator_learns_its_sentences_by_heart(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(pairs, "JOINED", 0)
    monkeypatch.setattr(pairs, "CARELESS", 0)
    monkeypatch.setattr(translation, "SMOOTHING", 0)
    monkeypatch.setattr(loop, "KEEP", 0.8)
    torch.manual_seed(0)
    several = [pair for pair in PAIRS if pair[1] != "We are buying bread."]
    network = translator(folder, dropout=0.0, attention_dropout=0.0, activation_dropout=0.0)
    reader = tokenizer(folder, "mini-es-en")
    batch = pairs.on_device(pairs.epoch(several, reader, 4096, 0, 0)[0], "cpu")
    loop.train(
        network,
        loop.groups_of(network, 1e-2, 0.0),
        lambda _done: batch,
        translation.translation_loss,
        lambda _network: 0.0,
        wanted(folder, "mini-es-en", tmp_path, 220),
    )
    spanish, english = zip(*several, strict=True)
    assert evaluate.translate(tmp_path / "out", spanish) == list(english)


def test_padding_changes_no_chance(folder):
    network = translator(folder).eval()
    reader = tokenizer(folder, "mini-es-en")
    made = pairs.padded([reader(side).input_ids for side in ("El perro duerme.", "El tren")], 0)
    both = torch.from_numpy(made).long()
    alone = torch.tensor([reader("El tren").input_ids])
    with torch.inference_mode():
        together = translation.log_chances(network, both, both)[1, : alone.shape[1]]
        torch.testing.assert_close(together, translation.log_chances(network, alone, alone)[0])


def test_rows_of_prose_and_verse_begin_as_said(folder):
    reader = tokenizer(folder, "mini-lm-es")
    prose = language_model.prose_stream(TEXTS.novels, reader, "cpu")
    verse = language_model.verse_stream(TEXTS.sonnets, reader, "cpu")
    mark = reader.convert_tokens_to_ids("<prosa>")
    (rows,) = language_model.batch_of(prose, verse, mark, 0.9, 40)
    assert rows.shape == (40, language_model.LENGTH)
    begins = [reader.decode(row[:12].tolist()) for row in rows]
    assert all(one.removeprefix("<prosa>").startswith(("Era", "¿D", "Nad")) for one in begins[:28])
    assert all(one.removeprefix(SONNET).startswith("Sale") for one in begins[28:])
    assert {one.startswith("<prosa>") for one in begins[:28]} == {True, False}


def test_the_generator_has_to_say_the_next_token(folder):
    network = generator(folder).eval()
    rows = torch.randint(5, 300, (2, 9))
    with torch.inference_mode():
        ours = language_model.next_loss(network, (rows,))
        torch.testing.assert_close(ours, network(input_ids=rows, labels=rows).loss)


def test_perplexity_counts_every_token_once(folder):
    network = generator(folder).eval()
    ids = torch.randint(5, 300, (40,)).tolist()
    counted = [len(row) - max(1, known) for row, known in figures.chunks(ids, 16)]
    assert sum(counted) == len(ids) - 1
    with torch.inference_mode():
        whole = float(network(input_ids=torch.tensor([ids]), labels=torch.tensor([ids])).loss) * 39
    assert figures.surprise(network, ids, 64) == pytest.approx(whole, rel=1e-4)


def test_whole_words_are_hidden_and_only_their_places_are_guessed(folder):
    reader = tokenizer(folder, "mini-bert-es")
    marks = masked_model.marks_of(reader, "cpu")
    rows = masked_model.rows_of(masked_model.sentences_of(TEXTS, reader, "cpu"), marks, 40)
    assert (rows[:, 0] == marks.begin).all()
    assert ((rows == marks.end).sum(dim=1) == 1).all()
    gone = masked_model.hidden(rows, marks, 0.4)
    assert 0.2 < gone[rows > 4].float().mean() < 0.6
    assert not gone[rows < 5].any()
    inside = marks.inside[rows[:, 1:]]
    assert (gone[:, 1:] == gone[:, :-1])[inside].all()


def test_the_labels_of_hidden_tokens_are_what_was_there(folder, monkeypatch):
    # Few enough that every hidden token has its place among those that are guessed.
    monkeypatch.setattr(masked_model, "SHARE", 0.08)
    reader = tokenizer(folder, "mini-bert-es")
    marks = masked_model.marks_of(reader, "cpu")
    sentences = masked_model.sentences_of(data.Texts([NOVEL], []), reader, "cpu")
    seen, places, labels = masked_model.batch_of(sentences, marks, len(reader), 30)
    there = seen.gather(1, places)
    masked = there == marks.mask
    assert (labels[masked] >= 5).all()
    assert (seen == marks.mask).sum() == masked.sum()
    assert ((there == labels) | masked | (labels >= 0) | (labels == -100)).all()
    assert 0.6 < masked[labels >= 0].float().mean() < 0.95


def test_our_bleu_is_sacrebleus(tmp_path, monkeypatch, capsys):
    rows = [("Uno.", ["One.", "A single one."]), ("Tengo dos gatos.", ["I have two cats."])]
    said = ["A single one.", "I have two dogs."]
    file = tmp_path / "test.tsv"
    file.write_text("".join("\t".join([one, *several]) + "\n" for one, several in rows), encoding="utf-8")
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr(evaluate, "translate", lambda _folder, _sentences: said)
    assert evaluate.main(["--task", "translation", str(file), "--model", str(tmp_path)]) == 0
    line = json.loads(capsys.readouterr().out)
    expected = sacrebleu.corpus_bleu(said, [["One.", "I have two cats."], ["A single one.", None]]).score
    assert line["bleu"] == pytest.approx(expected, abs=0.01)
    assert (line["task"], line["n"], line["exact"]) == ("translation", 2, 0.5)


@pytest.mark.parametrize("text", ["only one column\n", "", "\tno sentence\n"])
def test_a_wrong_file_is_refused_in_one_line(tmp_path, capsys, text):
    (tmp_path / "config.json").write_text("{}")
    file = tmp_path / "wrong.tsv"
    file.write_text(text)
    assert evaluate.main(["--task", "translation", str(file), "--model", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", TRAINED)
def test_the_card_of_a_text_model_is_the_one_of_its_figures(name):
    measured = json.loads((WEIGHTS / name / "measured.json").read_text(encoding="utf-8"))
    assert (WEIGHTS / name / "README.md").read_text(encoding="utf-8") == card.card(name, measured)
    assert card.size(WEIGHTS / name).items() <= measured.items()


@pytest.mark.parametrize("name", TRAINED)
def test_the_folder_of_a_text_model_is_whole(name):
    network = TRAINED[name].from_pretrained(WEIGHTS / name)
    reader = AutoTokenizer.from_pretrained(WEIGHTS / name)
    assert len(reader) == network.config.vocab_size
    assert all(parameter.isfinite().all() for parameter in network.parameters())


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("¿Dónde está el baño?", "Where's the bathroom?"),
        ("No sé qué decir.", "I don't know what to say."),
    ],
)
def test_a_short_sentence_is_translated(spanish, english):
    assert evaluate.translate(WEIGHTS / "mini-es-en", [spanish]) == [english]


def test_a_word_that_only_one_place_can_have_is_guessed():
    folder = WEIGHTS / "mini-bert-es"
    network, reader = (
        AutoModelForMaskedLM.from_pretrained(folder).eval(),
        AutoTokenizer.from_pretrained(folder),
    )
    inputs = reader("La niña abrió la [MASK] y miró a la calle.", return_tensors="pt")
    with torch.inference_mode():
        logits = network(**inputs).logits[inputs.input_ids == reader.mask_token_id]
    assert reader.decode(logits.argmax(dim=1)) in {"puerta", "ventana"}


def test_the_generator_writes_sonnets_in_four_stanzas():
    folder = WEIGHTS / "mini-lm-es"
    network, reader = (
        AutoModelForCausalLM.from_pretrained(folder).eval(),
        AutoTokenizer.from_pretrained(folder),
    )
    poems = figures.sampled_sonnets(network, reader, 4)
    assert any(data.stanzas(poem) == data.SONNET for poem in poems)


def test_the_text_models_that_ship_are_small():
    files = [file for folder in WEIGHTS.glob("mini-*") for file in folder.iterdir()]
    assert sum(file.stat().st_size for file in files) < 40_000_000
