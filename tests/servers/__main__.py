"""Run a command on a throw-away PostgreSQL: `python -m tests.servers pytest tests/unit/eventlog`.

So the tests of whatever stores run once on each kind of database: alone on SQLite, like this on
PostgreSQL. The command finds it in DATABASE_URL; its exit status is ours.
"""

import os
import subprocess
import sys

from tests.servers.postgres import running_postgres

if __name__ == "__main__":
    with running_postgres() as server:
        url = server.url(server.create_database())
        done = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False)
    sys.exit(done.returncode)
