"""Static files and those of the built client, which may be built anew while the site runs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

_HASHED = re.compile(r"/assets/[^/]+-[\w-]{8}\.\w+")
"""What the build names by its content (Rolldown's eight characters): the same name is the same bytes, for good."""

PAGE = "index.html"
"""Given by the view, with the cookie that forms need; as a file it would come without."""


class StaticAndClientFiles(WhiteNoiseMiddleware):
    """WhiteNoise that looks again when a client is there that was not, or another one."""

    files: dict[str, Any]

    def __init__(self, get_response: Any = None) -> None:
        super().__init__(get_response)
        self._statics = dict(self.files)
        self._client: Path = settings.ALBUMEN_CLIENT
        self._build: tuple[int, int] | None = None
        self._look_again()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if self._may_be_of_client(path):
            self._look_again()
        try:
            return super().__call__(request)
        except FileNotFoundError:  # a build is being put into place this moment
            self.files.pop(path, None)
            return self.get_response(request)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """All bytes at once, in the request's thread: one more would gather its pieces before any is sent."""
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file as file:
                body = file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["Content-Type"]  # what there is to say, the file says
        for name, value in found.headers:
            response[name] = value
        return response

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Whether browsers may keep it for good."""
        return bool(_HASHED.fullmatch(url)) or super().immutable_file_test(path, url)

    def _may_be_of_client(self, path: str) -> bool:
        return looks_like_file(path.lstrip("/")) and not path.startswith(self.static_prefix)

    def _look_again(self) -> None:
        try:
            page = os.stat(self._client / PAGE)
            build = page.st_mtime_ns, page.st_ino
        except OSError:
            build = None
        if build == self._build:
            return
        found = dict(self._statics)
        if build is not None:
            keep, self.files = self.files, found
            try:
                self.add_files(self._client)
            except OSError:  # put into place this moment; the next one who asks finds it
                self.files = keep
                return
            for name in [f"/{PAGE}", *(url for url in found if url.startswith("/."))]:
                found.pop(name, None)
        self.files, self._build = found, build


def looks_like_file(path: str) -> bool:
    """Whether an address (no slash before it) is one of the client's files rather than one of its pages."""
    return path.startswith("assets/") or ("/" not in path and "." in path)
