"""Which ES modules a page needs, so that it can name them all at once.

A browser finds modules one import after another; ours are a dozen deep, and each level would cost
a slow link a round trip.
"""

import posixpath
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

IMPORT = re.compile(r"^(?:import|export)\b[^;]*?from '(\.[^']+)';", re.MULTILINE)


@cache
def modules_of(entry: str) -> list[str]:
    """The static paths of `entry` and of all that it imports, each once, nearest first."""
    found = [entry]
    for path in found:
        found += [module for module in _imports_of(path) if module not in found]
    return found


def _imports_of(path: str) -> list[str]:
    file = finders.find(path)
    if file is None:
        raise FileNotFoundError(f"There is no static file {path}.")
    folder = posixpath.dirname(path)
    names = IMPORT.findall(Path(file).read_text())
    return [posixpath.normpath(posixpath.join(folder, name)) for name in dict.fromkeys(names)]
