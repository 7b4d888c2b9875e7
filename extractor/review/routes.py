"""The addresses of the review: queue, cards, decisions, pictures, summary and downloads."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from extractor import decisions, feeds
from extractor.errors import ExtractorError
from extractor.models import Severity, Standing, Verdict
from extractor.review.agreement import measure_agreement, measure_precision
from extractor.review.card import VERBS, Side, find_verb, make_card, write_example
from extractor.review.desk import Board, Desk, count_standings
from extractor.review.guard import REPORT_POLICY
from extractor.review.pictures import draw_picture
from extractor.review.queue import (
    FACETS,
    Item,
    View,
    choose_items,
    count_facets,
    find_beside,
    find_next,
    find_place,
    group_items,
    read_view,
)
from extractor.review.site import Site, find_site, keep_settings

ROWS = 100
"""Findings on one page of the queue."""
_MOST_FORM_FILES = 500
DOWNLOADS = {
    "claims.xlsx": "everything, for Excel",
    "findings.csv": "the findings",
    "evidence.csv": "the sentences that they rest on",
    "claims.csv": "all claims",
    "documents.csv": "the documents",
}
"""What people may take away, and what it is."""


async def read_form(request: Request) -> FormData:
    """What a form says; 403 where it does not come from a page of this process."""
    form = await request.form(max_files=_MOST_FORM_FILES)
    if not find_site(request).secret.trusts(read_field(form, "token")):
        told = "This page is from before a restart, or from another site: nothing was saved. Go back and reload it."
        raise HTTPException(403, told)
    return form


def read_field(form: Mapping[str, object], name: str) -> str:
    """A field of a form as text; empty where it is none."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _open_desk(request: Request) -> tuple[str, Desk]:
    name = request.path_params["name"]
    return name, find_site(request).open_desk(name)


def _find_item(desk: Desk, request: Request) -> Item:
    item = desk.find_item(request.path_params["finding"])
    if item is None:
        raise HTTPException(404, "There is no such finding in this output; another run may have been made since.")
    return item


