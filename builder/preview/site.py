"""The preview's addresses. What is asked for is looked up in lists; no path is ever joined."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from functools import partial
from typing import cast

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from builder.preview import state, words
from builder.preview.board import Board
from builder.preview.drawing import WIDTHS, PageDrawing, PictureSize
from builder.preview.gate import Gate
from builder.preview.state import FileView
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import look

_OWN = "base-uri 'none'; form-action 'none'"
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    f"connect-src 'self'; frame-src 'self'; {_OWN}; frame-ancestors 'none'"
)
# A card may style itself, as in Anki, and show the pictures that it brings: nothing else.
CARD = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    f"sandbox allow-same-origin; {_OWN}; frame-ancestors 'self'"
)
# Browsers show a PDF in a page of their own making, with an object and styles in it.
DOCUMENT = (
    f"default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; {_OWN}; "
    "frame-ancestors 'none'"
)
# The page to share brings its style, pictures and a script of its own, and asks for nothing.
SHARED = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    f"{_OWN}; frame-ancestors 'none'"
)
FOREVER = "private, max-age=31536000, immutable"  # what a digest names never changes
ASSETS = {
    "preview.css": "text/css; charset=utf-8",
    "preview.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def site(board: Board, drawing: PageDrawing, templates: Templates, port: int) -> ASGIApp:
    """The application, behind its gate."""
    routes = [
        Route("/", partial(_page, templates)),
        *(Route(f"/{name}", partial(_asset, templates, name)) for name in ASSETS),
        Route("/state.json", partial(_state, board)),
        Route("/events", partial(_events, board)),
        Route("/files/{course}/{name}", partial(_file, board)),
        Route("/pages/{digest}/{page:int}/{size}.png", partial(_picture, board, drawing)),
        Route("/cards/{course}/{key}/{side}", partial(_card, board, templates)),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return Gate(app, port)


def _page(templates: Templates, request: Request) -> Response:
    language = words.language(request.headers.get("accept-language", ""), templates)
    made = templates.render(
        "preview/page.html", labels=words.labels(language, templates), language=language
    )
    return HTMLResponse(made, headers={"content-security-policy": PAGE, "vary": "accept-language"})


def _asset(templates: Templates, name: str, request: Request) -> Response:
    if name.endswith(".css"):
        language = words.language(request.headers.get("accept-language", ""), templates)
        data = templates.render(f"preview/{name}", look=look(templates, language))
    else:
        data = templates.text(f"preview/{name}")
    return Response(data, media_type=ASSETS[name], headers={"vary": "accept-language"})


def _state(board: Board, _request: Request) -> Response:
    return JSONResponse(state.told(board.state))


async def _events(board: Board, _request: Request) -> Response:
    return StreamingResponse(_told(board), media_type="text/event-stream")


async def _told(board: Board) -> AsyncIterator[str]:
    async with board.listening() as changed:
        yield "retry: 1000\n\n"
        while not board.is_closed:
            changed.clear()
            yield f"data: {json.dumps(state.brief(board.state))}\n\n"
            await changed.wait()
            await asyncio.sleep(0.05)  # a build makes many files in a moment


def _file(board: Board, request: Request) -> Response:
    course = board.state.course(request.path_params["course"])
    name = request.path_params["name"]
    found = next((each for each in (course.files if course else ()) if each.name == name), None)
    if found is None:
        raise HTTPException(404)
    if found.name.endswith(".html"):
        return HTMLResponse(found.data, headers={"content-security-policy": SHARED})
    if not found.pages:
        headers = {"content-disposition": f'attachment; filename="{found.name}"'}
        return Response(found.data, media_type="application/octet-stream", headers=headers)
    headers = {"content-security-policy": DOCUMENT, "content-disposition": "inline"}
    return Response(found.data, media_type="application/pdf", headers=headers)


def _picture(board: Board, drawing: PageDrawing, request: Request) -> Response:
    asked = request.path_params
    found = _with_digest(board, asked["digest"])
    if found is None or not 1 <= asked["page"] <= len(found.pages) or asked["size"] not in WIDTHS:
        raise HTTPException(404)
    data = drawing.png(found.data, found.digest, asked["page"], cast(PictureSize, asked["size"]))
    return Response(data, media_type="image/png", headers={"cache-control": FOREVER})


def _with_digest(board: Board, digest: str) -> FileView | None:
    files = (file for course in board.state.courses for file in course.files)
    return next((each for each in files if each.digest == digest), None)


def _card(board: Board, templates: Templates, request: Request) -> Response:
    asked = request.path_params
    course = board.state.course(asked["course"])
    cards = course.cards if course else ()
    found = next((each for each in cards if each.key == asked["key"]), None)
    if course is None or found is None or asked["side"] not in ("front", "back"):
        raise HTTPException(404)
    sides = found.sides
    body = sides.front if asked["side"] == "front" else sides.back
    for name, data in course.media.items():
        body = body.replace(f'src="{name}"', f'src="{_inside(name, data)}"')
    made = templates.render(
        "preview/card.html",
        language=course.language,
        css=Markup(sides.css),
        body=Markup(body),
        number=sides.number,
        is_night=request.query_params.get("night") == "1",
    )
    return HTMLResponse(made, headers={"content-security-policy": CARD})


def _inside(name: str, data: bytes) -> str:
    suffix = name.rpartition(".")[2]
    kind = {"jpg": "jpeg", "svg": "svg+xml"}.get(suffix, suffix)
    return f"data:image/{kind};base64,{b64encode(data).decode()}"
