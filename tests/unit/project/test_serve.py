"""`manage.py serve` says in one line why it cannot, and of the right case."""

import pytest
from django.core.management import CommandError, call_command

from tests.servers.ports import free_port


@pytest.mark.parametrize("port", [0, 65_536, 80_000])
def test_a_port_that_there_is_not(port: int) -> None:
    with pytest.raises(CommandError, match=f"PORT={port} is no number from 1 to 65535"):
        call_command("serve", port=port)


@pytest.mark.parametrize("host", ["no such host", "192.0.2.7", "2001:db8::7"])
def test_a_host_that_is_not_here_is_no_taken_port(host: str) -> None:
    with pytest.raises(CommandError, match=f"HOST='{host}' is no address of this machine"):
        call_command("serve", host=host, port=free_port())
