"""The folder by which faults are switched: one file each, there as long as it is so.

A file may hold how much of it, as JSON. Both sides use this: tests write, servers read.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Setting = Mapping[str, float]


class Controls:
    def __init__(self, folder: Path) -> None:
        # Looked at in hot places: a path joined each time would cost more than the look.
        self._prefix = f"{folder}{os.sep}"

    # --- What the tests do --------------------------------------------------------------------

    def set(self, name: str, **setting: float) -> None:
        """From now on it is so; whole at once, whoever reads meanwhile."""
        path = Path(self._prefix + name)
        draft = path.with_name(f".{name}")
        draft.write_text(json.dumps(setting))
        draft.rename(path)

    def clear(self, name: str) -> None:
        Path(self._prefix + name).unlink(missing_ok=True)

    @contextmanager
    def during(self, name: str, **setting: float) -> Iterator[None]:
        self.set(name, **setting)
        try:
            yield
        finally:
            self.clear(name)

    # --- What both do -------------------------------------------------------------------------

    def is_set(self, name: str) -> bool:
        return os.path.exists(self._prefix + name)

    def counted(self, what: str) -> int:
        try:
            return os.stat(self._prefix + what).st_size
        except FileNotFoundError:
            return 0

    # --- What the servers do ------------------------------------------------------------------

    def setting(self, name: str) -> Setting | None:
        """None where it is not set."""
        try:
            with open(self._prefix + name) as file:
                found: Setting = json.load(file)
        except FileNotFoundError:
            return None
        return found

    def take(self, name: str) -> bool:
        """Whether it was set; to one of those who ask, for it is cleared by it."""
        try:
            os.unlink(self._prefix + name)
        except FileNotFoundError:
            return False
        return True

    def count(self, what: str) -> None:
        """One byte a time, which a crash cannot take back."""
        with open(self._prefix + what, "ab", buffering=0) as file:
            file.write(b".")


def of_this_process() -> Controls:
    """The environment names the folder: CHAOS_FOLDER."""
    return Controls(Path(os.environ["CHAOS_FOLDER"]))
