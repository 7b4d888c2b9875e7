"""What the benchmarks share: seconds of this process at their best, and its memory."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import psutil


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
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):  # on Windows
        return int(memory.peak_wset) // 2**20
    import resource

    # In KB, but in bytes on a Mac.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 1024)
