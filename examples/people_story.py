"""The story of a personal library, with nothing but HTTP: photos, people, words about them, and that every word stands.

    PYTHONPATH=. python examples/people_story.py --server URL --mailbox URL --library FOLDER

FOLDER holds ``photos/`` and ``truth.json`` (``benchmarks.event.library`` makes them). An owner uploads nine photos in
ten, names people, splits, merges and corrects, some of it wrongly; takes some back; uploads the rest; has all faces
sorted anew by other algorithms and by another pack; and in the end takes back whatever was wrong. After every step each
word is compared with what the site shows. Prints figures, writes JSON, and ends with status 1 when a floor is missed.
``make people-story`` starts all that is needed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from choosing_words import (
    contradict,
    correct,
    merge_people,
    name_people,
    split_people,
    take_back_some,
    take_back_what_is_wrong,
)
from http_person import Person, upload
from library_seen import Seen, look
from words_kept import Words

PATIENCE = 3 * 3600.0
"""Seconds to wait for long work before giving up."""

LATER = ("people.train", "people.suggest", "people.compare")
"""Work that only asks questions, minutes after there is a reason; the words are checked before, between and after."""

LATE = 10
"""One photo in so many comes after people were spoken of."""


@dataclass
class Wanted:
    """How much is said, and what must come of it."""

    names: int = 50
    merges: int = 20
    splits: int = 20
    algorithm: str = "chinese_whispers"
    other_pack: str = ""
    seed: int = 0
    least_before: float = 0.97
    least_after: float = 0.98


@dataclass
class Story:
    """The owner, the library, what was said, and what was found broken after each step."""

    owner: Person
    library: str
    truth: dict[str, Any]
    wanted: Wanted
    words: Words
    seconds: dict[str, float] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Say what goes on and how long it took."""
        print(f"· {name} …", flush=True)
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 1)
        print(f"  {self.seconds[name]:.1f} s", flush=True)

    def upload(self, photos: list[Path]) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda path: upload(self.owner, self.library, path, into="library"), photos))

    def settled(self) -> None:
        """Wait until nothing about the library waits or runs; nothing may have failed."""
        end = time.monotonic() + PATIENCE
        while any(self._jobs(state) for state in ("waiting", "running")):
            if time.monotonic() > end:
                raise SystemExit(f"work went on for more than {PATIENCE:g} s")
            time.sleep(0.5)
        if failed := self._jobs("failed"):
            raise SystemExit(f"{len(failed)} jobs failed, as {failed[0]['kind']}: {failed[0]['error']}")

    def _jobs(self, state: str) -> list[dict[str, Any]]:
        found = self.owner.everything(f"/jobs?library={self.library}&state={state}")
        return [job for job in found if state == "failed" or job["kind"] not in LATER]

    def sort_anew(self, algorithm: str, *, looked_at: bool = False) -> None:
        """Have all faces clustered; ``looked_at``: as a preview, and something is said before it is applied."""
        body = {"algorithm": algorithm, "apply_at_once": not looked_at}
        proposal = self.owner.api("POST", f"/libraries/{self.library}/proposals", json=body)["id"]
        if looked_at:
            self._until(proposal, "ready")
            name_people(self.words, self.look(), 3)
            self.owner.api("POST", f"/proposals/{proposal}/apply")
        self._until(proposal, "applied")
        self.settled()

    def _until(self, proposal: str, state: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = self.owner.api("GET", f"/proposals/{proposal}")
            if now["state"] == state:
                return
            if now["state"] in ("failed", "discarded"):
                raise SystemExit(f"the clustering came to {now['state']}: {now['error']}")
            time.sleep(0.25)
        raise SystemExit(f"a clustering took more than {PATIENCE:g} s")

    def try_other_models(self, pack: str) -> None:
        """Have another pack look at everything beside the one that decides, and then decide itself."""
        self.owner.api("POST", f"/libraries/{self.library}/upgrade", json={"packs": [pack]})
        self._upgraded("ready")
        self._step("switch")
        self.settled()

    def go_back(self) -> None:
        """Have the first pack decide again."""
        self._step("roll-back")
        self.settled()

    def give_up_other_models(self) -> None:
        """Destroy what the other pack saw, now that it decides no longer."""
        self._step("abort")
        self._upgraded("aborted")
        self.settled()

    def _step(self, step: str) -> None:
        self.owner.api("POST", f"/libraries/{self.library}/upgrade/{step}", json={})

    def _upgraded(self, state: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = self.owner.api("GET", f"/libraries/{self.library}/upgrade")
            if now["state"] == state:
                return
            if now["error"]:
                raise SystemExit(f"the other models: {now['error']}")
            time.sleep(0.5)
        raise SystemExit(f"the other models took more than {PATIENCE:g} s")

    def look(self) -> Seen:
        return look(self.owner, self.library, self.truth)

    def check(self, after: str) -> Seen:
        """Compare every word with what is to be seen now."""
        seen = self.look()
        found = self.words.broken(seen)
        self.broken[after], self.lost[after] = found.constraints, found.names
        for problem in [*found.constraints, *found.names][:5]:
            print(f"  BROKEN: {problem}", flush=True)
        return seen


def tell(server: str, mailbox: str, folder: Path, wanted: Wanted) -> dict[str, Any]:
    """Play the story; returns its figures."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    photos = [folder / "photos" / photo["file"] for photo in truth["photos"]]
    late = photos[::LATE] if len(photos) >= LATE else photos[:1]
    early = [photo for photo in photos if photo not in set(late)]
    owner = Person(server, mailbox, f"ana-{int(time.time()):x}@example.org")
    terms = owner.api("GET", "/account/terms")["version"]
    owner.sign_up(
        "photographer",
        display_name="Ana",
        business_name="Ana",
        events_per_month=1,
        terms_version=terms,
    )
    library = owner.api("PUT", "/libraries/personal")["id"]
    words = Words(owner, library)
    story = Story(owner, library, truth, wanted, words)

    with story.stage(f"{len(early)} photos are uploaded and looked at"):
        story.upload(early)
        story.settled()
    arrived = story.look()
    with story.stage("all faces are clustered"):
        story.sort_anew("default")
    before = story.look()

    with story.stage("people are named, split, merged and corrected"):
        name_people(words, before, wanted.names)
        split_people(words, story.look(), wanted.splits, wanted.seed)
        merge_people(words, story.look(), wanted.merges, wanted.seed + 1)
        correct(words, story.look(), wanted.seed + 2)
        asked, refused = contradict(words, story.look(), wanted.seed + 3)
        said = dict(sorted(Counter(word.kind for word in words.said).items()))
        story.settled()
    story.check("corrections")
    with story.stage("some of it is taken back, and some of that said again"):
        take_back_some(words, wanted.seed + 4)
        story.settled()
    story.check("undo")
    with story.stage(f"{len(late)} more photos arrive"):
        story.upload(late)
        story.settled()
    story.check("arrivals")
    with story.stage(f"all faces are clustered by {wanted.algorithm}"):
        story.sort_anew(wanted.algorithm, looked_at=True)
    story.check(wanted.algorithm)
    if wanted.other_pack:
        with story.stage(f"another pack looks at everything and decides: {wanted.other_pack}"):
            story.try_other_models(wanted.other_pack)
        story.check(f"pack {wanted.other_pack}")
        with story.stage("all faces are clustered by it"):
            story.sort_anew("default")
        story.check(f"clustered by {wanted.other_pack}")
        with story.stage("the first pack decides again"):
            story.go_back()
        story.check("going back")
        with story.stage("what the other pack saw is destroyed"):
            story.give_up_other_models()
        story.check("giving up")
    with story.stage("whatever was wrong is taken back"):
        left = take_back_what_is_wrong(words)
        story.settled()
        story.sort_anew("default")
    after = story.check("end")
    owner.close()

    judged = [face.id for face in before.faces.values() if face.truth]
    return {
        "photos": len(photos),
        "people_in_truth": len({person["name"] for photo in truth["photos"] for person in photo["people"]}),
        "faces_in_truth": sum(len(photo["people"]) for photo in truth["photos"]),
        "faces_found": sum(bool(face.truth) for face in after.faces.values()),
        "people_found": len(before.of_person),
        "b_cubed_as_they_arrived": asdict(arrived.agreement()),
        "b_cubed_before": asdict(before.agreement()),
        "b_cubed_after": asdict(after.agreement(judged)),
        "b_cubed_after_with_late": asdict(after.agreement()),
        "said": said,
        "said_wrongly": sum(not word.right for word in words.said),
        "undos": words.undos,
        "refused": dict(words.refused),
        "contradictions": asked,
        "contradictions_refused": refused,
        "wrong_words_left": left,
        "checks": len(story.broken),
        "constraints_broken": sum(map(len, story.broken.values())),
        "names_lost": sum(map(len, story.lost.values())),
        "broken": story.broken,
        "lost": story.lost,
        "seconds": story.seconds,
    }


def missed(figures: dict[str, Any], wanted: Wanted) -> list[str]:
    """The floors that were missed, in words."""
    said, before, after = figures["said"], figures["b_cubed_before"]["f"], figures["b_cubed_after"]["f"]
    misses = []
    if figures["constraints_broken"]:
        misses.append(f"{figures['constraints_broken']} words did not stand")
    if figures["names_lost"]:
        misses.append(f"{figures['names_lost']} names were lost")
    for kind, count in (("name", wanted.names), ("merge", wanted.merges), ("split", wanted.splits)):
        if said.get(kind, 0) < count:
            misses.append(f"only {said.get(kind, 0)} of {count} words of the kind {kind} could be said")
    if figures["contradictions_refused"] < figures["contradictions"]:
        misses.append("two faces of one photo were accepted as one person")
    if figures["wrong_words_left"]:
        misses.append(f"{figures['wrong_words_left']} wrong words could not be taken back")
    if before < wanted.least_before:
        misses.append(f"B-cubed F before is below {wanted.least_before}")
    if after < max(wanted.least_after, before):
        misses.append(f"B-cubed F after is below {max(wanted.least_after, before):.4f}")
    return misses


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--server", required=True)
    parser.add_argument("--mailbox", required=True)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--names", type=int, default=Wanted.names)
    parser.add_argument("--merges", type=int, default=Wanted.merges)
    parser.add_argument("--splits", type=int, default=Wanted.splits)
    parser.add_argument("--algorithm", default=Wanted.algorithm, help="the other one")
    parser.add_argument("--other-pack", default="", help="that decides for a while; empty for none")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--least-before", type=float, default=Wanted.least_before)
    parser.add_argument("--least-after", type=float, default=Wanted.least_after)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    given = {key: value for key, value in vars(arguments).items() if key in Wanted.__dataclass_fields__}
    wanted = Wanted(**given)
    figures = tell(arguments.server, arguments.mailbox, arguments.library, wanted)
    figures["missed"] = missed(figures, wanted)
    print()
    for name, value in figures.items():
        if name not in ("missed", "broken", "lost"):
            print(f"{name.replace('_', ' '):26}{value}")
    for miss in figures["missed"]:
        print(f"MISSED: {miss}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 1 if figures["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
