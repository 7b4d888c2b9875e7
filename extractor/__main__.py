"""`lga-metrics`, and `python -m extractor`."""

from __future__ import annotations

import sys

from extractor import __version__


def main() -> None:
    """Run the command line, but for --version: to make all of its commands takes four times as long as to say it."""
    if sys.argv[1:] == ["--version"]:
        print(f"lga-metrics {__version__}")
        return
    from extractor.cli import app

    app()


if __name__ == "__main__":
    main()
