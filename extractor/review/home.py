"""The home page: choose a folder or drop files, watch the run, find what was run before, and wipe it all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from extractor import feeds, ingest
from extractor.errors import ExtractorError
from extractor.ingestors import INGESTORS
from extractor.models import Run
from extractor.review.jobs import Job, Stage, run_paths
from extractor.review.private import Place, name_upload
from extractor.review.routes import DOWNLOADS, read_field, read_form
from extractor.review.site import MAIN, Site, find_site
from extractor.telling import count_things

_FOLDERS_SHOWN = 400


def _begin(request: Request) -> Response:
    return RedirectResponse(f"/o/{MAIN}" if find_site(request).output else "/home", status_code=303)


def _show_home(request: Request) -> Response:
    site = find_site(request)
    at = find_folder(request.query_params.get("at", ""), within=site.browsed)
    return site.show(
        "home.html",
        request,
        at=at,
        above=at.parent if at != site.browsed else None,
        folders=list_folders(at),
        readable=count_readable(at),
        suffixes=sorted(INGESTORS),
        running=site.jobs.list_running(),
        runs=[(place, _describe_place(place)) for place in site.private.list_places()],
        folder=site.private.folder,
        output=site.output,
        wiped="wiped" in request.query_params,
        title="Check publications",
    )


async def _take_folder(request: Request) -> Response:
    site = find_site(request)
    form = await read_form(request)
    return await run_in_threadpool(_start_folder, site, read_field(form, "path").strip().strip('"'))


def _start_folder(site: Site, named: str) -> Response:
    if not named:
        raise ExtractorError("", "no folder was named", hint="type its path, or choose one below")
    path = Path(named).expanduser()
    if not path.is_absolute():
        path = site.browsed / path
    if not ingest.find_files([path]).files:
        raise ExtractorError(str(path), "holds no file to read", hint="choose another folder")
    return _start(site, [path], site.private.make_place(), about=str(path))


async def _take_files(request: Request) -> Response:
    site = find_site(request)
    form = await read_form(request)
    place = await run_in_threadpool(site.private.make_place)
    names = await _save_uploads(form, place.drafts)
    if not names:
        site.private.forget(place)
        raise ExtractorError("", "no file was chosen", hint="choose or drop the drafts to check")
    about = names[0] if len(names) == 1 else f"{names[0]} and {count_things(len(names) - 1, 'other file')}"
    return _start(site, [place.drafts], place, about=about)


def _start(site: Site, paths: list[Path], place: Place, *, about: str) -> Response:
    (place.folder / "about.txt").write_text(about, encoding="utf-8", newline="\n", errors="replace")
    site.jobs.start(
        place.id,
        about,
        lambda advance: run_paths(paths, out=place.output, store=site.private.store, on_progress=advance),
    )
    return RedirectResponse(f"/runs/{place.id}", status_code=303)


def _show_run(request: Request) -> Response:
    site = find_site(request)
    identity = request.path_params["run"]
    place, job = site.private.find_place(identity), site.jobs.find(identity)
    if place is None or (job is None and not feeds.is_output(place.output)):
        raise HTTPException(404, "There is no such run: it may have been stopped or removed.")
    job = job or Job(id=identity, about=_read_about(place), stage=Stage.DONE)
    run = feeds.read_run(place.output) if job.stage is Stage.DONE else Run()
    open_ones = [finding for finding in run.findings if not finding.review.standing.decided]
    return site.show(
        "run.html",
        request,
        job=job,
        told=_tell(job),
        run=run,
        open=open_ones,
        downloads=DOWNLOADS,
        title=job.about,
    )


def _tell_progress(request: Request) -> Response:
    site = find_site(request)
    job = site.jobs.find(request.path_params["run"])
    if job is None:
        raise HTTPException(404, "There is no such run.")
    return JSONResponse(
        {"told": _tell(job), "done": job.progress.done, "total": job.progress.total, "over": job.stage.over}
    )


async def _stop(request: Request) -> Response:
    site = find_site(request)
    await read_form(request)
    site.jobs.stop(request.path_params["run"])
    return RedirectResponse(f"/runs/{request.path_params['run']}", status_code=303)


async def _remove(request: Request) -> Response:
    await read_form(request)
    return await run_in_threadpool(_forget, find_site(request), request.path_params["run"])


def _forget(site: Site, identity: str) -> Response:
    place, job = site.private.find_place(identity), site.jobs.find(identity)
    if job is not None and not job.stage.over:
        raise ExtractorError("", "this run is still at work", hint="stop it first")
    if place is not None:
        site.private.forget(place)
    site.forget()
    return RedirectResponse("/home", status_code=303)


async def _wipe(request: Request) -> Response:
    form = await read_form(request)
    if not read_field(form, "sure"):
        raise ExtractorError("", "nothing was wiped", hint="tick that you are sure, then press the button again")
    return await run_in_threadpool(_wipe_all, find_site(request))


def _wipe_all(site: Site) -> Response:
    if site.jobs.list_running():
        raise ExtractorError("", "a run is still at work", hint="stop it first, then wipe")
    site.forget()
    site.jobs.forget()
    site.private.wipe()
    return RedirectResponse("/home?wiped", status_code=303)


async def _save_uploads(form: FormData, folder: Path) -> list[str]:
    """Copy the files of a form into a folder, readable by the owner only, and return their names there."""
    names: list[str] = []
    for upload in form.getlist("files"):
        if isinstance(upload, UploadFile) and upload.filename:
            name = name_upload(upload.filename, names)
            await run_in_threadpool(_save, upload, folder / name)
            names.append(name)
    return names


def _save(upload: UploadFile, path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(upload.file, file)


def find_folder(named: str, *, within: Path) -> Path:
    """The folder of a path as the list of folders has it; the topmost one where it is no folder at or below that."""
    try:
        folder = Path(named).resolve() if named else within
    except (OSError, ValueError):
        return within
    return folder if folder.is_dir() and folder.is_relative_to(within) else within


def list_folders(folder: Path) -> list[Path]:
    """The folders in a folder that are not hidden, by name."""
    try:
        inside = [each for each in folder.iterdir() if not each.name.startswith(".") and each.is_dir()]
    except OSError:
        return []
    return sorted(inside, key=lambda each: each.name.casefold())[:_FOLDERS_SHOWN]


def count_readable(folder: Path) -> int:
    """How many files lie directly in a folder that can be read."""
    try:
        return sum(each.suffix.lower() in INGESTORS and each.is_file() for each in folder.iterdir())
    except OSError:
        return 0


def _read_about(place: Place) -> str:
    try:
        return (place.folder / "about.txt").read_text(encoding="utf-8")
    except OSError:
        return place.id


def _describe_place(place: Place) -> tuple[str, str]:
    """What a run was of, and when it was."""
    day, time = place.id[:8], place.id[9:13]
    return _read_about(place), f"{day[:4]}-{day[4:6]}-{day[6:]} {time[:2]}:{time[2:]} UTC"


def _tell(job: Job) -> str:
    progress = job.progress
    match job.stage:
        case Stage.WAITING:
            return "Waiting for the run before it"
        case Stage.READING if not progress.total:
            return "Getting ready"
        case Stage.READING:
            found = count_things(progress.claims, "claim")
            return f"Reading: {progress.done:,} of {count_things(progress.total, 'file')}, {found} so far"
        case Stage.COMPARING:
            return f"Comparing {count_things(progress.claims, 'claim')}"
        case Stage.DONE:
            return "Done"
        case Stage.STOPPED:
            return "Stopped; nothing was written"
        case Stage.FAILED:
            return f"It could not be done: {job.problem}"


HOME_ROUTES = [
    Route("/", _begin),
    Route("/home", _show_home),
    Route("/home/folder", _take_folder, methods=["POST"]),
    Route("/home/files", _take_files, methods=["POST"]),
    Route("/home/wipe", _wipe, methods=["POST"]),
    Route("/runs/{run}", _show_run),
    Route("/runs/{run}/progress", _tell_progress),
    Route("/runs/{run}/stop", _stop, methods=["POST"]),
    Route("/runs/{run}/forget", _remove, methods=["POST"]),
]
"""The addresses of the home page, and of the runs that it starts."""