def _show_queue(request: Request) -> Response:
    site = find_site(request)
    name, desk = _open_desk(request)
    board, view, me = desk.read_board(), read_view(request.query_params), site.tell_name(request)
    chosen = choose_items(desk.items, board.opinions, view, me=me)
    pages = max(1, -(-len(chosen) // ROWS))
    asked = request.query_params.get("page", "1")
    page = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 7 else 1
    counts = count_standings(board)
    return site.show(
        "queue.html",
        request,
        name=name,
        view=view,
        facets=count_facets(desk.items, board.opinions, view, me=me),
        names=FACETS,
        groups=group_items(chosen[(page - 1) * ROWS : page * ROWS]),
        board=board,
        total=len(chosen),
        page=page,
        pages=pages,
        all=len(desk.items),
        decided=sum(count for standing, count in counts.items() if standing.decided),
        title="Queue",
    )


def _show_card(request: Request) -> Response:
    site = find_site(request)
    name, desk = _open_desk(request)
    item = _find_item(desk, request)
    board, view, me = desk.read_board(), read_view(request.query_params), site.tell_name(request)
    chosen = choose_items(desk.items, board.opinions, view, me=me)
    before, after = find_beside(chosen, item)
    last = desk.find_last(me)
    place = find_place(chosen, item)
    answer = site.show(
        "card.html",
        request,
        name=name,
        view=view,
        card=make_card(desk, item, board.findings[item.finding.key]),
        opinions=board.opinions[item.finding.key],
        mine=board.opinions[item.finding.key].said.get(me),
        siblings=desk.find_siblings(item),
        verbs=VERBS,
        before=before,
        after=after,
        place=place,
        total=len(chosen),
        last=last,
        example=write_example(desk, item.finding),
        title=f"{item.finding.check} {item.id}",
    )
    following = desk.find_item(after) if after else None
    if following:
        answer.background = BackgroundTask(_draw_ahead, site, desk, following, board)
    return answer


def _draw_ahead(site: Site, desk: Desk, item: Item, board: Board) -> None:
    for side in make_card(desk, item, board.findings[item.finding.key]).sides:
        if side.picture:
            try:
                _draw(site, desk, side)
            except ExtractorError:
                continue  # it is told when the picture itself is asked for


def _draw(site: Site, desk: Desk, side: Side, *, whole: bool = False) -> bytes:
    source = desk.find_source(side.document)
    if source is None or side.picture is None:
        raise ExtractorError(side.document, "is no longer where it was read from", hint="its text is shown instead")
    site.private.open()
    return draw_picture(source, replace(side.picture, band=not whole), cache=site.private.pictures)


def _show_picture(request: Request) -> Response:
    _, desk = _open_desk(request)
    item = _find_item(desk, request)
    sides = make_card(desk, item, item.finding).sides
    number = request.path_params["side"]
    side = sides[number - 1] if 1 <= number <= len(sides) else None
    if side is None or side.picture is None:
        raise HTTPException(404, "There is no picture of it.")
    data = _draw(find_site(request), desk, side, whole=bool(request.query_params.get("whole")))
    return Response(data, media_type="image/png", headers={"cache-control": "private, max-age=3600"})


async def _decide(request: Request) -> Response:
    form = await read_form(request)
    return await run_in_threadpool(_record, request, form)


def _record(request: Request, form: FormData) -> Response:
    site = find_site(request)
    name, desk = _open_desk(request)
    item = _find_item(desk, request)
    me = site.tell_name(request)
    view = read_view(request.query_params)
    verb, comment = find_verb(read_field(form, "verb")), read_field(form, "comment")
    board = desk.read_board()
    if verb is None:
        said = board.opinions[item.finding.key].said.get(me)
        verdict, reason = (said.verdict, said.reason) if said else (Verdict.UNSURE, None)
        desk.decide(item, verdict, reviewer=me, reason=reason, comment=comment)
        return _go_to(name, item.id, view)
    following = find_next(choose_items(desk.items, board.opinions, view, me=me), item)
    desk.decide(item, verb.verdict, reviewer=me, reason=verb.reason, comment=comment)
    return _go_to(name, following, view)


async def _undo(request: Request) -> Response:
    await read_form(request)
    return await run_in_threadpool(_take_back, request)


def _take_back(request: Request) -> Response:
    site = find_site(request)
    name, desk = _open_desk(request)
    last = desk.undo(site.tell_name(request))
    identity = next(item.id for item in desk.items if item.finding.key == last.key)
    return _go_to(name, identity, read_view(request.query_params))


def _go_to(name: str, identity: str, view: View) -> Response:
    path = f"/o/{name}/finding/{identity}" if identity else f"/o/{name}"
    return RedirectResponse(f"{path}?{view.query}" if view.query else path, status_code=303)


def _show_summary(request: Request) -> Response:
    site = find_site(request)
    name, desk = _open_desk(request)
    board = desk.read_board()
    table: dict[str, dict[str, int]] = {}
    columns = [*(severity.value for severity in reversed(Severity)), *(standing.value for standing in Standing)]
    for finding in board.findings.values():
        row = table.setdefault(finding.check, dict.fromkeys(columns, 0))
        row[finding.severity.value] += 1
        row[finding.review.standing.value] += 1
    opinions = [said.said for said in board.opinions.values()]
    return site.show(
        "summary.html",
        request,
        name=name,
        table=dict(sorted(table.items())),
        severities=list(reversed(Severity)),
        standings=list(Standing),
        counts=count_standings(board),
        total=len(desk.items),
        agreed=measure_agreement(opinions),
        split=sum(each.split for each in board.opinions.values()),
        precision=measure_precision(desk.list_standing()),
        history=len(desk.list_history()),
        reviewers=sorted({reviewer for said in opinions for reviewer in said}),
        store=desk.store,
        downloads=DOWNLOADS,
        added=request.query_params.get("added", ""),
        title="Summary",
    )


def _export(request: Request) -> Response:
    _, desk = _open_desk(request)
    suffix = request.path_params["suffix"]
    if suffix not in ("csv", "jsonl"):
        raise HTTPException(404, "Decisions are exported as .csv or .jsonl.")
    text = decisions.spell_decisions(desk.list_history(), as_csv=suffix == "csv")
    media = "text/csv" if suffix == "csv" else "application/jsonl"
    return _attach(text.encode("utf-8", "replace"), f"decisions.{suffix}", media)


async def _take_in(request: Request) -> Response:
    form = await read_form(request)
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise HTTPException(400, "Choose a file of decisions first.")
    data = await upload.read()
    return await run_in_threadpool(_import_decisions, request, Path(upload.filename).suffix.lower(), data)


def _import_decisions(request: Request, suffix: str, data: bytes) -> Response:
    name, desk = _open_desk(request)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"decisions{suffix if suffix in ('.csv', '.jsonl') else ''}"
        file.write_bytes(data)
        try:
            read = decisions.read_decisions(file)
        except ExtractorError as error:
            where = error.where.replace(str(file), "the file")
            raise type(error)(where, error.problem, hint=error.hint) from error
    added = decisions.record_decisions(desk.store, read)
    return RedirectResponse(f"/o/{name}/summary?added={added}", status_code=303)


def _show_report(request: Request) -> Response:
    site = find_site(request)
    file = site.find_output(request.path_params["name"]) / feeds.REPORT
    if not file.is_file():
        raise HTTPException(404, "This output has no report; run again.")
    return FileResponse(file, media_type="text/html", headers={"content-security-policy": REPORT_POLICY})


def _download(request: Request) -> Response:
    site = find_site(request)
    name = request.path_params["file"]
    file = site.find_output(request.path_params["name"]) / name
    if name not in DOWNLOADS or not file.is_file():
        raise HTTPException(404, "There is no such file to download.")
    if file.suffix == ".csv":
        return _attach(guard_table(file.read_text(encoding="utf-8")).encode("utf-8-sig"), name, "text/csv")
    return FileResponse(file, filename=name)


async def _settle(request: Request) -> Response:
    form = await read_form(request)
    back = read_field(form, "back")
    # Only a path of this site: "//elsewhere" is another one to a browser.
    safe = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    answer = RedirectResponse(safe, status_code=303)
    keep_settings(answer, reviewer=read_field(form, "reviewer"), keys=read_field(form, "keys"))
    return answer


def _attach(data: bytes, name: str, media: str) -> Response:
    return Response(data, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def guard_table(text: str) -> str:
    """A CSV for people: a cell that a spreadsheet would take for a formula begins with an apostrophe.

    >>> guard_table('text,value\\n=1+1,-5\\n')
    "text,value\\n'=1+1,-5\\n"
    """
    guarded = io.StringIO()
    writer = csv.writer(guarded, lineterminator="\n")
    writer.writerows([_guard_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
    return guarded.getvalue()


def _guard_cell(cell: str) -> str:
    if cell[:1] not in ("=", "+", "-", "@", "\t", "\r"):
        return cell
    try:
        Decimal(cell)
    except InvalidOperation:
        return f"'{cell}"
    return cell


ROUTES = [
    Route("/settings", _settle, methods=["POST"]),
    Route("/o/{name}", _show_queue),
    Route("/o/{name}/finding/{finding}", _show_card),
    Route("/o/{name}/finding/{finding}", _decide, methods=["POST"]),
    Route("/o/{name}/undo", _undo, methods=["POST"]),
    Route("/o/{name}/picture/{finding}/{side:int}", _show_picture),
    Route("/o/{name}/summary", _show_summary),
    Route("/o/{name}/decisions.{suffix}", _export),
    Route("/o/{name}/import", _take_in, methods=["POST"]),
    Route("/o/{name}/report", _show_report),
    Route("/o/{name}/download/{file}", _download),
]
"""The addresses of an output, below /o/NAME."""
