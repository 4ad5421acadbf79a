"""Nightly: galleries are checked against their rows and compacted; what belongs to nobody goes."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from albumen.errors import NotFoundError
from albumen.jobs.enqueue import enqueue_many
from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.photos.galleries import compile_gallery, destroy_galleries, destroy_orphans
from albumen.photos.kinds import COMPILE_GALLERIES
from albumen.photos.models import Embedding, Library, ModelVersion

_LOG = logging.getLogger(__name__)

EVERYTHING = "all"


@handles(COMPILE_GALLERIES)
def compile_galleries(job: RunningJob) -> None:
    """Key ``all``: one job for every library; key a library's id: its galleries, one for each model it has faces of.

    After each gallery others may have their turn; the payload's ``after`` is the model whose gallery was the last.
    """
    if job.key == EVERYTHING:
        destroy_orphans()
        libraries: list[tuple[object, dict[str, Any]]] = [
            (pk, {}) for pk in Library.objects.order_by("pk").values_list("pk", flat=True)
        ]
        with job.finishing():
            enqueue_many(COMPILE_GALLERIES, libraries)
        return
    library_id = UUID(job.key)
    models = [
        model
        for model in ModelVersion.objects.order_by("pk")
        if Embedding.objects.filter(library=library_id, model=model).exists()
    ]
    if not models:
        destroy_galleries(library_id)  # its biometric data was destroyed: no copy stays
    after = job.payload.get("after", 0)
    for done, model in enumerate(models, 1):
        if model.pk <= after:
            continue
        try:
            compile_gallery(library_id, model)
        except NotFoundError:
            return  # deleted meanwhile
        except OSError as error:
            _LOG.warning("The gallery of %s was not compiled: %s", library_id, error)
        job.progress(done, len(models))
        if done < len(models) and job.turn_over():
            with job.continuing({"after": model.pk}):
                return
