"""What the benchmarks share: seconds of this process at their best, and its memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable


def take_times(*works: Callable[[], object], repeats: int = 5) -> list[float]:
    """Seconds that each work takes of the processor at its best: in turn, so that a busy moment meets all of them."""
    best = [float("inf")] * len(works)
    for _ in range(repeats):
        for at, work in enumerate(works):
            started = time.process_time()
            work()
            best[at] = min(best[at], time.process_time() - started)
    return best


def find_peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
