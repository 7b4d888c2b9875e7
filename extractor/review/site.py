"""What one process serves: its outputs under review, the private folder, the runs at work, and who is asking."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from extractor.review.desk import Desk
from extractor.review.guard import Secret
from extractor.review.jobs import Jobs
from extractor.review.pages import render
from extractor.review.private import Private

MAIN = "output"
"""The name, in addresses, of the output that the command named."""
_REVIEWER, _KEYS = "lga-metrics-reviewer", "lga-metrics-keys"
_LONGEST_NAME = 60


@dataclass(kw_only=True)
class Site:
    """One process at work; `output` is what the command named, if anything, and `reviewer` who started it."""

    reviewer: str
    output: Path | None = None
    store: Path | None = None
    private: Private = field(default_factory=Private)
    secret: Secret = field(default_factory=Secret)
    jobs: Jobs = field(default_factory=Jobs)
    browsed: Path = field(default_factory=Path.home)
    _desks: dict[str, Desk] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find_output(self, name: str) -> Path:
        """The output folder of a name in an address; 404 where there is none such."""
        if name == MAIN and self.output is not None:
            return self.output
        place = self.private.find_place(name)
        if place is None:
            raise HTTPException(404, "There is no such output: it may have been removed.")
        return place.output

    def open_desk(self, name: str) -> Desk:
        """The desk of a name, read anew where another run has written it since."""
        out = self.find_output(name)
        with self._lock:
            desk = self._desks.get(name)
            if desk is None or desk.outdated:
                desk = Desk(out, store=self.store if name == MAIN else self.private.store)
                self._desks[name] = desk
            return desk

    def forget(self) -> None:
        """Let go of all that was read."""
        with self._lock:
            self._desks.clear()

    def tell_name(self, request: Request) -> str:
        """Who is asking: the name chosen on the page, else that of the command."""
        return unquote(request.cookies.get(_REVIEWER, "")) or self.reviewer

    def show(self, template: str, request: Request, *, status: int = 200, **values: object) -> HTMLResponse:
        """A page of this site."""
        page = render(
            template,
            token=self.secret.token,
            reviewer=self.tell_name(request),
            keys=request.cookies.get(_KEYS, "on") != "off",
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            main=MAIN if self.output else "",
            **values,
        )
        return HTMLResponse(page, status_code=status)


def find_site(request: Request) -> Site:
    """The site that a request is for."""
    site: Site = request.app.state.site
    return site


def keep_settings(answer: Response, *, reviewer: str, keys: str) -> None:
    """Keep on the reviewer's own browser who they are and whether single keys decide."""
    name = " ".join(reviewer.split())[:_LONGEST_NAME]
    if name:
        answer.set_cookie(_REVIEWER, quote(name), max_age=_A_YEAR, httponly=True, samesite="strict")
    if keys:
        answer.set_cookie(_KEYS, "off" if keys == "off" else "on", max_age=_A_YEAR, httponly=True, samesite="strict")


_A_YEAR = 365 * 24 * 3600
