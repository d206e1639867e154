"""The entry: `python tests/chaos/site/faulty/serve.py serve …` is `manage.py serve …`.

Environment: CHAOS_FOLDER, the folder of `controls.py`; CHAOS_SEED; CHAOS_THROTTLED, the share of
posts that are told to come again.
"""

import os
import random
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[4])
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

from tests.chaos.site.faulty import clock, controls  # noqa: E402 - after the path

CONTROLS = controls.of_this_process()
CLOCK = clock.Clock(CONTROLS, port=sys.argv[sys.argv.index("--port") + 1])
clock.install(CLOCK)

import django  # noqa: E402 - after the clock

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402 - after Django's set-up

from chat.eventlog import erasure  # noqa: E402 - likewise
from tests.chaos.site.faulty import crash, disk, hints, throttle  # noqa: E402 - likewise

# Another for each start of each process, so that none of them does the same.
RNG = random.Random(f"{os.environ.get('CHAOS_SEED')} {os.getpid()}")

# So few that all somebody says in a run goes in several commits.
ERASED_AT_ONCE = 7

if __name__ == "__main__":
    erasure.BATCH = ERASED_AT_ONCE
    clock.install_in_database(CLOCK)
    crash.install(CONTROLS)
    disk.install(CONTROLS)
    hints.install(CONTROLS, RNG)
    throttle.install(RNG)
    execute_from_command_line(sys.argv)
