"""The kinds of task on texts, a record each (see core.models.kind).

All of them open with an Auto class and its tokenizer: their pages show tokens, logits and attention, which a pipeline
keeps to itself, and transformers 5 has no pipeline any more for half of them.
"""

from functools import partial

from core.i18n import N_
from core.models.kind import Kind

_text_kind = partial(
    Kind,
    opening="auto",
    processor="AutoTokenizer",
    domains=("text",),
)

_WRITES = (
    *("T5ForConditionalGeneration", "BartForConditionalGeneration", "M2M100ForConditionalGeneration"),
    *("PegasusForConditionalGeneration", "PegasusXForConditionalGeneration", "LEDForConditionalGeneration"),
    *("ProphetNetForConditionalGeneration", "FSMTForConditionalGeneration", "EncoderDecoderModel"),
)
"""Architectures that read a text and write another one; some of pictures and sound have names that end alike."""

TEXT_KINDS = (
    _text_kind(
        task="text-classification",
        hub_task="text-classification",
        auto_class="AutoModelForSequenceClassification",
        endings=("ForSequenceClassification",),
        mappings=("MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It always answers with a label that it knows, also for a text of another language or kind than those "
                "it learnt from. Irony, negation and names of groups of people fool it: read the text before you trust "
                "the score."
            ),
        },
        not_suitable=N_("{name} is not a text classifier that the installed transformers library knows."),
        hub_example="distilbert/distilbert-base-uncased-finetuned-sst-2-english",
        hub_help=N_(
            "Text classifiers that need no code of their own. The size is checked first; nothing is downloaded until "
            "you use the model."
        ),
        defaults=("bertweet-sentiment", "xlm-roberta-language-detection"),
        shipped=("mini-sentimiento", "mini-idioma"),
        command="core.text.commands.text_classification",
    ),
    _text_kind(
        task="token-classification",
        hub_task="token-classification",
        auto_class="AutoModelForTokenClassification",
        endings=("ForTokenClassification",),
        mappings=("MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It gives every token one of the labels that it knows. Names that it has never seen, capitals in odd "
                "places and texts of another kind than it learnt from (tweets, laws, dialects) mislead it."
            ),
        },
        not_suitable=N_(
            "{name} gives no labels to tokens in a way that the installed transformers library knows."
        ),
        hub_example="dslim/bert-base-NER",
        hub_help=N_(
            "Models for parts of speech, names and other labels of words that need no code of their own. The size is "
            "checked first; nothing is downloaded until you use the model."
        ),
        defaults=("robertuito-pos", "bert-spanish-ner"),
        shipped=("mini-pos-es",),
        command="core.text.commands.token_classification",
    ),
    _text_kind(
        task="fill-mask",
        hub_task="fill-mask",
        auto_class="AutoModelForMaskedLM",
        endings=("ForMaskedLM",),
        mappings=("MODEL_FOR_MASKED_LM_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It guesses what stands in such a place in the texts that it read, not what is true, and it repeats "
                "their prejudices. It fills a gap with one token: a rare word, which is several, it cannot guess."
            ),
        },
        not_suitable=N_(
            "{name} does not fill gaps in texts in a way that the installed transformers library knows."
        ),
        hub_example="distilbert/distilroberta-base",
        hub_help=N_(
            "Masked language models that need no code of their own. The size is checked first; nothing is downloaded "
            "until you use the model."
        ),
        defaults=("xlm-roberta-base", "bert-base-uncased"),
        shipped=("mini-bert-es",),
        command="core.text.commands.fill_mask",
    ),
    _text_kind(
        task="translation",
        hub_task="translation",
        auto_class="AutoModelForSeq2SeqLM",
        endings=("MarianMTModel", *_WRITES),
        mappings=("MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It writes fluent sentences even where it has not understood: numbers, names, negations and who is "
                "meant go wrong first. It knows nothing outside the sentence before it."
            ),
        },
        not_suitable=N_(
            "{name} does not translate texts in a way that the installed transformers library knows."
        ),
        hub_example="Helsinki-NLP/opus-mt-fr-es",
        hub_help=N_(
            "Translators that need no code of their own, most of them for one pair of languages. The size is checked "
            "first; nothing is downloaded until you use the model."
        ),
        defaults=("opus-mt-es-en", "mini-es-en"),
        shipped=("mini-es-en",),
        command="core.text.commands.translation",
    ),
    _text_kind(
        task="summarization",
        hub_task="summarization",
        auto_class="AutoModelForSeq2SeqLM",
        endings=_WRITES,
        mappings=("MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It writes new sentences, and some of what they say may not stand in the text at all: check names, "
                "numbers and dates. Of a long text it sees only the beginning."
            ),
        },
        not_suitable=N_("{name} writes no summaries in a way that the installed transformers library knows."),
        hub_example="Falconsai/text_summarization",
        hub_help=N_(
            "Models that write summaries and need no code of their own. The size is checked first; nothing is "
            "downloaded until you use the model."
        ),
        defaults=("mt5-small-spanish-summarization", "bert2bert-spanish-summarization"),
        shipped=(),
        command="core.text.commands.summarization",
    ),
    _text_kind(
        task="question-answering",
        hub_task="question-answering",
        auto_class="AutoModelForQuestionAnswering",
        endings=("ForQuestionAnswering",),
        mappings=("MODEL_FOR_QUESTION_ANSWERING_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It cuts its answer out of the context, and always finds one, also where the context does not say it. "
                "It does not calculate, and it knows nothing but the context."
            ),
        },
        not_suitable=N_(
            "{name} answers no questions on texts in a way that the installed transformers library knows."
        ),
        hub_example="deepset/roberta-base-squad2",
        hub_help=N_(
            "Models that find answers in a text and need no code of their own. The size is checked first; nothing is "
            "downloaded until you use the model."
        ),
        defaults=("roberta-bne-sqac", "distilbert-squad-es"),
        shipped=(),
        command="core.text.commands.question_answering",
    ),
    _text_kind(
        task="zero-shot-classification",
        hub_task="zero-shot-classification",
        auto_class="AutoModelForSequenceClassification",
        endings=("ForSequenceClassification",),
        label_like="entail",
        mappings=("MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It chooses among your labels even if none of them fits, and the words of labels and template change "
                "the scores. Shared words and the prejudices of its texts weigh more than meaning now and then."
            ),
        },
        not_suitable=N_(
            "{name} does not say whether a text entails a sentence in a way that the installed transformers library "
            "knows."
        ),
        hub_example="MoritzLaurer/mDeBERTa-v3-base-mnli-xnli",
        hub_help=N_(
            "Models of natural language inference (NLI, XNLI) that need no code of their own. The size is checked "
            "first; nothing is downloaded until you use the model."
        ),
        defaults=("bert-spanish-xnli", "minilm-xnli"),
        shipped=(),
        command="core.text.commands.zero_shot_classification",
    ),
    _text_kind(
        task="text-generation",
        hub_task="text-generation",
        auto_class="AutoModelForCausalLM",
        endings=("ForCausalLM", "LMHeadModel"),
        mappings=("MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",),
        limits={
            "text": N_(
                "It writes what sounds likely after the words before, not what is true. It repeats the prejudices of "
                "the texts that it read, and here and there their very words."
            ),
        },
        not_suitable=N_("{name} writes no texts in a way that the installed transformers library knows."),
        hub_example="HuggingFaceTB/SmolLM2-135M",
        hub_help=N_(
            "Language models that need no code of their own. The size is checked first; nothing is downloaded until "
            "you use the model."
        ),
        defaults=("gpt2-poems-es", "gpt2-spanish"),
        shipped=("mini-lm-es",),
        command="core.text.commands.text_generation",
    ),
)
