"""Ask a shelf of many claims in SQL and print what it takes: each question in a process of its own, memory bounded.

    python tests/benchmarks/sql_scale.py 10000000

The claims are made by DuckDB as the Parquet feed that `run --format parquet` writes; a hundred thousand measures, each
told by some reports of several years, one figure in fifty with another value. Wants 1 GB of disk for ten million.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from measuring import find_peak

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from extractor import feeds
from extractor.feeds import tables
from extractor.models import Run

QUESTIONS = {
    "count by programme and kind": "SELECT programme, kind, count(*), sum(value) FROM claims GROUP BY ALL ORDER BY ALL",
    "a measure through the years": """
        SELECT period, min(low), max(high), count(*) FROM claims
        WHERE programme = 'programme_7' AND measure = 'measure 7007' GROUP BY ALL ORDER BY ALL""",
    "figures told twice": """
        SELECT count(*) FROM (SELECT 1 FROM claims GROUP BY programme, measure, kind, period HAVING count(*) > 1)""",
    "figures that disagree": """
        WITH told AS (
            SELECT programme, measure, kind, period, max(low) AS low, min(high) AS high FROM claims GROUP BY ALL)
        SELECT count(*) FROM claims JOIN told USING (programme, measure, kind, period)
        WHERE told.low > told.high AND (claims.low = told.low OR claims.high = told.high)""",
}


def make_output(out: Path, claims: int) -> None:
    """Write an output folder of Parquet feeds that holds `claims` claims and nothing else."""
    feeds.write_feeds(out, Run(), report="", facts={}, formats=[feeds.Format.PARQUET])
    made = {
        "claim_id": "'c-' || i",
        "document": "'report-' || (i // 250)",
        '"start"': "i % 250 * 400",
        '"end"': "i % 250 * 400 + 5",
        "text": "'figure ' || i",
        "sentence": "'In this year ' || i || ' of them were counted by the councils that took part in it.'",
        "kind": "'count'",
        "value": "1000 + number % 977 + CASE WHEN i % 50 = 0 THEN 7 ELSE 0 END",
        "low": "1000 + number % 977 + CASE WHEN i % 50 = 0 THEN 7 ELSE 0 END",
        "high": "1000 + number % 977 + CASE WHEN i % 50 = 0 THEN 7 ELSE 0 END",
        "measure": "'measure ' || number",
        "programme": "'programme_' || (number % 40)",
        "period": "(2000 + i % 24)::VARCHAR",
    }
    path = (out / "claims.parquet").as_posix()
    with duckdb.connect(config={"memory_limit": "400MB", "temp_directory": str(out / "spill")}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"CREATE TABLE empty AS FROM read_parquet('{path}')")
        cells = ", ".join(f"{cell} AS {name}" for name, cell in made.items())
        rows = f"SELECT {cells} FROM (SELECT i, hash(i) % 100000 AS number FROM range({claims}) AS made(i))"
        connection.execute(
            f"COPY (FROM empty UNION ALL BY NAME {rows}) TO '{path}.new' (FORMAT parquet, COMPRESSION zstd)"
        )
    Path(f"{path}.new").replace(path)


def ask(out: Path, name: str) -> None:
    """Ask one question, and print what it took."""
    before = find_peak()
    start = time.perf_counter()
    _, rows = tables.query(out, QUESTIONS[name])
    seconds = time.perf_counter() - start
    print(f"{name:32} {seconds:6.1f} s  {find_peak():5.0f} MB at most, {before:.0f} of it before  ({len(rows)} rows)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", type=int, nargs="?", default=10_000_000)
    wanted = parser.parse_args().claims
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "output"
        maker = spawn.Process(target=make_output, args=(shelf, wanted))
        maker.start()
        maker.join()
        print(f"{wanted:,} claims, {(shelf / 'claims.parquet').stat().st_size / 1e6:,.0f} MB of Parquet")
        for question in QUESTIONS:
            asked = spawn.Process(target=ask, args=(shelf, question))
            asked.start()
            asked.join()
