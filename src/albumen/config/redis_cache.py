"""The cache in Redis: waits seconds, and says in our words when it is away."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from albumen.errors import UnavailableError


class CacheAwayError(UnavailableError):
    """The cache does not answer; without it no limit on tries could hold."""

    code = "cache_away"
    advice = "Try again in a minute; if it goes on, tell who runs this server."


def _in_our_words(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def asked(*arguments: Any, **named: Any) -> Any:
        import redis

        try:
            return method(*arguments, **named)
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise CacheAwayError("The cache does not answer just now.") from error

    return asked


class _Client(RedisCacheClient):
    add = _in_our_words(RedisCacheClient.add)
    get = _in_our_words(RedisCacheClient.get)
    set = _in_our_words(RedisCacheClient.set)
    touch = _in_our_words(RedisCacheClient.touch)
    delete = _in_our_words(RedisCacheClient.delete)
    get_many = _in_our_words(RedisCacheClient.get_many)
    has_key = _in_our_words(RedisCacheClient.has_key)
    incr = _in_our_words(RedisCacheClient.incr)
    set_many = _in_our_words(RedisCacheClient.set_many)
    delete_many = _in_our_words(RedisCacheClient.delete_many)
    clear = _in_our_words(RedisCacheClient.clear)


class SharedRedisCache(RedisCache):
    """Django's, for limits and short-lived values of all processes.

    Every method raises :class:`CacheAwayError` while Redis does not answer: a limit that cannot be counted is not
    taken for one that is not reached.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
