"""Who may ask: only this machine's owner, only by the name that the page is served under, never another site.

Every answer carries a strict content security policy, so that even a script that slipped through could not run.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import socket
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REPORT_POLICY = (
    "sandbox allow-scripts allow-popups allow-modals; default-src 'none'; script-src 'unsafe-inline';"
    " style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For report.html, which has its own style and script in it: it is shown as from nowhere, and reaches nothing."""
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_KEY = "key"


class Guard:
    """ASGI middleware that lets through who has the key of this process, asks under a known name, and no other site.

    The key comes with the address that the program opens, and then stays as a cookie: on a machine that several people
    use, everybody reaches its ports. `host` is what the server is bound to. A name that only looks like this machine's
    (DNS rebinding) is refused; bound to more than this machine, its own names and addresses are known too.
    """

    def __init__(self, app: ASGIApp, *, secret: Secret, host: str) -> None:
        self._app = app
        self._secret = secret
        self._open = host not in ("127.0.0.1", "localhost", "::1")
        own = {host, socket.gethostname().lower(), socket.getfqdn().lower()}
        self._names = _LOOPBACK | own if self._open else _LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refuse(scope)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        await self._app(scope, receive, _with_headers(send))

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._knows(headers.get("host", "")):
            return PlainTextResponse("This page is not served under that name.", status_code=400)
        if scope["path"].startswith("/static/"):
            return None
        query = dict(part.partition("=")[::2] for part in scope["query_string"].decode("latin-1").split("&"))
        if _KEY in query and self._secret.fits(query[_KEY]):
            answer = RedirectResponse(scope["path"], status_code=303)
            port = (scope.get("server") or ("", 0))[1]
            answer.set_cookie(_name_cookie(port), query[_KEY], httponly=True, samesite="lax")
            return answer
        if not self._secret.fits(_read_cookie(headers, (scope.get("server") or ("", 0))[1])):
            told = "Open the address that lga-metrics printed when it started: it holds the key to this page."
            return PlainTextResponse(told, status_code=403)
        site = headers.get("sec-fetch-site", "same-origin")
        if scope["method"] not in ("GET", "HEAD") and site not in ("same-origin", "none"):
            return PlainTextResponse("Another site may not ask for this.", status_code=403)
        return None

    def _knows(self, host: str) -> bool:
        name = host.lower()
        name = name[: name.index("]") + 1] if name.startswith("[") and "]" in name else name.partition(":")[0]
        return name in self._names or (self._open and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class Secret:
    """The key of this process, and the token that every form of its pages carries."""

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(24)
        self.token = hmac.new(self.key.encode(), b"form", hashlib.sha256).hexdigest()

    def fits(self, key: str) -> bool:
        """Whether somebody has the key."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def trusts(self, token: str) -> bool:
        """Whether a form came from a page of this process."""
        return hmac.compare_digest(token.encode(), self.token.encode())


def _name_cookie(port: int) -> str:
    # Cookies know no ports: two of these programs must not take each other's key away.
    return f"lga-metrics-{port}"


def _read_cookie(headers: Headers, port: int) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(_name_cookie(port))
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _with_headers(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return answer
