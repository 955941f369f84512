"""Texts that look like Markdown, through `plain`, in every kind of place where Streamlit reads Markdown."""

import streamlit as st

from core.ui.frame.markdown import plain

TEXTS = (
    ":smile: :+1: cat :material/home: :streamlit: dog:cat:fish",
    ":red[a] b:small[c] :blue-background[d] ::note :::note",
    "![x](https://e.org/a.png) [y](https://e.org) [^1] <b>bold</b> <script> <!-- c -->",
    "# Title",
    "> quote",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "2) item",
    "---",
    "a | b\n--- | ---\n1 | 2",
    "    indented\n\n# second\n```\nfence",
    r"$x^2$ $$y$$ `code` ~~gone~~ **b** _i_ \* \: \. C:\new_folder\cat.jpg 10:30:45",
    "&amp; &copy; &#58;smile&#58; Tom & Jerry",
    "https://e.org/a_b_c and www.e.org/a_b and a_b@c.org",
    "a -> b <- c -- d >= e <= f ~= g <-> h",
)

for number, text in enumerate(TEXTS):
    with st.container(key=f"text_{number}"):
        st.markdown(plain(text))
        st.caption(plain(text))
        st.error(plain(text))
        st.button(plain(text))
        st.pills(plain(text), [text], format_func=plain)
