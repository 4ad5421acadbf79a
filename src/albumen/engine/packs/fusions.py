"""Which packs were learnt to be heard together: one TOML file for each set in ``fusions/``, beside the entries.

Written by ``python -m benchmarks.fusion --write`` and read strictly. A fusion holds for the versions it names; where a
pack has another version by now, it is not used.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from itertools import chain, combinations
from math import isclose
from pathlib import Path

from albumen.engine.packs.catalogue import load_pack, read_calibration, read_thresholds
from albumen.engine.packs.entry_table import EntryTable
from albumen.engine.packs.errors import CatalogueError
from albumen.engine.packs.spec import FusedPack, Fusion

FUSIONS = Path(__file__).parent / "fusions"
"""Where the files are."""


def file_of(packs: Iterable[str]) -> Path:
    """The file of a set of packs, whether it is there or not."""
    return FUSIONS / f"{'+'.join(sorted(packs))}.toml"


@cache
def fusion_of(packs: frozenset[str]) -> Fusion | None:
    """How these packs, in their present versions, are heard together; None where that was not learnt.

    Raises:
        UnknownPackError: one of them is not in the catalogue.
        CatalogueError: the file is not valid.
    """
    path = file_of(packs)
    if len(packs) < 2 or not path.is_file():
        return None
    fusion = read_fusion(path)
    present = all(load_pack(pack.name).version == pack.version for pack in fusion.packs)
    return fusion if present else None


def fusions_among(packs: Iterable[str]) -> list[Fusion]:
    """What was learnt of these packs and of any two or more of them."""
    names = sorted(set(packs))
    sets = chain.from_iterable(combinations(names, size) for size in range(2, len(names) + 1))
    found = (fusion_of(frozenset(chosen)) for chosen in sets)
    return [fusion for fusion in found if fusion is not None]


def read_fusion(path: Path) -> Fusion:
    """Read and check one file.

    Raises:
        CatalogueError: not TOML, an unknown or missing key, a value out of range, weights that do not add up to 1, or
            a file name that does not name the packs.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"The fusion {path.name} is not TOML: {error}.") from error
    table = EntryTable(values, path.name)
    packs = tuple(_pack(part) for part in table.tables("packs"))
    fusion = Fusion(
        packs, read_calibration(table.table("calibration")), read_thresholds(table.table("thresholds"))
    )
    table.done()
    if len(packs) < 2 or len(fusion.names) < len(packs):
        raise table.wrong("needs two or more different packs")
    if any(not 0 < pack.weight < 1 for pack in packs) or not isclose(
        sum(pack.weight for pack in packs), 1.0, abs_tol=1e-6
    ):
        raise table.wrong("needs weights between 0 and 1 that add up to 1")
    if path.name != file_of(fusion.names).name:
        raise table.wrong(f"is for {', '.join(sorted(fusion.names))}")
    return fusion


def _pack(table: EntryTable) -> FusedPack:
    pack = FusedPack(table.text("name"), table.text("version"), table.number("weight"))
    table.done()
    return pack
