"""The server: joins pages, guard and static files, and listens to this machine only unless it is told otherwise."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from extractor.errors import ExtractorError
from extractor.review.guard import Guard
from extractor.review.home import HOME_ROUTES
from extractor.review.pictures import prune_pictures
from extractor.review.routes import ROUTES
from extractor.review.site import Site

HOST = "127.0.0.1"
PORT = 8321
"""Where the page is served unless told otherwise; the next free port where this one is taken."""
_PORTS_TRIED = 20
_SECONDS_TO_CLOSE = 2


def make_app(site: Site, *, host: str = HOST) -> Starlette:
    """The application that serves a site; `host` is what it will be bound to."""

    def tell_problem(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return site.show("problem.html", request, status=error.status_code, problem=error.detail, title="Problem")
        return site.show("problem.html", request, status=422, problem=str(error), title="Problem")

    app = Starlette(
        routes=[
            *HOME_ROUTES,
            *ROUTES,
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static"),
        ],
        middleware=[Middleware(Guard, secret=site.secret, host=host)],
        exception_handlers={HTTPException: tell_problem, ExtractorError: tell_problem},
    )
    app.state.site = site
    return app


def open_socket(host: str, port: int | None) -> socket.socket:
    """A socket to listen at, on the port wanted; without one, on the first free port from PORT on.

    ExtractorError where it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    wanted = [port] if port is not None else [*range(PORT, PORT + _PORTS_TRIED), 0]
    for number in wanted:
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            # Elsewhere than on Windows this only lets a port be used again at once; there it would share it.
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind((host, number))
            opened.listen()  # whoever opens the address from now on waits, and is not refused
        except OSError as error:
            opened.close()
            if error.errno != errno.EADDRINUSE or number == wanted[-1]:
                where = f"{host}:{number}"
                hint = "name another with --port, or see --host"
                raise ExtractorError(where, f"cannot be used: {error.strerror or error}", hint=hint) from error
        else:
            return opened
    raise AssertionError("the last port either opens or raises")


def find_address(site: Site, opened: socket.socket) -> str:
    """The address to open in a browser, with the key in it."""
    host, port = opened.getsockname()[:2]
    named = f"[{host}]" if ":" in host else host
    if host in ("0.0.0.0", "::"):
        named = socket.getfqdn()
    return f"http://{named}:{port}/?key={site.secret.key}"


def serve(site: Site, opened: socket.socket, *, host: str = HOST) -> None:
    """Serve a site until it is stopped by Ctrl-C."""
    import uvicorn

    prune_pictures(site.private.pictures)
    config = uvicorn.Config(
        make_app(site, host=host),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_CLOSE,
    )
    uvicorn.Server(config).run(sockets=[opened])
