"""Jobs of the API itself."""

from __future__ import annotations

from albumen.api.kinds import FORGET_KEYS
from albumen.api.models import IdempotencyKey
from albumen.jobs import clock
from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob

_AT_A_TIME = 1_000


@handles(FORGET_KEYS)
def forget_keys(job: RunningJob) -> None:
    """Remove keys whose time is over, some at a time, so that nobody waits for a long transaction."""
    now = clock.now()
    while True:
        expired = list(
            IdempotencyKey.objects.filter(expires_at__lte=now).values_list("pk", flat=True)[:_AT_A_TIME]
        )
        if not expired:
            return
        IdempotencyKey.objects.filter(pk__in=expired, expires_at__lte=now).delete()
