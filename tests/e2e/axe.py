"""axe-core on the page that a browser shows: WCAG 2.2 AA, findings as sentences."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SOURCE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BEST_PRACTICES = ("landmark-one-main", "page-has-heading-one", "region", "skip-link", "heading-order")

_RUN = """async ({tags, rules}) => {
  const enabled = Object.fromEntries(rules.map((rule) => [rule, {enabled: true}]))
  const run = {runOnly: {type: 'tag', values: tags}, rules: enabled, resultTypes: ['violations']}
  return (await axe.run(document, run)).violations
}"""


@functools.cache
def _source() -> str:
    return _SOURCE.read_text("utf-8")


def check(page: Page) -> None:
    """Hold the page, as it is now, to WCAG 2.2 AA.

    Raises:
        AssertionError: axe found something; says what, where and how to mend it.
    """
    # Evaluated, not added as a tag: the page's Content-Security-Policy would rightly refuse that.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {_source()} }}")
    found = page.evaluate(_RUN, {"tags": list(TAGS), "rules": list(BEST_PRACTICES)})
    assert not found, f"{page.url}\n" + "\n".join(_sentence(violation) for violation in found)


def _sentence(violation: dict[str, Any]) -> str:
    lines = [f"- {violation['id']} ({violation['impact']}): {violation['help']}, {violation['helpUrl']}"]
    for node in violation["nodes"][:5]:
        why = node["failureSummary"].replace("\n", " ")
        lines.append(f"    {' '.join(map(str, node['target']))}\n      {node['html'][:200]}\n      {why}")
    return "\n".join(lines)
