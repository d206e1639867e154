"""Here the server that a test is about is the first of two processes, on PostgreSQL."""

import pytest

from tests.servers.app import AppServer


@pytest.fixture(scope="session")
def app(postgres_app: AppServer) -> AppServer:
    return postgres_app
