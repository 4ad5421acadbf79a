"""``make people-walk``: a family's library composed of labelled photos, uploaded and spoken about in a browser.

    python -m benchmarks.people_walk [FOLDER] [--people 500 | --full] [--screens FOLDER]

Starts the site as ``make run`` does and composes a library with several people in a photo out of FOLDER (default
lfw-dev, a folder of photos for each person). Its owner uploads all of it by the page for it, names people by
keyboard, splits, merges and corrects, has all faces sorted by another algorithm and by another pack, goes back, and
takes back what was wrong, with nothing but clicks and keys; HTTP is only read. After each step every word is compared
with what is to be seen. Ends with a status other than 0 when a word did not stand, a name was lost, or another floor
was missed. Screens show real people: never commit them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as Late

from benchmarks.corpus import shared_photos
from benchmarks.event.library import compose_library
from benchmarks.people_arguments import library_arguments
from benchmarks.throwaway_site import Mailbox, throwaway_site
from benchmarks.web_browser import chromium, window

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))

from choosing_words import merge_people, split_people, take_back_what_is_wrong
from http_person import Person
from library_seen import Seen
from words_kept import Word, roots

from benchmarks.walk.errands import correct, name_people, readable
from benchmarks.walk.hands import PATIENCE, ByHand
from benchmarks.walk.pages import Watch, go_back, sort_by, try_models, upload_all
from people_story import Story, Wanted

SHOWN = {"standard": "Standard", "builtin": "Built in"}
"""What the models are called on their page."""


class Walk:
    """The owner in front of the pages, and what was found after each step."""

    def __init__(self, story: Story, page: Page, screens: Path | None) -> None:
        self.story, self.page, self.screens = story, page, screens
        self.strayed: dict[str, list[str]] = {}
        self.agreement: dict[str, Any] = {}
        self._taken: set[str] = set()

    def screen(self, name: str) -> None:
        """Keep a picture of the page, one of each name, where pictures are asked for."""
        if self.screens and name not in self._taken:
            self._taken.add(name)
            with suppress(Late):
                self.page.wait_for_load_state("networkidle", timeout=5_000)
            self.page.screenshot(path=self.screens / f"{name}.png")

    def check(self, after: str, judged: list[int] | None = None) -> Seen:
        """Compare every word with what is to be seen now, and the people with the truth."""
        self.story.settled()
        seen = self.story.check(after)
        self.strayed[after] = strayed_names(self.story.words.said, seen)
        self.agreement[after] = asdict(seen.agreement(judged))
        print(f"  B-cubed F {self.agreement[after]['f']:.4f}", flush=True)
        return seen


def strayed_names(said: list[Word], seen: Seen) -> list[str]:
    """Names given rightly whose people are mostly somebody else now, unless wrong words are about them."""
    standing = sorted((word for word in said if word.stands), key=lambda word: word.statement)
    root = roots(standing)
    mixed = {root(word.person) for word in standing if word.person and not word.right}
    strayed = []
    for word in standing:
        person = root(word.person)
        if word.kind == "name" and word.right and person in seen.of_person.keys() - mixed:
            truth = readable(seen.truth_of(person))
            if truth != word.text:
                strayed.append(f"{word.text!r} are mostly faces of {truth!r}")
    return strayed


def misplaced(seen: Seen, said: list[Word]) -> list[str]:
    """Faces that are not the person that most faces of theirs are, with the words about them that stand."""
    homes = seen.home_of()
    about: dict[int, list[str]] = {}
    for word in said:
        for face in word.faces if word.stands else ():
            about.setdefault(face, []).append(word.kind)
    return [
        f"{face.truth} in {face.photo} is {face.person} ({face.why}), said: {about.get(face.id, [])}"
        for face in seen.faces.values()
        if face.truth and face.person != homes.get(face.truth)
    ]


def play(walk: Walk, hands: ByHand, photos: list[Path], arguments: argparse.Namespace) -> dict[str, Any]:
    """Go through all of it; returns its figures."""
    story, page, screen = walk.story, walk.page, walk.screen
    wanted = story.wanted
    with story.stage(f"{len(photos)} photos are uploaded and looked at"):
        upload_all(page, photos, screen)
    story.settled()
    arrived = story.look()
    with story.stage("all faces are sorted"):
        sort_by(page, "Adaptive", screen)
    story.settled()
    before = story.look()
    print(f"  {len(before.faces)} faces, {len(before.of_person)} people", flush=True)
    with story.stage("people are named by keyboard"):
        name_people(hands, before, wanted.names, screen)
    with story.stage("people are split on their pages"):
        seen = story.look()
        hands.faces = seen.faces
        split_people(hands, seen, wanted.splits, wanted.seed)
    with story.stage("people are merged in the grid"):
        merge_people(hands, story.look(), wanted.merges, wanted.seed + 1)
        screen("people-merged")
    with story.stage("faces are corrected"):
        corrected = correct(hands, story.look, arguments.corrections, wanted.seed + 2, screen)
    said = dict(sorted(Counter(word.kind for word in hands.said).items()))
    wrongly = sum(not word.right for word in hands.said)
    judged = [face.id for face in before.faces.values() if face.truth]
    walk.check("corrections", judged)
    with story.stage(f"all faces are sorted by {arguments.algorithm}"):
        print(f"  {sort_by(page, arguments.algorithm, screen)}")
    walk.check(arguments.algorithm, judged)
    if wanted.other_pack:
        with story.stage(f"{wanted.other_pack} looks at everything, is compared and decides"):
            try_models(page, SHOWN[wanted.other_pack], screen)
        walk.check(f"pack {wanted.other_pack}", judged)
        with story.stage("the first pack decides again"):
            go_back(page, SHOWN[arguments.pack])
        walk.check("going back", judged)
    with story.stage("whatever was wrong is taken back in the log"):
        left = take_back_what_is_wrong(hands)
        screen("log")
    story.settled()
    with story.stage("all faces are sorted once more"):
        sort_by(page, "Adaptive", lambda name: None)
    after = walk.check("end", judged)
    return {
        "photos": len(photos),
        "people_in_truth": len({one["name"] for photo in story.truth["photos"] for one in photo["people"]}),
        "faces_in_truth": sum(len(photo["people"]) for photo in story.truth["photos"]),
        "faces_found": sum(bool(face.truth) for face in after.faces.values()),
        "people_found": len(before.of_person),
        "b_cubed_as_they_arrived": asdict(arrived.agreement()),
        "b_cubed_before": asdict(before.agreement()),
        "b_cubed": walk.agreement,
        "said": said,
        "said_in_all": sum(said.values()),
        "said_wrongly": wrongly,
        "corrections": corrected,
        "undos": hands.undos,
        "refused": dict(hands.refused),
        "wrong_words_left": left,
        "checks": len(story.broken),
        "words_broken": sum(map(len, story.broken.values())),
        "names_lost": sum(map(len, story.lost.values())),
        "names_strayed": sum(map(len, walk.strayed.values())),
        "broken": story.broken,
        "lost": story.lost,
        "strayed": walk.strayed,
        "misplaced_before": misplaced(before, []),
        "misplaced_after": misplaced(after, hands.said),
        "seconds": story.seconds,
        "seconds_a_word": {
            kind: {"median": round(statistics.median(took), 2), "worst": round(max(took), 2)}
            for kind, took in sorted(hands.took.items())
        },
    }


def missed(figures: dict[str, Any], wanted: Wanted, corrections: int) -> list[str]:
    """The floors that were missed, in words."""
    said, before, after = figures["said"], figures["b_cubed_before"]["f"], figures["b_cubed"]["end"]["f"]
    misses = []
    for what in ("words_broken", "names_lost", "names_strayed", "wrong_words_left"):
        if figures[what]:
            misses.append(f"{what.replace('_', ' ')}: {figures[what]}")
    for kind, count in (("name", wanted.names), ("merge", wanted.merges), ("split", wanted.splits)):
        if said.get(kind, 0) < count:
            misses.append(f"only {said.get(kind, 0)} of {count} words of the kind {kind} could be said")
    if figures["corrections"] < corrections:
        misses.append(f"only {figures['corrections']} of {corrections} corrections could be said")
    if before < wanted.least_before:
        misses.append(f"B-cubed F before is below {wanted.least_before}")
    if after < max(wanted.least_after, before):
        misses.append(f"B-cubed F after is below {max(wanted.least_after, before):.4f}")
    misses += [f"a page: {fault}" for fault in figures["faults"]]
    return misses


def tell(figures: dict[str, Any]) -> None:
    """Print what came of it."""
    print(
        f"\n{figures['photos']} photos, {figures['faces_in_truth']} faces, {figures['people_in_truth']} people in truth"
    )
    print(
        f"{figures['said_in_all']} words said, {figures['said_wrongly']} of them wrongly: {figures['said']}"
    )
    print(
        f"{figures['checks']} checks: {figures['words_broken']} words broken, {figures['names_lost']} names lost,"
        f" {figures['names_strayed']} names strayed; {figures['undos']} taken back"
    )
    steps = {"arrived": figures["b_cubed_as_they_arrived"], "before": figures["b_cubed_before"]}
    for step, agreement in (steps | figures["b_cubed"]).items():
        print(f"B-cubed F {step:<24}{agreement['f']:.4f}")
    for stage, seconds in figures["seconds"].items():
        print(f"{seconds / 60:>7.1f} min  {stage}")
    for kind, took in figures["seconds_a_word"].items():
        print(f"{kind:<18} median {took['median']:>6.2f} s, worst {took['worst']:>6.2f} s")


def main() -> int:
    parser = library_arguments(__doc__, "people_walk.json")
    parser.add_argument("--pack", choices=list(SHOWN), default="standard")
    parser.add_argument(
        "--algorithm", default="Whispers", help="that sorts for a while, as its page calls it"
    )
    parser.add_argument("--corrections", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--screens", type=Path, help="keep pictures of the pages here, outside the repository"
    )
    arguments = parser.parse_args()
    folder = (arguments.folder or shared_photos() / "lfw-dev").resolve()
    names = ("names", "merges", "splits", "other_pack", "seed", "least_before", "least_after")
    wanted = Wanted(**{name: getattr(arguments, name) for name in names})
    for made in (arguments.json.parent, arguments.screens):
        if made:
            made.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="albumen-library-") as composed, Mailbox() as mailbox:
        out = (arguments.library or Path(composed)).resolve()
        people = None if arguments.full else arguments.people
        print(f"· a library is composed out of {folder.name} …", flush=True)
        truth = compose_library(folder, out, people=people, pack=arguments.pack, seed=arguments.seed)
        settings = {"ALBUMEN_PACKS": arguments.pack, "ALBUMEN_WORKERS": str(arguments.workers)}
        with throwaway_site(mailbox, **settings) as site, chromium() as browser:
            owner = Person(site.url, mailbox.url, "ana@example.org")
            terms = owner.api("GET", "/account/terms")["version"]
            business = {"business_name": "Ana", "events_per_month": 1, "terms_version": terms}
            owner.sign_up("photographer", display_name="Ana", **business)
            library = owner.api("PUT", "/libraries/personal")["id"]
            context = window(browser, site.url, owner)
            context.set_default_timeout(PATIENCE)
            watch, page = Watch(context), context.new_page()
            hands = ByHand(page, owner, library)
            walk = Walk(Story(owner, library, truth, wanted, hands), page, arguments.screens)
            try:
                photos = [out / "photos" / photo["file"] for photo in truth["photos"]]
                figures = play(walk, hands, photos, arguments)
            except BaseException:
                with suppress(Error):
                    walk.screen("stopped")
                raise
            finally:
                if arguments.keep_log:
                    arguments.keep_log.write_bytes(site.log.read_bytes())
            context.close()
            owner.close()
    figures["faults"] = watch.faults
    tell(figures)
    about = {"machine": platform.platform(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    arguments.json.write_text(json.dumps({**about, **figures}, indent=1), "utf-8")
    misses = missed(figures, wanted, arguments.corrections)
    for miss in misses:
        print(f"MISSED: {miss}")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
