"""The Redis-protocol server answers, forgets when stopped, and comes back on the same port."""

import pytest
import redis

from tests.servers.redis import RedisServer


def test_it_answers_commands(redis_server: RedisServer) -> None:
    assert redis_server.command("PING") is True


def test_a_stopped_server_refuses_connections(redis_server: RedisServer) -> None:
    redis_server.stop()
    with pytest.raises(redis.ConnectionError):
        redis_server.command("PING")


def test_it_starts_again_on_its_port_and_has_forgotten_all(redis_server: RedisServer) -> None:
    redis_server.command("SET", "key", "value")
    redis_server.stop()
    redis_server.start()
    assert redis_server.command("GET", "key") is None


def test_a_subscriber_can_be_cut_off(redis_server: RedisServer) -> None:
    with redis.Redis.from_url(redis_server.url) as client, client.pubsub() as subscriber:
        subscriber.subscribe("news")
        assert redis_server.command("CLIENT", "KILL", "TYPE", "pubsub") == 1


def test_a_paused_server_keeps_its_connections_and_answers_nothing(
    redis_server: RedisServer,
) -> None:
    with redis.Redis.from_url(redis_server.url, socket_timeout=0.2) as client:
        client.ping()
        redis_server.pause()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        redis_server.resume()
        assert client.ping() is True
