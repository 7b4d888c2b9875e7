"""Readings as bytes and back."""

from __future__ import annotations

import json
import pickle
import zlib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from extractor import pipeline
from extractor.ingest import find_files
from extractor.models import Reading
from extractor.packing import pack_reading, unpack_reading

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    """What the example publications hold: boxes, lists, dates, ranges and all."""
    read = [pipeline.read_one(file, settings=pipeline.Settings()) for file in find_files([CORPUS]).files]
    return [each for each in read if isinstance(each, Reading)]


def test_a_reading_comes_back_as_it_was(readings: list[Reading]) -> None:
    assert all(any(getattr(each, field.name) for each in readings) for field in fields(Reading))
    for reading in readings:
        assert unpack_reading(pack_reading(reading)) == reading


def test_a_text_that_is_no_unicode_comes_back_as_it_was(readings: list[Reading]) -> None:
    odd = replace(readings[0], document=replace(readings[0].document, text="half a pair \ud800, \x00 and \U0001f4c8"))
    assert unpack_reading(pack_reading(odd)) == odd


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"no bytes of ours", id="something else"),
        pytest.param(zlib.compress(b"[[], [["), id="cut JSON"),
        pytest.param(zlib.compress(json.dumps([[], [1, 2]]).encode()), id="other fields"),
        pytest.param(zlib.compress(json.dumps({"a": 1}).encode()), id="no list"),
        pytest.param(pickle.dumps(Path("code")), id="a pickle, which is never loaded"),
    ],
)
def test_bytes_that_hold_no_reading_are_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="no packed reading"):
        unpack_reading(damaged)
