"""`python -m benchmarks.msgpack`: bytes and µs of JSON and of MessagePack, frame by frame.

Half a minute. The server's part is msgspec, which we encode with anyway; the browser's is V8's own
JSON.parse against the npm package @msgpack/msgpack, in Node.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time_ns
from typing import Any

import msgspec

from benchmarks import npm
from benchmarks.msgpack.frames import frames

HERE = Path(__file__).resolve().parent
ENCODERS: dict[str, Callable[[Any], bytes]] = {
    "json": msgspec.json.Encoder().encode,
    "msgpack": msgspec.msgpack.Encoder().encode,
}
# Each turn lasts about this long, and the fastest counts: the others were disturbed.
TURN_NS = 50_000_000
TURNS = 7
COLUMNS = "{:22}{:>9}{:>9}{:>7}{:>9}{:>9}{:>9}{:>12}{:>9}"


def main() -> None:
    npm.install(HERE)
    with tempfile.TemporaryDirectory(prefix="lifeline-msgpack-") as folder:
        for number, frame in enumerate(frames().values()):
            for kind, encode in ENCODERS.items():
                Path(folder, f"{number}.{kind}").write_bytes(encode(frame))
        browser = _browser(folder)
    _print_head()
    for number, (name, frame) in enumerate(frames().items()):
        _print_row(name, frame, browser["us"][number])
    print(f"the library that decodes: {browser['library_kb']:.1f} kB minified and gzipped")


def _print_head() -> None:
    print(f"{'':22}{'bytes':>25}{'encode µs':>18}{'decode µs':>30}")
    kinds = ("json", "msgpack")
    print(COLUMNS.format("", *kinds, "", *kinds, "parse", "utf-8+parse", "msgpack"))


def _print_row(name: str, frame: dict[str, Any], us: dict[str, float]) -> None:
    sizes = [len(encode(frame)) for encode in ENCODERS.values()]
    costs = [_us(encode, frame) for encode in ENCODERS.values()]
    decoded = [us["parse"], us["utf8_parse"], us["msgpack"]]
    share = f"{sizes[1] / sizes[0]:.0%}"
    print(COLUMNS.format(name, *sizes, share, *(f"{cost:.2f}" for cost in costs + decoded)))


def _us(encode: Callable[[Any], bytes], frame: dict[str, Any]) -> float:
    """CPU µs of one call, in the fastest turn."""
    turns = []
    for _ in range(TURNS):
        calls, start = 0, process_time_ns()
        while (passed := process_time_ns() - start) < TURN_NS:
            for _ in range(20):
                encode(frame)
            calls += 20
        turns.append(passed / calls / 1000)
    return min(turns)


def _browser(folder: str) -> dict[str, Any]:
    """What Node says: µs by frame and way, and the size of the library in kB."""
    done = subprocess.run(
        ["node", str(HERE / "decode.js"), folder], stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
