"""Bring a results folder up to date: what the user changed, what is new, who is who, what goes where."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen import __version__
from albumen.folders import corrections, manifest, report
from albumen.folders.carry import Carried, Carrier
from albumen.folders.changes import Changes, find_changes
from albumen.folders.corrections import Noticed
from albumen.folders.duplicates import set_apart
from albumen.folders.grouping import fingerprint, group
from albumen.folders.ingest import Ingested
from albumen.folders.library import MEMORY, Library
from albumen.folders.manifest import Mode
from albumen.folders.own_files import remove_own, write_own
from albumen.folders.page import write_pages
from albumen.folders.paths import readable
from albumen.folders.people import Ints, assign, with_anchors
from albumen.folders.plan import NO_FACES, PASSERS_BY, KnownPeople, Plan, make_plan
from albumen.folders.progress import Watcher
from albumen.folders.records import (
    Failure,
    Source,
    StoredFaces,
    catalogue,
    count_seen,
    failures,
    forget_orphans,
    load_faces,
    record_persons,
)
from albumen.folders.regions import Regions, RegionsWritten, RegionWriter
from albumen.folders.survey import Survey, survey

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack

UNREADABLE = "Unreadable.txt"


@dataclass(frozen=True, slots=True)
class SortOptions:
    """What the user asked for.

    Attributes:
        photos: files and folders with photos.
        out: folder for the results.
        mode: how photos get into the folders.
        min_photos: people in fewer photos are passers-by.
        algorithm: how faces are grouped, one of ``albumen.engine.clustering.ALGORITHMS``.
        pack: name of a pack, None for the recorded or the best one.
        jobs: worker processes.
        report: where to write report.json, None for nowhere.
        dry_run: analyse and plan, place nothing.
        restore: bring back what the user removed.
        regions: whether it is written down who is where in each photo, beside it or in the copy.
    """

    photos: tuple[Path, ...]
    out: Path
    mode: Mode
    min_photos: int
    algorithm: str
    pack: str | None
    jobs: int
    report: Path | None = None
    dry_run: bool = False
    restore: bool = False
    regions: Regions = "none"


@dataclass(slots=True)
class SortSummary:
    """What came of it, for the last lines on the screen.

    ``pictures`` counts the files of this run that are pictures, readable or not; ``no_pictures`` the others.
    """

    ingested: Ingested
    noticed: Noticed
    carried: Carried
    regions: RegionsWritten
    changes: Changes
    plan: Plan
    failures: list[Failure]
    photos: int
    duplicates: int
    pictures: int
    no_pictures: int
    faces: int
    people: int
    people_dry: list[int]
    passers_by: int
    no_faces: int
    left_out: int
    restored: int
    index: Path | None
    timing: dict[str, float] = field(default_factory=dict)


def arrange(
    library: Library,
    options: SortOptions,
    pack: Pack,
    bring_in: Callable[[Callable[[str], bool]], Ingested],
    watcher: Watcher,
) -> SortSummary:
    """Bring the results folder up to date.

    Args:
        library: open memory.
        pack: what the photos are analysed with.
        bring_in: finds and analyses the photos; is given what says of a folder that it is our own.
    """
    return _Run(options, watcher, library).run(pack, bring_in)


class _Run:
    def __init__(self, options: SortOptions, watcher: Watcher, library: Library) -> None:
        self.options = options
        self.watcher = watcher
        self.library = library
        self.out = options.out.resolve()
        self.timing: dict[str, float] = {}

    def run(self, pack: Pack, bring_in: Callable[[Callable[[str], bool]], Ingested]) -> SortSummary:
        began = time.perf_counter()
        options, library = self.options, self.library
        seen = survey(self.out, library.id) if library.out else Survey()
        noticed = corrections.notice(library, self.out, seen)
        restored = corrections.restore(library) if options.restore else 0
        with self._timed("analyse"):
            ingested = bring_in(self._is_own(seen))
        counted = count_seen(library, ingested.run)
        with self._timed("group"):
            self._drop_lost_moves()
            files = catalogue(library)
            sources, duplicates = set_apart(library, files, ingested.run)
            faces, persons = self._people(sources, pack)
            plan = self._plan(sources, faces, persons)
        placed = manifest.placements(library)
        changes = find_changes(sources, plan, manifest.folders(library), placed, options.mode)
        failed = failures(library, ingested.run)
        carried, written, index = Carried(), RegionsWritten(), None
        if not options.dry_run:
            with self._timed("place"):
                self.watcher.stage("place", len(changes.add))
                carrier = Carrier(library, self.out, options.mode, seen, self.watcher.step)
                carried = carrier.carry_out(changes, plan.new_people, duplicates)
                written = RegionWriter(library, self.out, sources, faces, persons).write(options.regions)
                carrier.clear_empty_folders()
            with self._timed("page"):
                self.watcher.stage("page", None)
                index = self._write_pages(sources, failed, faces, persons, pack)
        self.timing["total"] = time.perf_counter() - began
        if options.report is not None:
            self._write_report(pack, ingested, files, failed, faces, persons, plan)
        places = list(plan.places.values())
        return SortSummary(
            ingested=ingested,
            noticed=noticed,
            carried=carried,
            regions=written,
            changes=changes,
            plan=plan,
            failures=failed,
            photos=len(sources),
            duplicates=len(duplicates),
            pictures=counted.get("photo", 0),
            no_pictures=counted.get("not_photo", 0),
            faces=len(faces),
            people=len({key for keys in places for key in keys if key[0] == "person"}),
            people_dry=[plan.photos[p] for p in plan.new_people],
            passers_by=sum(keys == [PASSERS_BY] for keys in places),
            no_faces=sum(keys == [NO_FACES] for keys in places),
            left_out=len(plan.left_out),
            restored=restored,
            index=index,
            timing=self.timing,
        )

    def _people(self, sources: Sequence[Source], pack: Pack) -> tuple[StoredFaces, Ints]:
        """Faces of the catalogue and the person of each; grouped anew only when something changed."""
        contents = dict.fromkeys(source.sha256 for source in sources)
        faces = load_faces(self.library, contents, pack.embedder.dimension)
        verdicts = corrections.verdicts(self.library, faces)
        mark = fingerprint(
            faces, verdicts, self.library.get("pack_version") or "", self.options.algorithm, __version__
        )
        if self.library.get("grouped") == mark:
            return faces, faces.persons
        self.watcher.stage("group", None)
        labels = group(faces, verdicts, pack, self.options.algorithm)
        database = self.library.database
        first = int(database.execute("SELECT coalesce(max(id), 0) + 1 FROM people").fetchone()[0])
        persons = assign(labels, faces.persons, with_anchors(faces.persons, faces.overall, verdicts), first)
        fresh = np.unique(persons[persons >= first]).tolist()
        database.executemany("INSERT INTO people (id) VALUES (?)", [(person,) for person in fresh])
        record_persons(self.library, faces.ids, persons)
        # What was grouped is what the next run would find: corrections refer to the persons written just now.
        self.library.set("grouped", mark)
        self.library.commit()
        return faces, persons

    def _plan(self, sources: Sequence[Source], faces: StoredFaces, persons: Ints) -> Plan:
        database = self.library.database
        removed = frozenset(r[0] for r in database.execute("SELECT id FROM people WHERE removed = 1"))
        folders = manifest.folders(self.library).values()
        known = KnownPeople(
            with_folder=frozenset(f.person for f in folders if f.person is not None),
            removed=removed,
            kept_out=frozenset(corrections.photos_kept_out(self.library)),
            put_in=tuple(corrections.photos_put_in(self.library)),
        )
        return make_plan(sources, faces, persons, known, self.options.min_photos)

    def _drop_lost_moves(self) -> None:
        """Photos that were moved here and of which the user has deleted every copy are gone for good."""
        self.library.database.execute(
            "DELETE FROM sources WHERE moved = 1 AND NOT EXISTS"
            " (SELECT 1 FROM placements WHERE source = sources.id)"
        )
        forget_orphans(self.library)
        self.library.commit()

    def _is_own(self, seen: Survey) -> Callable[[str], bool]:
        """Folders not to scan: our memory, the folders we made, and the results folder when it lies in
        PHOTOS."""
        out = os.path.realpath(self.out)
        named = {os.path.realpath(path) for path in self.options.photos}
        made = {os.path.join(out, path) for paths in seen.marked.values() for path in paths}
        made.add(os.path.join(out, MEMORY))

        def is_own(folder: str) -> bool:
            if folder == out:
                return out not in named
            while folder.startswith(out + os.sep):
                if folder in made:
                    return True
                folder = os.path.dirname(folder)
            return False

        return is_own

    def _write_pages(
        self,
        sources: Sequence[Source],
        failed: Sequence[Failure],
        faces: StoredFaces,
        persons: Ints,
        pack: Pack,
    ) -> Path:
        listed = None
        if failed:
            listed = write_own(self.library, self.out, UNREADABLE, unreadable_text(failed)).name
        else:
            remove_own(self.library, self.out, UNREADABLE)
        return write_pages(
            self.library,
            self.out,
            sources=sources,
            failures=failed,
            faces=faces,
            persons=persons,
            pack=pack.name,
            unreadable_list=listed,
        )

    def _write_report(
        self,
        pack: Pack,
        ingested: Ingested,
        sources: Sequence[Source],
        failed: Sequence[Failure],
        faces: StoredFaces,
        persons: Ints,
        plan: Plan,
    ) -> None:
        from albumen.folders import atomic

        data = report.build_report(
            pack=pack.name,
            algorithm=self.options.algorithm,
            sources=sources,
            failures=failed,
            roots=ingested.roots,
            faces=faces,
            persons=persons,
            photos=plan.photos,
            folders=manifest.folders(self.library).values(),
            timing=self.timing,
        )
        assert self.options.report is not None  # noqa: S101 - asked before
        atomic.write_beside(self.options.report, report.as_json(data))

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.timing[stage] = self.timing.get(stage, 0.0) + time.perf_counter() - began


def unreadable_text(failed: Sequence[Failure]) -> bytes:
    """The list of unreadable files: one line for each, path and reason."""
    lines = [f"{readable(os.path.join(f.root, f.relative))}\t{f.sentence}" for f in failed]
    heading = (
        "Files that Albumen could not read, each with the reason. The files themselves are where they were."
    )
    return "\n".join([heading, "", *lines, ""]).encode("utf-8", "backslashreplace")
