"""Models that give a whole text a label: sentiment, language, and whether one sentence entails another."""

from core.i18n import N_, Phrase
from core.models.catalogue.row import WEIGHTS, ModelRow

TWENTY_LANGUAGES = (
    *("ja", "nl", "ar", "pl", "de", "it", "pt", "tr", "es", "hi"),
    *("el", "ur", "bg", "en", "fr", "zh", "ru", "th", "sw", "vi"),
)

TEXT_CLASSIFIERS: tuple[ModelRow, ...] = (
    ModelRow(
        name="bertweet-sentiment",
        title=Phrase(N_("BERTweet (sentiment, English)")),
        hub_id="finiteautomata/bertweet-base-sentiment-analysis",
        tasks=("text-classification", "tokenizer"),
        domain="text",
        languages=("en",),
        instead="distilbert-sst-2",
        library="transformers",
        parameters=134_900_000,
        download_bytes=541_000_000,
        trained_on=N_("850 million English tweets, then SemEval 2017: 40,000 with their sentiment"),
        why=N_(
            "The course's step-by-step example: it says of an English tweet whether it is POS, NEU or NEG."
        ),
    ),
    ModelRow(
        name="xlm-roberta-language-detection",
        title=Phrase(N_("XLM-RoBERTa (20 languages)")),
        hub_id="papluca/xlm-roberta-base-language-detection",
        tasks=("text-classification", "tokenizer"),
        domain="text",
        languages=TWENTY_LANGUAGES,
        library="transformers",
        parameters=278_000_000,
        download_bytes=1_126_000_000,
        licence="MIT",
        trained_on=N_("Language Identification: 70,000 texts in 20 languages"),
        why=N_("It says which of 20 languages a text is in."),
    ),
    ModelRow(
        name="robertuito-sentiment",
        title=Phrase(N_("RoBERTuito (sentiment, Spanish)")),
        hub_id="pysentimiento/robertuito-sentiment-analysis",
        tasks=("text-classification", "tokenizer"),
        domain="text",
        languages=("es",),
        library="transformers",
        parameters=108_800_000,
        download_bytes=436_000_000,
        trained_on=N_("500 million Spanish tweets, then TASS 2020 with their sentiment"),
        why=N_("The same three labels for Spanish: a RoBERTa that grew up on Spanish tweets."),
    ),
    ModelRow(
        name="distilbert-sst-2",
        title=Phrase(N_("DistilBERT SST-2 (sentiment, English)")),
        hub_id="distilbert/distilbert-base-uncased-finetuned-sst-2-english",
        tasks=("text-classification", "tokenizer"),
        domain="text",
        languages=("en",),
        library="transformers",
        revision="714eb0f",
        parameters=67_000_000,
        download_bytes=268_000_000,
        licence="Apache-2.0",
        trained_on=N_("SST-2: sentences of English film reviews"),
        why=N_(
            "transformers' own choice for sentiment: half of a BERT, and only two labels, without a neutral one."
        ),
    ),
    ModelRow(
        name="mini-sentimiento",
        title="Mini sentimiento",
        hub_id="",
        tasks=("text-classification", "tokenizer"),
        domain="text",
        languages=("es", "en"),
        library="transformers",
        parameters=466_818,
        licence="AGPL-3.0",
        trained_on=N_("14,000 lines of Spanish subtitles (XED) and English film reviews"),
        why=N_(
            "A small one that ships with the app and needs no network: POS or NEG, no neutral, in the language of "
            "films and subtitles. More than one answer in five is wrong."
        ),
        local_path=str(WEIGHTS / "mini-sentimiento"),
    ),
    ModelRow(
        name="mini-idioma",
        title="Mini idioma",
        hub_id="",
        tasks=("text-classification", "tokenizer"),
        domain="text",
        languages=TWENTY_LANGUAGES,
        library="transformers",
        parameters=506_132,
        licence="AGPL-3.0",
        trained_on=N_("110,000 sentences in 20 languages (Common Voice, Tatoeba, AfriSenti)"),
        why=N_(
            "A small one that ships with the app and needs no network: it tells the same 20 languages apart, sentences "
            "better than single words."
        ),
        local_path=str(WEIGHTS / "mini-idioma"),
    ),
    ModelRow(
        name="bert-spanish-xnli",
        title=Phrase(N_("BETO XNLI (Spanish)")),
        hub_id="Recognai/bert-base-spanish-wwm-cased-xnli",
        tasks=("zero-shot-classification", "tokenizer"),
        domain="text",
        languages=("es",),
        instead="minilm-xnli",
        library="transformers",
        parameters=109_900_000,
        download_bytes=440_000_000,
        licence="MIT",
        trained_on=N_("XNLI in Spanish: pairs of sentences"),
        why=N_("It learnt whether one Spanish sentence follows from another: enough for labels of your own."),
    ),
    ModelRow(
        name="minilm-xnli",
        title=Phrase(N_("MiniLM XNLI (multilingual)")),
        hub_id="MoritzLaurer/multilingual-MiniLMv2-L6-mnli-xnli",
        tasks=("zero-shot-classification", "tokenizer"),
        domain="text",
        library="transformers",
        parameters=107_000_000,
        download_bytes=445_000_000,
        licence="MIT",
        trained_on="MultiNLI, XNLI",
        why=N_("The same with many languages and six layers: most of its weights are its vocabulary."),
    ),
)
