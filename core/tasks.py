"""The tasks of the app, as data: one row a page; and the activities that students hand in.

The order here is the order in the sidebar and on the home page. What else a new task needs, the README says.
"""

import os
from dataclasses import dataclass
from typing import Literal

from core.i18n import N_

Section = Literal["vision", "compare", "text", "library", "teaching"]

SECTIONS: dict[Section, str] = {
    "vision": N_("Vision"),
    "compare": N_("Compare"),
    "text": N_("Text"),
    "library": N_("The library"),
    "teaching": N_("Teaching"),
}


@dataclass(frozen=True)
class Task:
    """One page: its file name in pages/ without ".py" (also its address), section, title, sentence and icon."""

    page: str
    section: Section
    title: str
    sentence: str
    icon: str

    @property
    def path(self) -> str:
        """The page's file, relative to the project's folder."""
        return f"pages/{self.page}.py"


TASKS: tuple[Task, ...] = (
    Task(
        page="image_classification",
        section="vision",
        title=N_("Image classification"),
        sentence=N_("A model says in one label what a whole picture shows, and how sure it is."),
        icon=":material/label:",
    ),
    Task(
        page="object_detection",
        section="vision",
        title=N_("Object detection"),
        sentence=N_("A model marks every object it knows in a picture with a box, a label and a score."),
        icon=":material/filter_center_focus:",
    ),
    Task(
        page="image_segmentation",
        section="vision",
        title=N_("Image segmentation"),
        sentence=N_("A model says of every part of a picture what it is, and cuts out what you look for."),
        icon=":material/texture:",
    ),
    Task(
        page="zero_shot_image_classification",
        section="vision",
        title=N_("Zero-shot classification"),
        sentence=N_("Write your own labels: CLIP says which of them fits a picture, without any training."),
        icon=":material/sell:",
    ),
    Task(
        page="few_shot",
        section="vision",
        title=N_("Few-shot learning"),
        sentence=N_("Teach it classes of your own with a handful of examples, and see what it goes by."),
        icon=":material/school:",
    ),
    Task(
        page="depth_estimation",
        section="vision",
        title=N_("Depth estimation"),
        sentence=N_("A model guesses from one picture how far away every pixel is."),
        icon=":material/layers:",
    ),
    Task(
        page="quick_draw",
        section="vision",
        title=N_("Pictionary"),
        sentence=N_("Draw, and a small neural network guesses what it is, line by line."),
        icon=":material/draw:",
    ),
    Task(
        page="quick_draw_data",
        section="vision",
        title=N_("How people draw"),
        sentence=N_("Thousands of real drawings from Google's Quick, Draw!, replayed line by line."),
        icon=":material/gesture:",
    ),
    Task(
        page="compare_detectors",
        section="compare",
        title=N_("Compare detectors"),
        sentence=N_(
            "Put the same pictures through DETR and YOLO11, time them fairly, and fill in the activity's table."
        ),
        icon=":material/compare:",
    ),
    Task(
        page="text_classification",
        section="text",
        title=N_("Text classification"),
        sentence=N_(
            "A model says what a text is like: its sentiment, its language; step by step, from words to scores."
        ),
        icon=":material/sentiment_satisfied:",
    ),
    Task(
        page="token_classification",
        section="text",
        title=N_("Token classification"),
        sentence=N_("A model gives every word a label: its part of speech, or the kind of name that it is."),
        icon=":material/spellcheck:",
    ),
    Task(
        page="fill_mask",
        section="text",
        title=N_("Fill-mask"),
        sentence=N_("Leave a gap in a sentence, and a model says which words would fit there."),
        icon=":material/space_bar:",
    ),
    Task(
        page="translation",
        section="text",
        title=N_("Translation"),
        sentence=N_("A model writes in another language what a text says."),
        icon=":material/translate:",
    ),
    Task(
        page="summarization",
        section="text",
        title=N_("Summarization"),
        sentence=N_("A model says in a few sentences of its own what a text is about."),
        icon=":material/short_text:",
    ),
    Task(
        page="question_answering",
        section="text",
        title=N_("Question answering"),
        sentence=N_("Ask about a text, and a model shows you the place where the answer stands."),
        icon=":material/quiz:",
    ),
    Task(
        page="zero_shot_classification",
        section="text",
        title=N_("Zero-shot classification of texts"),
        sentence=N_("Write your own labels: a model says which of them fits a text, without any training."),
        icon=":material/new_label:",
    ),
    Task(
        page="text_generation",
        section="text",
        title=N_("Text generation"),
        sentence=N_(
            "A model goes on with your text, token by token, and you see what else it could have written."
        ),
        icon=":material/edit_note:",
    ),
    Task(
        page="tokenizer",
        section="library",
        title=N_("Tokenizers"),
        sentence=N_("What a model really reads: how a text becomes tokens and numbers, step by step."),
        icon=":material/data_array:",
    ),
    Task(
        page="auto_classes",
        section="library",
        title=N_("Auto classes"),
        sentence=N_(
            "Which classes a model opens with, how its layers are built, and what goes in and comes out."
        ),
        icon=":material/account_tree:",
    ),
    Task(
        page="datasets",
        section="library",
        title=N_("Data sets"),
        sentence=N_(
            "Look into any data set of the Hub: its splits, its columns and its rows, without downloading it."
        ),
        icon=":material/dataset:",
    ),
    Task(
        page="pipelines",
        section="library",
        title=N_("Pipelines"),
        sentence=N_(
            "One line of code from an input to an answer: every task that transformers has, tried and measured."
        ),
        icon=":material/conversion_path:",
    ),
    Task(
        page="find_models",
        section="library",
        title=N_("Find models"),
        sentence=N_(
            "Search the Hugging Face Hub for a task, a language, a licence, and open what you find here."
        ),
        icon=":material/travel_explore:",
    ),
    Task(
        page="grade",
        section="teaching",
        title=N_("Grade"),
        sentence=N_(
            "What a class handed in of the comparison, in one table: counted anew, and what needs a look is said."
        ),
        icon=":material/fact_check:",
    ),
)


