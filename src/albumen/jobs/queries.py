"""Which jobs somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from albumen.errors import NotFoundError
from albumen.jobs.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class JobNotFoundError(NotFoundError):
    """There is no such job, or not for this person."""

    code = "job_not_found"
    advice = "Finished jobs leave the list after a while."


def jobs_visible_to(viewer: AbstractBaseUser, scopes: Any) -> QuerySet[Job]:
    """Every job for an administrator, for others those of their own scopes.

    Args:
        viewer: who looks.
        scopes: ids of the scopes (libraries) that are theirs, a query or a list; the domain knows which.
    """
    if getattr(viewer, "is_staff", False):
        return Job.objects.all()
    return Job.objects.filter(scope__in=scopes)


def may_change(actor: AbstractBaseUser, job: Job, scopes: Any) -> bool:
    """Whether somebody may retry or cancel a job: of their own scopes, or as administrator with the permission to.

    Args:
        actor: who wants to.
        job: any.
        scopes: as for :func:`jobs_visible_to`.
    """
    if getattr(actor, "is_staff", False) and actor.has_perm("jobs.change_job"):
        return True
    return Job.objects.filter(pk=job.pk, scope__in=scopes).exists()


def job_for(viewer: AbstractBaseUser, scopes: Any, identifier: UUID) -> Job:
    """One of them.

    Raises:
        JobNotFoundError: it is not there, or not theirs.
    """
    job = jobs_visible_to(viewer, scopes).filter(pk=identifier).first()
    if job is None:
        raise JobNotFoundError("There is no such job.")
    return job
