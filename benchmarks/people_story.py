"""``make people-story``: a throw-away site, a library composed of labelled photos, and words about its people.

    python -m benchmarks.people_story [FOLDER] [--people 500 | --full]      FOLDER: a folder of photos for each person

Starts the site as ``make run`` does, composes a library with several people in a photo out of FOLDER (default
lfw-dev), and has ``examples/people_story.py`` play its owner over HTTP. Ends with a status other than 0 when a word
did not stand, a name was lost, or another floor was missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import shared_photos
from benchmarks.event.library import compose_library
from benchmarks.people_arguments import library_arguments
from benchmarks.throwaway_site import Mailbox, throwaway_site

ROOT = Path(__file__).parent.parent


def main() -> int:
    parser = library_arguments(__doc__, "people_story.json")
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--algorithm", default="chinese_whispers", help="that clusters for a while")
    arguments = parser.parse_args()
    folder = (arguments.folder or shared_photos() / "lfw-dev").resolve()
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="albumen-library-") as composed, Mailbox() as mailbox:
        out = (arguments.library or Path(composed)).resolve()
        people = None if arguments.full else arguments.people
        print(f"· a library is composed out of {folder.name} …", flush=True)
        truth = compose_library(folder, out, people=people, pack=arguments.pack, seed=arguments.seed)
        faces = sum(len(photo["people"]) for photo in truth["photos"])
        print(f"  {len(truth['photos'])} photos with {faces} faces", flush=True)
        with throwaway_site(mailbox, ALBUMEN_PACKS=arguments.pack) as site:
            command = [sys.executable, str(ROOT / "examples" / "people_story.py")]
            command += ["--server", site.url, "--mailbox", mailbox.url, "--library", str(out)]
            for name in (
                "other_pack",
                "names",
                "merges",
                "splits",
                "algorithm",
                "seed",
                "least_before",
                "least_after",
                "json",
            ):
                command += [f"--{name.replace('_', '-')}", str(getattr(arguments, name))]
            path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
            status = subprocess.run(
                command, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}
            ).returncode
            if arguments.keep_log:
                arguments.keep_log.write_bytes(site.log.read_bytes())
            elif status:
                print(site.log.read_text("utf-8", "replace")[-3000:])
    return status


if __name__ == "__main__":
    sys.exit(main())
