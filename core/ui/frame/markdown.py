"""Text of others in Streamlit's Markdown."""

import re

_JOINER = "\u2060"
"""Word joiner: takes no room, and parts what Streamlit looks for when the backslashes are gone already."""

_PARTED = r":(?=[\w+-])|(?<=(?<!\S)[<>~-])(?=[->=])"
"""Emoji, icons, colours; and "->", "--", ">=" and the like, which become arrows, dashes and signs."""

# A link to an address is welcome, but not the escapes inside it: so the address is no link until they are gone.
_ESCAPED = r"[\\`*_\[\]$~<|]|&(?=[#\w])|:(?=//)|(?<=[Ww]{3})\.|^[#>+=-]"


def plain(text: str) -> str:
    """Return `text` so that Streamlit's Markdown shows it as it is, in one line: a file's name is not ours to format.

    For texts, labels, and the options of pills and segmented controls; those of a selectbox are no Markdown. A
    `Phrase` comes out in the language in use.
    """
    line = re.sub(
        f"(?P<parted>{_PARTED})|{_ESCAPED}",
        lambda found: f"{found[0]}{_JOINER}" if found["parted"] is not None else f"\\{found[0]}",
        " ".join(format(text).split()),
    )
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)
