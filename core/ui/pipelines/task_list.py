"""Every task that the installed transformers has a pipeline for, and those that it had."""

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.library.pipelines import (
    MODALITIES,
    PipelineTask,
    RemovedTask,
    matching,
    pipeline_tasks,
    removed_tasks,
    version,
)
from core.tasks import Task
from core.ui.frame.code import show_code
from core.ui.frame.markdown import plain

_SEARCH, _MODALITY, _TABLE = "pipeline_search", "pipeline_modality", "pipeline_table"
_LONGEST_SEARCH = 60


def show_tasks(first: str) -> None:
    """Draw the list of tasks, which can be searched, the one that is chosen in it (the one called `first` where none
    is), and the tasks that are gone."""
    tasks = pipeline_tasks()
    st.subheader(_("All {n} tasks of pipeline()").format(n=len(tasks)), anchor=False)
    st.markdown(
        _(
            "Read from transformers {version}, which is installed here. Choose a row to see an example."
        ).format(version=version())
    )
    found = matching(tasks, *_asked(tasks))
    if not found:
        st.info(_("No task is called like that. Search for another word."), icon=":material/search_off:")
    else:
        _task(_chosen(found, first))
    _removed(removed_tasks())


def _asked(tasks: tuple[PipelineTask, ...]) -> tuple[str, str]:
    left, right = st.columns([1, 2])
    words = left.text_input(
        _("Search"),
        max_chars=_LONGEST_SEARCH,
        placeholder=_("classification, ner, BERT…"),
        icon=":material/search:",
        key=_SEARCH,
        bind="query-params",
        persist_state="session",
    )
    modalities = sorted({task.modality for task in tasks}, key=[*MODALITIES].index)
    modality = right.pills(
        _("What it is about"),
        modalities,
        format_func=_modality,
        key=_MODALITY,
        persist_state="session",
        wrap=True,
    )
    return words or "", modality or ""


def _chosen(tasks: tuple[PipelineTask, ...], first: str) -> PipelineTask:
    """Draw tasks as a table and return the one that is chosen there; else the one called `first`, or the first one."""
    table = st.dataframe(
        pd.DataFrame([_row(task) for task in tasks]),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={_("Page here"): st.column_config.TextColumn(width="medium")},
        # Another list has other rows.
        key=f"{_TABLE}.{hash(tuple(task.name for task in tasks))}",
        alt=_("The tasks of pipeline()"),
    )
    rows = table["selection"]["rows"]
    if rows and rows[0] < len(tasks):
        return tasks[rows[0]]
    return next((task for task in tasks if task.name == first), tasks[0])


def _row(task: PipelineTask) -> dict[str, str]:
    return {
        _("Task"): task.name,
        _("Also called"): ", ".join(task.aliases),
        _("About"): _modality(task.modality),
        _("Page here"): ", ".join(_(page.title) for page in task.pages),
        _("Class"): task.pipeline_class,
        _("Default model"): f"{task.model}@{task.revision}" if task.model else "",
        _("Cuts its input"): _("yes") if task.in_chunks else "",
    }


def _task(task: PipelineTask) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(task.name)}** · `{task.pipeline_class}`")
        st.markdown(
            _("Without a model it takes `{model}` at the commit `{revision}`, opened with {classes}.").format(
                model=task.model,
                revision=task.revision,
                classes=", ".join(f"`{name}`" for name in task.auto_classes),
            )
        )
        _links(task.pages)
        show_code(task.example)
        st.caption(_("From the documentation of its class; what it answers stands behind #."))


def _removed(tasks: tuple[RemovedTask, ...]) -> None:
    title = _("{n} names that pipeline() no longer has, and what takes their place").format(
        n=decimal(len(tasks), 0)
    )
    with st.expander(title, icon=":material/history:"):
        st.markdown(
            _(
                "Whoever asks for one of them gets an error with the sentence that stands beside it, in transformers' "
                "own words. The model classes are still there: the pages named here do these tasks with them."
            )
        )
        for task in tasks:
            st.markdown(f"- **{plain(task.name)}** — {task.advice}")
            _links(task.pages)


def _links(pages: tuple[Task, ...]) -> None:
    if pages:
        with st.container(horizontal=True, gap="small"):
            for page in pages:
                st.page_link(page.path, label=_(page.title), icon=page.icon)


def _modality(name: str) -> str:
    return _(MODALITIES[name]) if name in MODALITIES else name
