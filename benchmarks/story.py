"""``make story``: a throw-away site, an event composed of labelled photos, and the whole story over HTTP.

    python -m benchmarks.story [FOLDER]      FOLDER: a folder of photos for each person (default lfw-dev)

Prints precision, recall, time to the first result and photos per second, writes JSON, and ends with a status other
than 0 when a floor is missed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import shared_photos
from benchmarks.event.compose import compose_event
from benchmarks.throwaway_site import Mailbox, throwaway_site

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of photos for each person")
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--guests", type=int, default=40)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=RESULTS / "story.json")
    parser.add_argument("--event", type=Path, help="keep the composed event here, and use it again")
    parser.add_argument("--keep-log", type=Path, help="copy what the site printed to this file")
    arguments = parser.parse_args()
    folder = (arguments.folder or shared_photos() / "lfw-dev").resolve()
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="albumen-event-") as composed, Mailbox() as mailbox:
        out = arguments.event or Path(composed)
        with throwaway_site(mailbox, ALBUMEN_PACKS=arguments.pack) as site:
            print(f"· {arguments.photos} photos are composed out of {folder.name} …", flush=True)
            compose_event(
                folder,
                out,
                photos=arguments.photos,
                guests=arguments.guests,
                pack=arguments.pack,
                seed=arguments.seed,
            )
            command = [sys.executable, str(ROOT / "examples" / "story.py")]
            command += ["--server", site.url, "--mailbox", mailbox.url, "--event", str(out)]
            status = subprocess.run([*command, "--json", str(arguments.json)], check=False).returncode
            if arguments.keep_log:
                arguments.keep_log.write_bytes(site.log.read_bytes())
            elif status:
                print(site.log.read_text("utf-8", "replace")[-3000:])
    return status


if __name__ == "__main__":
    sys.exit(main())
