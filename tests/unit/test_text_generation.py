"""Going on with a text: what is written is what `model.generate` writes, and every step can be seen."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from core.errors import UserError
from core.i18n import speaking
from core.text.generation import SHOWN, Settings, beginning, bent, go_on, next_logits, record, steps
from tests.unit.text_models import opened

NAME = "ismaelfaro/gpt2-poems.es"
TEXT = "En el sueño"
GREEDY = Settings(is_sampled=False, most_tokens=30)
WARM = Settings(seed=3, temperature=1.7, top_k=40, top_p=0.9, repetition_penalty=1.2, most_tokens=30)


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture(params=[NAME, "weights/mini-lm-es"])
def model_of(request, hub):
    from tests.conftest import ROOT

    folder = hub.root / NAME if request.param == NAME else ROOT / request.param
    return opened(folder, "AutoModelForCausalLM")


@pytest.fixture
def poems(hub):
    return opened(hub.root / NAME, "AutoModelForCausalLM")


def plain(model_of, text, settings):
    import torch

    tokenizer, model = model_of
    inputs = tokenizer(text, return_tensors="pt")
    torch.manual_seed(settings.seed)
    chosen = {"temperature": settings.temperature, "top_k": settings.top_k, "top_p": settings.top_p}
    (ids,) = model.generate(
        input_ids=inputs["input_ids"],
        attention_mask=inputs["attention_mask"],
        do_sample=settings.is_sampled,
        max_new_tokens=settings.most_tokens,
        repetition_penalty=settings.repetition_penalty,
        **(chosen if settings.is_sampled else {"temperature": None, "top_k": None, "top_p": None}),
    )
    whole = tokenizer.decode(ids, skip_special_tokens=True)
    return text + whole[len(tokenizer.decode(inputs["input_ids"][0], skip_special_tokens=True)) :]


@pytest.mark.parametrize(
    "settings",
    [
        GREEDY,
        replace(GREEDY, repetition_penalty=1.5),
        Settings(most_tokens=30),
        Settings(seed=1, top_k=0, most_tokens=30),
        Settings(seed=2, top_p=0.5, top_k=0, most_tokens=30),
        WARM,
        replace(WARM, seed=4),
    ],
)
@pytest.mark.parametrize("text", [TEXT, "😀 niño: مرحبا 你好", "a " * 200], ids=["course", "scripts", "long"])
def test_what_is_written_is_what_generate_writes_from_the_same_seed(model_of, text, settings):
    assert go_on(*model_of, text, settings) == plain(model_of, text, settings)


def test_the_pipeline_writes_the_same(poems):
    import torch
    from transformers import pipeline

    pipe = pipeline("text-generation", model=poems[1], tokenizer=poems[0])
    torch.manual_seed(7)
    (theirs,) = pipe(TEXT, max_new_tokens=20, do_sample=True, top_k=50)
    assert record(go_on(*poems, TEXT, Settings(seed=7, most_tokens=20))) == theirs


def test_what_others_draw_at_random_meanwhile_changes_nothing(poems):
    import torch

    alone = go_on(*poems, TEXT, WARM)
    assert go_on(*poems, TEXT, WARM, between=lambda: torch.rand(3)) == alone


def test_every_step_has_the_probabilities_before_and_after_the_settings(poems):
    import torch
    from transformers.generation import logits_process as process

    tokenizer, model = poems
    start = beginning(tokenizer, model, TEXT, WARM.most_tokens)
    ids = list(start.tokens)
    for step in islice(steps(tokenizer, model, start, WARM), 10):
        logits = model(torch.tensor([ids])).logits[:, -1].detach()
        raw, scores = logits.softmax(-1)[0], logits
        for warper in (
            process.RepetitionPenaltyLogitsProcessor(1.2),
            process.TemperatureLogitsWarper(1.7),
            process.TopKLogitsWarper(40),
            process.TopPLogitsWarper(0.9),
        ):
            scores = warper(torch.tensor([ids]), scores)
        chances = scores.softmax(-1)[0]
        assert len(step.candidates) == SHOWN
        for one in (*step.candidates, step.chosen):
            assert one.probability == pytest.approx(float(raw[one.token]), abs=1e-5)
            assert one.chance == pytest.approx(float(chances[one.token]), abs=1e-5)
            assert one.text == tokenizer.decode([one.token])
        assert step.candidates[0].token == int(raw.argmax())
        assert step.chosen.chance > 0
        ids.append(step.chosen.token)


def test_one_can_stop_at_any_step_and_go_on_from_another_choice(poems):
    tokenizer, model = poems
    start = beginning(tokenizer, model, TEXT, GREEDY.most_tokens)
    first = list(islice(steps(tokenizer, model, start, GREEDY), 3))
    assert first[-1].text and len(first) == 3
    other = first[-1].candidates[1]
    again = start.then(*(step.chosen.token for step in first[:-1]), other.token)
    written = [step.chosen.token for step in steps(tokenizer, model, again, replace(GREEDY, most_tokens=5))]
    import torch

    expected = model.generate(torch.tensor([again.tokens]), do_sample=False, max_new_tokens=5)[0].tolist()
    assert [*again.tokens, *written] == expected


def test_between_two_steps_the_thread_is_as_it_was(poems):
    import torch

    start = beginning(*poems, TEXT, 5)
    for _step in steps(*poems, start, replace(GREEDY, most_tokens=2)):
        assert not torch.is_inference_mode_enabled()
        assert torch.is_grad_enabled()


def test_the_model_may_end_the_text_itself(poems, monkeypatch):
    tokenizer, model = poems
    start = beginning(tokenizer, model, TEXT, 30)
    third = [step.chosen.token for step in steps(tokenizer, model, start, GREEDY)][2]
    monkeypatch.setattr(model.generation_config, "eos_token_id", [third])
    found = list(steps(tokenizer, model, start, GREEDY))
    assert [step.is_end for step in found] == [False, False, True]


def test_a_letter_of_several_tokens_is_shown_when_it_is_whole(poems):
    tokenizer, model = poems
    wild = Settings(top_k=0, temperature=9.0, most_tokens=200)
    start = beginning(tokenizer, model, TEXT, 200)
    found = list(steps(tokenizer, model, start, wild))
    assert any("�" in tokenizer.decode([step.chosen.token]) for step in found)
    assert not any(step.text.endswith("�") for step in found[:-1])
    tokens = [*start.tokens, *(step.chosen.token for step in found)]
    assert TEXT + found[-1].text == tokenizer.decode(tokens, skip_special_tokens=True)


def test_a_long_beginning_loses_its_front_and_that_is_said(poems):
    tokenizer, model = poems
    start = beginning(tokenizer, model, "canta un río " * 1_000, 100)
    assert len(start.tokens) == 924 and start.left_out > 0
    whole = tokenizer("canta un río " * 1_000)["input_ids"]
    assert list(start.tokens) == whole[start.left_out :]
    assert len(list(steps(tokenizer, model, start, replace(GREEDY, most_tokens=100)))) == 100


@pytest.mark.parametrize("text", ["", "  \n"])
def test_without_a_beginning_it_says_so(poems, text):
    with pytest.raises(UserError, match="no text to go on from"):
        go_on(*poems, text, GREEDY)


def test_more_new_tokens_than_there_is_room_for_are_refused(poems):
    with pytest.raises(UserError, match=r"room for 1024 tokens in all"):
        go_on(*poems, TEXT, replace(GREEDY, most_tokens=1024))


def test_temperature_bends_the_probabilities_of_the_next_token(poems):
    import torch

    logits = next_logits(poems[1], beginning(*poems, TEXT, 1))
    (first,) = steps(*poems, beginning(*poems, TEXT, 1), replace(GREEDY, most_tokens=1))
    assert bent(logits, 1.0)[first.chosen.token] == pytest.approx(first.chosen.probability, abs=1e-5)
    for temperature in (0.1, 0.7, 2.0):
        expected = (torch.tensor(logits) / temperature).softmax(0).numpy()
        assert bent(logits, temperature) == pytest.approx(expected, abs=1e-6)
    assert bent(np.array([1e4, 0.0], np.float32), 0.01).tolist() == [1.0, 0.0]


def test_the_draws_follow_the_chances(poems):
    settings = Settings(top_k=3, temperature=3.0, most_tokens=1)
    start = beginning(*poems, TEXT, 1)
    firsts = [next(steps(*poems, start, replace(settings, seed=seed))) for seed in range(400)]
    chances = {one.token: one.chance for one in firsts[0].candidates if one.chance}
    assert set(chances) == {step.chosen.token for step in firsts}
    for token, chance in chances.items():
        share = sum(step.chosen.token == token for step in firsts) / len(firsts)
        assert share == pytest.approx(chance, abs=0.1)


@pytest.mark.parametrize("name", ["Llama", "Bloom", "OPT", "Mamba"])
def test_other_networks_write_what_generate_makes_them_write(poems, name):
    import torch
    import transformers

    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": len(poems[0])}
    more = {
        "Llama": {"intermediate_size": 64},
        "OPT": {"ffn_dim": 64, "word_embed_proj_dim": 32},
        "Bloom": {"n_layer": 2, "n_head": 4},
    }.get(name, {})
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(
        getattr(transformers, f"{name}Config")(**size, **more)
    )
    model.generation_config.update(eos_token_id=None, pad_token_id=0)
    model_of = poems[0], model.eval()
    settings = Settings(seed=5, most_tokens=12)
    assert go_on(*model_of, TEXT, settings) == plain(model_of, TEXT, settings)
