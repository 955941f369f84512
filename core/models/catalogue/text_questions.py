"""Models that find the answer to a question in a text."""

from core.i18n import N_, Phrase
from core.models.catalogue.row import ModelRow

_BNE_SQAC = N_("web pages kept by Spain's National Library (BNE), then SQAC: 18,817 questions in Spanish")

ANSWER_FINDERS: tuple[ModelRow, ...] = (
    ModelRow(
        name="roberta-bne-sqac",
        title=Phrase(N_("RoBERTa BNE SQAC (Spanish)")),
        hub_id="PlanTL-GOB-ES/roberta-base-bne-sqac",
        tasks=("question-answering", "tokenizer"),
        domain="text",
        languages=("es",),
        instead="roberta-bne-finetuned-sqac",
        library="transformers",
        parameters=124_100_000,
        download_bytes=498_000_000,
        licence="Apache-2.0",
        trained_on=_BNE_SQAC,
        why=N_("The course's model: it finds the answer in a Spanish text, and always finds one."),
    ),
    ModelRow(
        name="roberta-bne-finetuned-sqac",
        title=Phrase(N_("RoBERTa BNE, fine-tuned anew on SQAC (Spanish)")),
        hub_id="mrm8488/roberta-base-bne-finetuned-sqac",
        tasks=("question-answering", "tokenizer"),
        domain="text",
        languages=("es",),
        library="transformers",
        parameters=124_100_000,
        download_bytes=499_000_000,
        trained_on=_BNE_SQAC,
        why=N_(
            "The same network on the same questions, trained by somebody else: it stands in for the course's."
        ),
    ),
    ModelRow(
        name="distilbert-squad-es",
        title=Phrase(N_("DistilBETO SQuAD 2 (Spanish)")),
        hub_id="mrm8488/distill-bert-base-spanish-wwm-cased-finetuned-spa-squad2-es",
        tasks=("question-answering", "tokenizer"),
        domain="text",
        languages=("es",),
        library="transformers",
        parameters=66_800_000,
        download_bytes=268_000_000,
        trained_on=N_("SQuAD 2.0 in Spanish, translated by machine"),
        why=N_(
            "A smaller one, which learnt from questions without an answer too: it can say that there is none."
        ),
    ),
    ModelRow(
        name="roberta-squad2",
        title=Phrase(N_("RoBERTa SQuAD 2 (English)")),
        hub_id="deepset/roberta-base-squad2",
        tasks=("question-answering", "tokenizer"),
        domain="text",
        languages=("en",),
        library="transformers",
        parameters=124_100_000,
        download_bytes=498_000_000,
        licence="CC BY 4.0",
        trained_on="SQuAD 2.0",
        why=N_("The one for English, with and without an answer in the text."),
    ),
)
