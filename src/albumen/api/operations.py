"""What every operation gets without being written into it: its name on the request, safe numbers, idempotency."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.operation import Operation
from pydantic import BaseModel

from albumen.api.hostile import check
from albumen.api.idempotency import once
from albumen.api.replays import check_still_visible


def prepare(api: NinjaAPI) -> None:
    """Wrap every operation of an API; called once, after its routers were added."""
    for bound in api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                _name(operation)
                operation.view_func = _checked(operation)


def _name(operation: Operation) -> None:
    """Say on the request which operation it is, for measurements and logs."""
    run: Callable[..., Any] = operation.run

    @functools.wraps(run)
    def named(request: HttpRequest, **values: Any) -> Any:
        request.albumen_operation = operation.operation_id
        return run(request, **values)

    operation.run = named  # type: ignore[method-assign]


def _checked(operation: Operation) -> Callable[..., Any]:
    view = operation.view_func
    creates = "POST" in operation.methods

    if inspect.iscoroutinefunction(view):

        @functools.wraps(view)
        async def answer_later(request: HttpRequest, **values: Any) -> Any:
            _check_values(values)
            return await view(request, **values)

        return answer_later

    @functools.wraps(view)
    def answer(request: HttpRequest, **values: Any) -> Any:
        _check_values(values)
        key = request.headers.get("Idempotency-Key") if creates and request.method == "POST" else None
        user = getattr(request, "auth", None)
        if key is None or user is None or not operation.auth_callbacks:
            return view(request, **values)

        def work() -> HttpResponse:
            temporal = values.get(operation.signature.response_arg or "") or (
                operation.api.create_temporal_response(request)
            )
            return operation._result_to_response(request, view(request, **values), temporal)

        name = operation.operation_id or view.__name__
        return once(
            request, user, name, key, work, check=functools.partial(check_still_visible, user, name, values)
        )

    return answer


def _check_values(values: dict[str, Any]) -> None:
    """Numbers and texts of address, query and form; bodies were looked at when they were parsed."""
    for name, value in values.items():
        if isinstance(value, str | int | list | BaseModel):
            check(value, name)
