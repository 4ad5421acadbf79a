"""Whatever happens in whatever order while a library moves: no word, no name and no decision of a person is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

import factories
from albumen.accounts.models import User
from albumen.errors import AlbumenError
from albumen.guests.actions.decide_matches import DecideMatches
from albumen.guests.actions.deny_match import DenyMatch
from albumen.guests.actions.undo_decision import UndoDecision
from albumen.guests.models import Match, MatchState, ReferenceFace, Registration
from albumen.guests.void import SHOWN
from albumen.jobs import clock
from albumen.people.models import Proposal
from albumen.people.none import none_faces
from albumen.photos.models import Embedding, Face, Library, Photo
from albumen.upgrades.actions.finish import AbortUpgrade, CompareAgain, DropGeneration
from albumen.upgrades.actions.switch import RollBack, SwitchGeneration
from albumen.upgrades.models import Guesses, Unseen, Upgrade, UpgradeState
from generations_scene import LIKENESS, NEW, OLD, GenerationsScene
from guest_scene import numbers, numbers_from_scratch
from people_steps import NAMES, Story

pytestmark = pytest.mark.django_db

PACKS = [OLD, NEW]
LEVELS = ["certain", "certain", "certain", "unseen", "stranger", "doubtful"]


class Killed(Exception):
    """The machine went away before the transaction was committed."""


class UpgradeStory(Story):
    """A story of people, with guests, and with other models coming and going."""

    scene: GenerationsScene

    def __init__(self, scene: GenerationsScene, guests: list[Registration]) -> None:
        super().__init__(scene)
        self.guests = guests
        self.proposal: Proposal | None = None
        self.denied: set[Any] = set()
        """Guests of whom a face was denied: what rests on it is judged again then, released or not."""

    # What happens.

    def arrive(self, one: int, two: int) -> None:
        names = [NAMES[one % 4], NAMES[two % 4]] if two % 3 else [NAMES[one % 4]]
        levels = [(LEVELS[one % 6], LEVELS[two % 6]), (LEVELS[two % 6], LEVELS[one % 5])]
        self.scene.photo(*((name, *levels[place]) for place, name in enumerate(names)))

    def work(self, one: int, two: int) -> None:
        """Everything is done, or some things are left for later."""
        if one % 3:
            self.scene.look(two)
        else:
            self.scene.look()
        self.scene.run_jobs()

    def start(self, one: int, two: int) -> None:
        packs = Library.objects.values_list("packs", flat=True).get(pk=self.scene.library.pk)
        self.scene.library.refresh_from_db()
        self.scene.start(*[name for name in PACKS if name not in packs])

    def switch(self, one: int, two: int) -> None:
        action = SwitchGeneration(self.owner, self.scene.library.pk, sort_people=bool(one % 4))
        self._perhaps_killed(action, two)

    def roll_back(self, one: int, two: int) -> None:
        self._perhaps_killed(RollBack(self.owner, self.scene.library.pk), two)

    def drop(self, one: int, two: int) -> None:
        self._perhaps_killed(DropGeneration(self.owner, self.scene.library.pk), two)

    def abort(self, one: int, two: int) -> None:
        self._perhaps_killed(AbortUpgrade(self.owner, self.scene.library.pk), two)

    def compare(self, one: int, two: int) -> None:
        self._perhaps_killed(CompareAgain(self.owner, self.scene.library.pk), two)

    def _perhaps_killed(self, action: Any, number: int) -> None:
        """Now and then nothing of it is committed; afterwards it is tried again."""
        if number % 3 == 0:
            before = self._upgrades()
            try:
                with transaction.atomic():
                    action.execute()
                    raise Killed
            except Killed:
                assert self._upgrades() == before
        action.execute()

    @staticmethod
    def _upgrades() -> list[Any]:
        libraries = Library.objects.values_list("packs", "beside", "releases_kept_at")
        return [*Upgrade.objects.order_by("pk").values_list("pk", "state", "revision"), *libraries]

    def accept(self, one: int, two: int) -> None:
        DecideMatches(self.owner, [self._match(one).pk], []).execute()

    def reject(self, one: int, two: int) -> None:
        match = self._match(one)
        DecideMatches(self.owner, [], [match.pk]).execute()
        self.denied.add(match.registration_id)

    def deny(self, one: int, two: int) -> None:
        match = self._match(one)
        DenyMatch(match.registration.user, match).execute()
        self.denied.add(match.registration_id)

    def undo_decision(self, one: int, two: int) -> None:
        match = self._match(one)
        actor = self.owner if one % 2 else match.registration.user
        UndoDecision(actor, match).execute()
        self.denied.add(match.registration_id)

    def look_at_photos(self, one: int, two: int) -> None:
        guest = self.guests[one % len(self.guests)]
        Registration.objects.filter(pk=guest.pk).update(seen_at=clock.now())

    def _match(self, number: int) -> Match:
        matches = list(Match.objects.order_by("pk"))
        if not matches:
            raise AlbumenError("None.")
        return matches[number % len(matches)]

    # What holds.

    DECISIONS = ("accept", "reject", "deny", "undo_decision")

    def do(self, what: str, one: int, two: int) -> None:
        decided = self._decided()
        released = set(Match.objects.filter(state=MatchState.RELEASED).values_list("pk", flat=True))
        super().do(what, one, two)
        there = self._decided()
        # What is no face speaks for nobody: what it vouched for is judged again.
        void = set(Match.objects.filter(state=MatchState.VOID).values_list("registration_id", flat=True))
        self.denied |= void
        if what not in self.DECISIONS:
            for pk in decided.keys() & set(Match.objects.values_list("pk", flat=True)):
                (before, *said), (now, *says) = decided[pk], there[pk]
                assert said == says, "a machine touched what a person decided"
                assert before == now or MatchState.VOID in (before, now), "a decision counts no longer"
            still = Match.objects.filter(pk__in=released).exclude(registration__in=self.denied)
            assert all(match.state == MatchState.RELEASED for match in still), "a guest lost a photo"
        gone = released - set(Match.objects.values_list("pk", flat=True))
        assert not gone or what == "destroy", "a released match went"

    @staticmethod
    def _decided() -> dict[Any, Any]:
        rows = Match.objects.exclude(verdict="", denied_at=None)
        return {
            match.pk: (match.state, match.verdict, match.denied_at, match.decided_by_id) for match in rows
        }

    def check(self) -> None:
        super().check()
        library = Library.objects.get(pk=self.scene.library.pk)
        upgrade = Upgrade.objects.filter(finished_at=None).first()
        self._check_packs(library, upgrade)
        self._check_rows(library, upgrade)
        assert library.face_count == sum(
            Photo.objects.filter(binned_at=None).values_list("face_count", flat=True)
        )
        assert numbers() == numbers_from_scratch()
        none = set(none_faces().values_list("face_id", flat=True))
        for match in Match.objects.filter(face__isnull=False):
            assert match.state != MatchState.VOID or match.face_id in none, "a face that is one is void"
            assert match.state not in SHOWN or match.face_id not in none, "what is no face is shown"

    @staticmethod
    def _check_packs(library: Library, upgrade: Upgrade | None) -> None:
        assert library.packs in ([OLD], [NEW])
        if upgrade is None:
            assert library.beside == []
            return
        decides = upgrade.new_packs if upgrade.switched_at else upgrade.old_packs
        sides = {
            UpgradeState.FILLING: (upgrade.old_packs, upgrade.new_packs),
            UpgradeState.SWITCHED: (upgrade.new_packs, upgrade.old_packs),
            UpgradeState.DROPPING: (upgrade.new_packs, []),
            UpgradeState.ABORTING: (upgrade.old_packs, []),
        }
        packs, beside = sides.get(UpgradeState(upgrade.state), sides[UpgradeState.FILLING])
        assert (library.packs, library.beside) == (packs, beside), (upgrade.state, decides)

    @staticmethod
    def _check_rows(library: Library, upgrade: Upgrade | None) -> None:
        """Nothing is kept of packs that neither decide nor look, once they were cleared away."""
        assert Embedding.objects.filter(library=library).exclude(face__library=library).count() == 0
        if upgrade is None:
            kept = {*library.packs, *library.beside}
            assert set(Embedding.objects.values_list("model__pack", flat=True)) <= kept
            assert set(ReferenceFace.objects.values_list("model__pack", flat=True)) <= kept
            assert not Guesses.objects.exists() and not Unseen.objects.exists()
        looked = {*library.packs, *library.beside}
        unseen = set(Unseen.objects.filter(photo__isnull=False).values_list("photo", flat=True))
        if upgrade is not None and upgrade.state not in (UpgradeState.DROPPING, UpgradeState.ABORTING):
            for photo in Photo.objects.exclude(pk__in=unseen):
                assert looked <= photo.analysed_with.keys(), "a photo was forgotten"

    def finish(self) -> None:
        """Everything that waits is done; then each photo has a face for everything that a pack in use sees."""
        for _ in range(3):
            self.do("work", 0, 0)
            self.check()
        assert not Upgrade.objects.filter(state__in=[UpgradeState.FILLING, UpgradeState.COMPARING]).exists()
        assert not Face.objects.filter(library__isnull=True).exists()


STEPS = [
    *["arrive"] * 3,
    *["work"] * 8,
    *["start"] * 3,
    *["switch"] * 5,
    *["roll_back"] * 3,
    *["drop", "abort", "compare"],
    *["accept", "reject", "deny", "undo_decision", "look_at_photos"] * 2,
    *["undo"] * 3,
    *["merge", "split", "is_somebody", "is_not", "name", "delete", "draw", "cluster"],
    *["bin", "restore", "destroy", "hide", "wrong", "twice", "preview", "apply"],
]

ONE_STEP = st.tuples(st.sampled_from(STEPS), st.integers(0, 50), st.integers(0, 50))


@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink what fails takes minutes; the steps are printed
    suppress_health_check=list(HealthCheck),
)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=7),
    steps=st.lists(ONE_STEP, min_size=8, max_size=30),
    turn=st.sampled_from([0.0, 60.0]),
)
def test_nothing_a_person_said_is_lost_on_the_way(
    ana: User,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    arrivals: list[tuple[int, int]],
    steps: list[tuple[str, int, int]],
    turn: float,
) -> None:
    # With no time at all, every job stops after its first step and goes on as another one.
    monkeypatch.setattr("albumen.jobs.running.TURN", turn)
    with transaction.atomic():
        event = factories.event(ana)
        scene = GenerationsScene(event, run_jobs)
        guests = [scene.guest(factories.guest(name.lower()), name) for name in NAMES[:2]]
        story = UpgradeStory(scene, guests)
        for one, two in arrivals:
            story.arrive(one, two)
        story.work(0, 0)
        story.start(0, 0)
        for what, one, two in steps:
            note(f"{what} {one} {two}")
            story.do(what, one, two)
            story.check()
        story.finish()
        transaction.set_rollback(True)


def test_levels_are_what_they_say() -> None:
    """The likeness that the scene calls certain is certain by the pack, and a stranger's is worth no look."""
    from albumen.engine.packs.catalogue import load_pack

    for pack, likeness in LIKENESS.items():
        limits = load_pack(pack).thresholds
        assert limits is not None
        assert likeness["certain"] > limits.certain
        assert likeness["stranger"] < limits.check
