"""Server and client have one table of close codes, written twice: once in each language."""

import json
import subprocess
from pathlib import Path

from chat.protocol.close_codes import meaning

ROOT = Path(__file__).resolve().parents[2]
PRINT_ALL = """
import { closeCode } from './static/lifeline/close-codes.js';
console.log(JSON.stringify(Array.from({ length: 5000 }, (_, code) => closeCode(code))));
"""


def test_both_tables_say_the_same_of_every_code() -> None:
    node = ["node", "--input-type=module", "-e", PRINT_ALL]
    printed = subprocess.run(node, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    differing = {
        code: (theirs, ours)
        for code, theirs in enumerate(json.loads(printed))
        if (ours := meaning(code))
        and (theirs["name"], theirs["sender"], theirs["reconnect"])
        != (ours.name, ours.sender, ours.reconnect)
    }

    assert differing == {}
