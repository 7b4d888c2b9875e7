"""Runs that are started from the page: each in a thread of its own, with its progress to be asked for at any time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from extractor import pipeline
from extractor.batch import Progress
from extractor.errors import ExtractorError

_log = logging.getLogger(__name__)


class Stage(StrEnum):
    """Where a run is."""

    WAITING = "waiting"
    READING = "reading"
    COMPARING = "comparing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (Stage.DONE, Stage.STOPPED, Stage.FAILED)


_NOT_BEGUN = Progress(done=0, total=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A run as it is now: what it reads, how far it is, and in the end what came of it or what went wrong."""

    id: str
    about: str
    stage: Stage = Stage.WAITING
    progress: Progress = _NOT_BEGUN
    problem: str = ""


class _Stop(Exception):
    """Raised inside a run that somebody stopped."""


Work = Callable[[Callable[[Progress], object]], pipeline.Outcome]


class Jobs:
    """The runs of this process, one after the other: two at once would only share the same cores."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._stopped: set[str] = set()
        self._turn = threading.Lock()

    def start(self, identity: str, about: str, work: Work) -> None:
        """Start a run; `work` does it, and tells its progress to the function that it is given."""
        self._jobs[identity] = Job(id=identity, about=about)
        threading.Thread(target=self._work, args=(identity, work), daemon=True).start()

    def find(self, identity: str) -> Job | None:
        """The run of an id; None where this process started none such."""
        return self._jobs.get(identity)

    def list_running(self) -> list[Job]:
        """The runs that are not over."""
        return [job for job in self._jobs.values() if not job.stage.over]

    def stop(self, identity: str) -> None:
        """Have a run end after the file it is at."""
        self._stopped.add(identity)

    def forget(self) -> None:
        """Leave out the runs that are over."""
        self._jobs = {name: job for name, job in self._jobs.items() if not job.stage.over}

    def _work(self, identity: str, work: Work) -> None:
        def advance(progress: Progress) -> None:
            if identity in self._stopped:
                raise _Stop
            stage = Stage.READING if progress.done < progress.total else Stage.COMPARING
            self._change(identity, stage=stage, progress=progress)

        with self._turn:
            self._change(identity, stage=Stage.READING)
            try:
                outcome = work(advance)
            except _Stop:
                self._change(identity, stage=Stage.STOPPED)
            except ExtractorError as error:
                self._change(identity, stage=Stage.FAILED, problem=str(error))
            # The boundary of the thread: without this the page would wait for ever.
            except Exception as error:
                _log.exception("a run failed")
                problem = f"{type(error).__name__}: {error}; this is a bug worth reporting"
                self._change(identity, stage=Stage.FAILED, problem=problem)
            else:
                self._finish(identity, outcome)

    def _finish(self, identity: str, outcome: pipeline.Outcome) -> None:
        run = outcome.run
        if run.documents:
            self._change(identity, stage=Stage.DONE)
            return
        reasons = "; ".join(f"{each.path}: {each.reason}" for each in run.failures)
        self._change(identity, stage=Stage.FAILED, problem=reasons or "there is no file in it that can be read")

    def _change(self, identity: str, **fields: object) -> None:
        self._jobs[identity] = replace(self._jobs[identity], **fields)  # type: ignore[arg-type]


def run_paths(
    paths: Sequence[Path], *, out: Path, store: Path, on_progress: Callable[[Progress], object]
) -> pipeline.Outcome:
    """A plain run, as `lga-metrics run` does it."""
    return pipeline.run(paths, out=out, store=store, on_progress=on_progress)