def task(page: str) -> Task:
    """Return the row of the page called `page` ("object_detection"); KeyError when there is none."""
    return {row.page: row for row in TASKS}[page]


def offered_tasks() -> tuple[Task, ...]:
    """Return the tasks that sidebar and home page lead to: all, without those for teachers where MIRALAB_TEACHING is
    0."""
    if os.environ.get("MIRALAB_TEACHING", "") != "0":
        return TASKS
    return tuple(row for row in TASKS if row.section != "teaching")


@dataclass(frozen=True)
class Activity:
    """What students hand in: the page on which they do it, its title, what is asked, and what its button says."""

    page: str
    title: str
    sentence: str
    start: str


ACTIVITIES: tuple[Activity, ...] = (
    Activity(
        page="compare_detectors",
        title=N_("Activity 2: DETR versus YOLO11"),
        sentence=N_("Two models on the same pictures: what each finds, where it errs and how long it takes."),
        start=N_("Compare DETR and YOLO11"),
    ),
    Activity(
        page="quick_draw",
        title=N_("Activity 1: Pictionary"),
        sentence=N_(
            "You draw and a network guesses: try it, take an app of your own with you and publish it."
        ),
        start=N_("Draw and let it guess"),
    ),
    Activity(
        page="image_segmentation",
        title=N_("Activity 3: segmentation by label"),
        sentence=N_(
            "Look for a person or an airplane in a picture: an inverted mask leaves nothing else of it."
        ),
        start=N_("Cut out by label"),
    ),
    Activity(
        page="zero_shot_image_classification",
        title=N_("Activity 4: zero-shot with CLIP"),
        sentence=N_("A picture and labels of your own: which fits best, and what does another CLIP say?"),
        start=N_("Try your own labels"),
    ),
)
