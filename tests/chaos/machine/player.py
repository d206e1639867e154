"""Plays a schedule on a site: each lane in a thread of its own, every turn in the history."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Generic

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault, Where
from tests.chaos.machine.schedule import Turn


class Player(Generic[Where]):
    """`played` counts the turns that began and healed, by the name of the fault."""

    def __init__(self, site: Where, recorder: Recorder) -> None:
        self.played: Counter[str] = Counter()
        # turns on now, for whoever asks what is going on
        self.on: list[str] = []
        self._site: Where = site
        self._recorder = recorder
        self._over = threading.Event()

    def play(self, lanes: Sequence[Sequence[Turn[Fault[Where]]]]) -> None:
        """Blocks until every turn was played and healed. The first that fails ends the play."""
        began_s = time.monotonic()
        with ThreadPoolExecutor(len(lanes), thread_name_prefix="lane") as threads:
            playing = [threads.submit(self._lane, lane, began_s) for lane in lanes]
            for lane in playing:
                lane.result()

    def end(self) -> None:
        """From another thread: what is on heals now, and nothing more begins."""
        self._over.set()

    def _lane(self, turns: Sequence[Turn[Fault[Where]]], began_s: float) -> None:
        """A turn that took longer than planned puts off those behind it, none is left out."""
        try:
            for turn in turns:
                self._over.wait(max(0.0, began_s + turn.start_s - time.monotonic()))
                if self._over.is_set():
                    return
                self._turn(turn)
        except BaseException:
            self.end()
            raise

    def _turn(self, turn: Turn[Fault[Where]]) -> None:
        name = turn.fault.name
        self._recorder.fault(name, "began")
        self.on.append(name)
        try:
            with turn.fault.apply(self._site, Random(turn.seed), self._recorder):
                self._over.wait(turn.held_s)
        except Exception as error:
            error.add_note(f"It was the fault “{name}”.")
            raise
        finally:
            self.on.remove(name)
            self._recorder.fault(name, "healed")
        self.played[name] += 1
