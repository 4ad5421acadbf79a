"""Work in the background: what waits, runs and failed."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.jobs import JobOut, JobQueue, JobState
from albumen.api.schemas.problem import Problem
from albumen.jobs.actions.cancel_job import CancelJob
from albumen.jobs.actions.retry_job import RetryJob
from albumen.jobs.queries import job_for, jobs_visible_to
from albumen.photos.models import Library

router = Router(tags=["jobs"], auth=signed_in("photos"))


@router.get(
    "/jobs",
    operation_id="list_jobs",
    summary="Jobs of my libraries, the newest first",
    response={200: Page[JobOut], (401, 403, 422): Problem},
)
def list_jobs(
    request: HttpRequest,
    page: PageOf,
    state: JobState | None = None,
    kind: Annotated[str | None, Query(max_length=60, pattern=r"^[a-z_.]+$")] = None,
    queue: JobQueue | None = None,
    library: UUID | None = None,
) -> Any:
    """An administrator sees every job."""
    wanted = {"state": state, "kind": kind, "queue": queue, "scope": library}
    jobs = jobs_visible_to(request.user, _scopes(request)).filter(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    return page_of(jobs, ("-id",), page)


@router.get(
    "/jobs/{job_id}",
    operation_id="get_job",
    summary="One job",
    response={200: JobOut, (401, 403, 404, 422): Problem},
)
def get_job(request: HttpRequest, job_id: UUID) -> Any:
    return job_for(request.user, _scopes(request), job_id)


@router.post(
    "/jobs/{job_id}/retry",
    operation_id="retry_job",
    summary="Try a failed or cancelled job again",
    response={200: JobOut, (401, 403, 404, 409, 422): Problem},
)
def retry_job(request: HttpRequest, job_id: UUID) -> Any:
    scopes = _scopes(request)
    return RetryJob(request.user, job_for(request.user, scopes, job_id), scopes).execute()


@router.post(
    "/jobs/{job_id}/cancel",
    operation_id="cancel_job",
    summary="Have a job not done",
    response={200: JobOut, (401, 403, 404, 409, 422): Problem},
)
def cancel_job(request: HttpRequest, job_id: UUID) -> Any:
    """A running job loses its claim: what it did is not stored."""
    scopes = _scopes(request)
    return CancelJob(request.user, job_for(request.user, scopes, job_id), scopes).execute()


def _scopes(request: HttpRequest) -> Any:
    """The libraries whose jobs are theirs."""
    return Library.objects.filter(owner=request.user).values("pk")
