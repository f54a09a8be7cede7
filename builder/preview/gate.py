"""Who may ask: this machine's own pages by this server's own name, and only to read."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Gate:
    """Refuses what other sites send through the reader's browser, before any route is looked up.

    A site that makes its own name point here (DNS rebinding) is known by Host, a page of
    another site by Origin or Sec-Fetch-Site. Every answer says what a page may load: nothing,
    unless the route said otherwise.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        names = ("127.0.0.1", "localhost")
        self.hosts = {f"{name}:{port}" for name in names} | (set(names) if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", NOTHING)
                headers.setdefault("cache-control", "no-store")
                headers.update(_ALWAYS)
            await send(message)

        refused = self._refusal(Headers(scope=scope), scope["method"])
        await (refused or self.app)(scope, receive, guarded)

    def _refusal(self, headers: Headers, method: str) -> PlainTextResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return PlainTextResponse("this server answers to its own name only", 403)
        if any(origin != f"http://{hosts[0]}" for origin in headers.getlist("origin")):
            return PlainTextResponse("other sites can't read this", 403)
        # Absent from older browsers, which send Origin all the same.
        if set(headers.getlist("sec-fetch-site")) - {"same-origin", "none"}:
            return PlainTextResponse("other sites can't read this", 403)
        if method != "GET":
            return PlainTextResponse("there is only reading here", 405, {"allow": "GET"})
        return None
