"""Jobs about people."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.registry import gives_up, handles
from albumen.jobs.running import RunningJob
from albumen.people.kinds import (
    APPLY,
    ASSIGN,
    CLASSIFY_CHANGED,
    CLUSTER,
    CLUSTER_CHANGED,
    COMPARE,
    COMPARE_CHANGED,
    IMPORT_NAMES,
    LOOK,
    PORTRAIT,
    SETTLE,
    SUGGEST,
    TRAIN,
)
from albumen.people.models import Proposal, ProposalState

WAIT_FOR_PACK = timedelta(minutes=1)


@handles(ASSIGN)
def do_assign(job: RunningJob) -> None:
    """Who new faces are."""
    from albumen.people.arrivals import assign_faces

    assign_faces(job)


@handles(LOOK)
def do_look(job: RunningJob) -> None:
    """A face that somebody drew, as the packs see it. One whose pack is away waits for it."""
    from albumen.people.looking import look_at_drawn
    from albumen.photos.analysers import PackMissingError

    try:
        look_at_drawn(job)
    except PackMissingError:
        with job.finishing():
            enqueue(LOOK, job.key, scope=job.scope, after=WAIT_FOR_PACK)


@handles(IMPORT_NAMES)
def do_import_names(job: RunningJob) -> None:
    """Names that came with files; those whose photo is not ready yet are looked at again."""
    from albumen.people.actions.import_names import ImportNames
    from albumen.people.file_names import look_again

    with job.finishing():
        ImportNames(UUID(job.key)).execute()
        look_again(UUID(job.key))


@handles(CLUSTER)
def do_cluster(job: RunningJob) -> None:
    """All faces of a library anew."""
    from albumen.people.clustering import cluster_library

    cluster_library(job)


@handles(APPLY)
def do_apply(job: RunningJob) -> None:
    """What a clustering proposes."""
    from albumen.people.applying import apply_proposal

    apply_proposal(job)


@handles(COMPARE)
def do_compare(job: RunningJob) -> None:
    """Who may be the same."""
    from albumen.people.duplicates import compare_people

    compare_people(job)


@handles(COMPARE_CHANGED)
def do_compare_changed(job: RunningJob) -> None:
    """Every library whose people changed since they were compared."""
    from albumen.people.actions.look_for_duplicates import look_in_changed

    with job.finishing():
        look_in_changed()


@gives_up(CLUSTER)
@gives_up(APPLY)
def give_up(job: RunningJob, code: str, sentence: str) -> None:
    """Say that it came to nothing."""
    Proposal.objects.filter(pk=job.key, state__in=[ProposalState.WAITING, ProposalState.APPLYING]).update(
        state=ProposalState.FAILED, error_code=code[:60], error=sentence, finished_at=clock.now()
    )


@handles(CLUSTER_CHANGED)
def do_cluster_changed(job: RunningJob) -> None:
    """Every library that changed since its faces were clustered."""
    from albumen.people.actions.propose import propose_for_changed

    with job.finishing():
        propose_for_changed()


@handles(SETTLE)
def do_settle(job: RunningJob) -> None:
    """All faces of a library that has grown much, soon."""
    from albumen.people.settling import settle

    settle(job)


@handles(PORTRAIT)
def do_take_portrait(job: RunningJob) -> None:
    """A photo that an administrator gave as one of a person."""
    from albumen.people.portraits import take_portrait

    take_portrait(job)


@gives_up(PORTRAIT)
def give_up_portrait(job: RunningJob, code: str, sentence: str) -> None:
    """Say why."""
    from albumen.people.portraits import fail

    fail(int(job.key), code, sentence)


@handles(TRAIN)
def do_train(job: RunningJob) -> None:
    """The classifier of a library, and what it suggests."""
    from albumen.people.training import train_classifier

    train_classifier(job)


@gives_up(TRAIN)
def give_up_training(job: RunningJob, code: str, sentence: str) -> None:
    """Say why; the classifier from before stays."""
    from albumen.people.training import training_over

    training_over(UUID(job.key), error_code=code[:60], error=sentence)


@handles(SUGGEST)
def do_suggest(job: RunningJob) -> None:
    """What the classifier makes of new faces."""
    from albumen.people.training import suggest_again

    suggest_again(job)


@handles(CLASSIFY_CHANGED)
def do_classify_changed(job: RunningJob) -> None:
    """Every library whose names, corrections or faces changed since its classifier was trained."""
    from albumen.people.actions.train_classifier import train_for_changed

    with job.finishing():
        train_for_changed()
