"""How long a reviewer waits for the next card with ten thousand findings: a decision, and the card that it leads to.

    python -m tests.benchmarks.review_speed [--findings 10000] [--decisions 60]

The goal: half of them under 100 ms, and none over 200 ms, on two cores.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from extractor.review.private import Private
from extractor.review.server import make_app
from extractor.review.site import Site
from tests.review_shelf import write_output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--decisions", type=int, default=60)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = write_output(Path(folder), findings=wanted.findings)
        site = Site(reviewer="Kim", output=out, private=Private(Path(folder) / "private"))
        with TestClient(make_app(site), base_url="http://127.0.0.1") as client:
            client.get(f"/?key={site.secret.key}")
            _measure("the queue, first", lambda: client.get("/o/output"))
            _measure("the queue", lambda: client.get("/o/output?severity=error"))
            page = client.get("/o/output")
            found = re.search(r"/o/output/finding/f-\w+", page.text)
            assert found, page.text[:500]
            path = found.group()
            waits = []
            for number in range(wanted.decisions):
                start = time.perf_counter()
                form = {"token": site.secret.token, "verb": "ynau1"[number % 5], "comment": ""}
                answer = client.post(path, data=form)  # follows to the next card
                waits.append(1000 * (time.perf_counter() - start))
                assert answer.status_code == 200, answer.text[:500]
                path = answer.url.path
    told = f"half under {statistics.median(waits):.0f} ms, the longest {max(waits):.0f} ms"
    print(f"{wanted.findings:,} findings, {wanted.decisions} decisions, each with the next card: {told}")


def _measure(name: str, ask: object) -> None:
    start = time.perf_counter()
    ask()  # type: ignore[operator]
    print(f"{name}: {1000 * (time.perf_counter() - start):.0f} ms")


if __name__ == "__main__":
    main()
