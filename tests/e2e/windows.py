"""Browser windows of people, each watched for what no page of ours may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from e2e.pictures import Pictures

if TYPE_CHECKING:
    from http_person import Person

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
PATIENCE = 15_000.0
"""Milliseconds that an expected change of a page may take on a busy machine."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
"""What Chromium is started with."""

_ANSWERED = ("/api/", "/_allauth/")
"""Below these, 4xx is an answer that a page is built for (nobody is logged in, a code is wrong)."""


class Watch:
    """What pages of a context did that they must not: errors, refused contents, requests to other places.

    Attributes:
        faults: sentences; a test fails when there are any at its end.
    """

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.faults: list[str] = []
        self._site = site
        self._expected: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self._fault(f"uncaught: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def expect(self, part: str) -> None:
        """A fault with this text in it is what the test is about."""
        self._expected.append(part)

    def _fault(self, sentence: str) -> None:
        if not any(part in sentence for part in self._expected):
            self.faults.append(sentence)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        place = message.location.get("url", "")
        # Refusals of the Content-Security-Policy come here, too. Failed requests are judged by their answers.
        if not message.text.startswith("Failed to load resource"):
            self._fault(f"console: {message.text} ({place})")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and not request.url.startswith(self._site + "/"):
            self._fault(f"asks another place: {request.url}")

    def _response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 500 or (response.status >= 400 and not path.startswith(_ANSWERED)):
            self._fault(f"{response.request.method} {path} was answered with {response.status}")


class Windows:
    """Opens windows; `close` closes them all and gives the faults of their pages."""

    def __init__(self, browser: Browser, site: str, pictures: Pictures) -> None:
        self._browser = browser
        self._site = site
        self._pictures = pictures
        self._open: list[tuple[BrowserContext, Watch]] = []

    def open(
        self,
        person: Person | None = None,
        *,
        phone: bool = False,
        dark: bool = False,
        language: str = "en-GB",
        **options: Any,
    ) -> Page:
        """A page in a context of its own: cookies, cache and storage are this one's alone.

        Args:
            person: who is logged in there.
            phone: 390x844 with touch, else 1440x900 with a mouse.
            dark: what the system prefers.
            language: what the browser asks for.
            options: more for Playwright's `new_context`; with `base_url` the site under another of its names.
        """
        site = options.pop("base_url", self._site)
        context = self._browser.new_context(
            base_url=site,
            locale=language,
            timezone_id="Europe/Berlin",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **{**(PHONE if phone else DESKTOP), **options},
        )
        context.set_default_timeout(PATIENCE)
        self._open.append((context, Watch(context, site)))
        if person:
            cookies = [{"name": n, "value": v, "url": site} for n, v in person.cookies.items()]
            context.add_cookies(cookies)  # type: ignore[arg-type]
        return context.new_page()

    def watch(self, page: Page) -> Watch:
        """What is noticed about the page's context."""
        return next(watch for context, watch in self._open if context == page.context)

    def close(self) -> list[str]:
        """Close every window; the faults of all."""
        for context, _ in self._open:
            for page in context.pages:
                self._pictures.take(page)
            context.close()
        return [fault for _, watch in self._open for fault in watch.faults]
