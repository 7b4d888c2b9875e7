"""Say what is installed, where things lie, and whether it works."""

from __future__ import annotations

import json
import platform
import re
import tempfile
from pathlib import Path

import typer

from extractor import __version__
from extractor.console import WRONG, AsJson, CacheFolder, speak_plainly
from extractor.errors import ExtractorError

_DISTRIBUTION = "lga-metrics"
_NOT_FOR_USERS = frozenset({"all", "dev"})  # extras that only gather others, or are for whoever works on the code
# Two made-up papers that disagree: reading, comparing and writing all have to work for the finding to come.
_PAPERS = {
    "report.txt": "Report of the allotments office 2023/24\n\nIn 2023/24 we let 412 garden plots to residents.\n",
    "leaflet.txt": "The allotments office in 2023/24: a leaflet\n\nIn 2023/24 we let 437 garden plots to residents.\n",
}


def examine(cache: CacheFolder = None, as_json: AsJson = False) -> None:
    """Say what is installed, where cache and configuration lie, and whether a small run works.

    \b
    Examples:
      lga-metrics doctor
      lga-metrics doctor --json

    Exit code: 0 all is well; 2 the small run failed. Extras and tools that are missing are no fault.
    """
    with speak_plainly():
        told = {**_list_versions(), **_list_extras(), **_list_tools(), **_list_places(cache)}
        works, told["self-test"] = _test_itself()
        if as_json:
            print(json.dumps(told, indent=2))
        else:
            width = max(map(len, told))
            print("\n".join(f"{name:<{width}}  {value}" for name, value in told.items()))
        if not works:
            raise typer.Exit(WRONG)


def _list_versions() -> dict[str, str]:
    from extractor.patterns import load_patterns

    patterns = load_patterns()
    return {
        _DISTRIBUTION: __version__,
        "python": f"{platform.python_version()} on {platform.platform()}",
        "patterns": f"{patterns.version} in {patterns.folder}",
        **{name: _find_version(name) for name, extra in _list_needs() if not extra},
    }


def _list_extras() -> dict[str, str]:
    extras: dict[str, list[str]] = {}
    for name, extra in _list_needs():
        if extra and extra not in _NOT_FOR_USERS:
            extras.setdefault(extra, []).append(name)
    return {f"extra {extra}": _describe_extra(extra, names) for extra, names in extras.items()}


def _describe_extra(extra: str, names: list[str]) -> str:
    versions = {name: _find_version(name) for name in names}
    if "missing" in versions.values():
        return f'not installed: pip install "{_DISTRIBUTION}[{extra}]"'
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _list_needs() -> list[tuple[str, str]]:
    """The libraries that this program names, each with the extra that it belongs to, or nothing."""
    from importlib import metadata

    try:
        needs = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # run from a folder, not installed
        needs = []
    found = []
    for need in needs:
        name = re.match(r"[\w.-]+", need)
        extra = re.search(r"""extra == ["']([\w-]+)["']""", need)
        if name:
            found.append((name.group(), extra[1] if extra else ""))
    return found


def _find_version(library: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "missing"


def _list_tools() -> dict[str, str]:
    from extractor.ingestors.scans import find_version

    return {"tesseract": find_version() or "not found, or does not answer; only --ocr needs it"}


def _list_places(folder: Path | None) -> dict[str, str]:
    from extractor import cache
    from extractor.config import FILE, find_config

    config = find_config(Path())
    try:
        info = cache.describe_cache(folder or cache.find_folder())
        held = f"{info.path} ({info.readings:,} documents, {info.file_bytes / 1e6:,.1f} MB)"
    except ExtractorError as error:
        held = str(error)
    return {"cache": held, "configuration": str(config.resolve()) if config else f"none ({FILE} in this folder)"}


def _test_itself() -> tuple[bool, str]:
    from extractor import pipeline

    with tempfile.TemporaryDirectory(prefix="lga-metrics-") as scratch:
        papers = Path(scratch) / "papers"
        papers.mkdir()
        for name, text in _PAPERS.items():
            (papers / name).write_text(text, encoding="utf-8", newline="\n")
        try:
            found = pipeline.run([papers], out=Path(scratch) / "output", jobs=1).run
        # Whatever is wrong here is what the doctor was asked for.
        except Exception as error:
            return False, f"failed: {type(error).__name__}: {error}"
    figures = [" ".join(claim.text.split()) for claim in found.claims]
    if not {"412", "437"} <= set(figures) or not found.findings:
        return False, f"failed: {len(found.documents)} of 2 documents, {figures}, {len(found.findings)} findings"
    return True, "ok: two small papers read, and their disagreement found"
