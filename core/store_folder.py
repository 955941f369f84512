"""Where the store is for who set up no other: an SQLite file in the user's data folder."""

import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

_log = logging.getLogger("miralab")
_FILE = "store.sqlite"


def default_url() -> str:
    """Return the address of the SQLite store for who set up no other: in the user's data folder.

    Where there is no such folder and none can be made it is the system's temporary one, which a restart may empty. A
    folder that is there and cannot be written stays the store's: what is in it may still be read, and nobody would
    look for it elsewhere.
    """
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "miralab"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return f"sqlite:///{home / _FILE}"
    except OSError as error:
        spare = _spare_folder()
        with suppress(OSError):
            spare.mkdir(mode=0o700, parents=True, exist_ok=True)
        _log.warning(
            "no folder %s for saved work (%s): it is kept in %s until that is emptied", home, error, spare
        )
        return f"sqlite:///{spare / _FILE}"


def is_temporary(engine: Engine) -> bool:
    """Say whether the store is where a restart of the machine may empty it (see `default_url`)."""
    return engine.url.database == str(_spare_folder() / _FILE)


def _spare_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"miralab-{_user()}"


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
