"""The page's gate: who may ask, how, and what a browser may do with the answer."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from typing import Any

from starlette.responses import PlainTextResponse

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_QUERY = 12_000
METHODS = ("GET", "HEAD")
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Lets through what a visitor's own page asks of a host that is ours; everything else is told no.

    A name that points at this machine without being one of `hosts` is a trick (DNS rebinding): another site's script
    would else be taken for ours. Bound to all addresses, any address is ours, but still no stranger's name."""

    def __init__(self, app: Any, hosts: Collection[str]) -> None:
        self.app, self.hosts = app, {host.lower().strip("[]") for host in hosts}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            why, status = self._fault(scope)
            answer = PlainTextResponse(why, status) if why else self.app
            await answer(scope, receive, _with_headers(send))

    def _fault(self, scope: Any) -> tuple[str, int]:
        """Why a request is refused, and its status; empty where it is not."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_ours(headers.get("host", "")):
            return "This page answers under its own address only.", 421
        if headers.get("sec-fetch-site", "") == "cross-site" and scope["path"] != "/":
            return "Another site's page may not ask here.", 403
        if scope["method"] not in METHODS:
            return "Nothing can be sent here; this page is only read.", 405
        if len(scope.get("query_string", b"")) > LONGEST_QUERY:
            return "The question is too long.", 414
        return "", 200

    def _is_ours(self, host: str) -> bool:
        name = host_name(host)
        return name in self.hosts or ("*" in self.hosts and _is_address(name))


def host_name(host: str) -> str:
    """The name in a Host header, without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def own_hosts(bound: str) -> tuple[str, ...]:
    """The names under which a page bound to an address answers."""
    return (*LOOPBACK, "*") if bound in ("0.0.0.0", "::", "") else (*LOOPBACK, bound)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _with_headers(send: Any) -> Any:
    """Adds our headers to every answer; one that an answer brings itself stays."""

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            ours = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in given]
            message = {**message, "headers": [*message["headers"], *ours]}
        await send(message)

    return sent
