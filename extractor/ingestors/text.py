"""Plain text: bytes -> the file's own characters, and the blocks in them."""

from __future__ import annotations

import codecs

import regex
from charset_normalizer import from_bytes

from extractor.errors import IngestError
from extractor.ingestors import Contents, Limits
from extractor.ingestors.lines import find_blocks, find_pages
from extractor.ingestors.notes import tie_notes

# Control characters that no text editor writes. Form feed, vertical tab, tab and the line ends are text; U+001A ends
# old DOS files; U+0002 is what some PDF readers write for a hyphen at a line's end.
_CONTROL = regex.compile(r"[\x00\x01\x03-\x08\x0e-\x19\x1b-\x1f]")
_MOST_CONTROL = 0.005  # a judgement: a stray byte is not rubbish, one in two hundred is
_SAMPLE = 65_536
_MOST_MARKS = 0.35  # of the letters: a short line of English may have so many beyond ASCII

_SINGLE = (("cp1252", "windows-1252"), ("mac_roman", "mac-roman"), ("cp850", "cp850"))
# Pounds before figures, apostrophes and accents within words, quotation marks and dashes at their ends, bullets.
_LIKELY = regex.compile(
    r"£(?=\d)|(?<=\p{L})’(?=\p{L})|[‘“](?=\p{L})|(?<=[\p{L}.,!?])[’”](?!\p{L})|(?<=[\s\d])[–—](?=[\s\d])|(?m:^)\s*•"
    r"|(?<=\p{Ll})[à-öø-ÿ](?!\p{Lu})"
)
_UNLIKELY = regex.compile(
    r"(?<=\p{Ll})[À-ÖØ-ÞŸŠŽŒ]|[œúõÕÐÒÓÔ¥‚](?=[\d\s])|(?<=[\p{L}])[‚„‡ˆ‰‹¢¬±¤¸¯](?=\p{L})|[\u2500-\u259f]"
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-bom"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
_OTHER_FORMATS = (
    (b"%PDF-", ".pdf"),
    (b"PK\x03\x04", ".docx or .zip"),
    (b"{\\rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0", ".doc"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding; a byte order mark is not part of the text.

    UTF-8, UTF-16 and UTF-32 by their marks, else UTF-8 if it is that, else Windows-1252, which UK offices still write,
    or what old Macs and DOS wrote where that gives likelier letters, else what charset-normalizer finds. Line ends stay
    as they are. Raises IngestError for bytes that are no text.
    """
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return _decode_strictly(data[len(bom) :], codec), name
    for magic, suffix in _OTHER_FORMATS:
        if data.startswith(magic):
            raise IngestError(
                "", f"has a text file's name but holds a {suffix} file", hint="rename it", status="corrupt"
            )
    if data.count(0, 0, _SAMPLE) > len(data[:_SAMPLE]) // 4:
        return _decode_wide(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and not _is_rubbish(text):
        return text, "utf-8"
    if single := _decode_single(data):
        return single
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or best.encoding == "ascii":
        raise IngestError("", "holds bytes that are no text", hint="save it again as UTF-8 text", status="corrupt")
    return _decode_strictly(data, best.encoding), best.encoding.replace("_", "-")


def read(data: bytes, *, limits: Limits, password: str = "") -> Contents:
    """Return the text of a .txt file, untouched, with its blocks; form feeds part pages."""
    del limits, password  # the size was looked at before the file was read, and text has no password
    text, encoding = decode(data)
    pages = find_pages(text)
    blocks = tie_notes(text, find_blocks(text, pages), pages)
    return Contents(
        text=text, blocks=blocks, pages=pages, encoding=encoding, page_count=len(pages), pages_read=len(pages)
    )


def _decode_single(data: bytes) -> tuple[str, str] | None:
    """One byte a letter: the first of the usual encodings whose letters beyond ASCII stand where English has them."""
    likeliest: tuple[int, str, str] | None = None
    for codec, name in _SINGLE:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _is_rubbish(text):
            continue
        score = len(_LIKELY.findall(text)) - len(_UNLIKELY.findall(text))
        if codec != "cp1252" and (score <= 0 or _count_marks(text) > _MOST_MARKS * len(text[:_SAMPLE])):
            continue  # these two make letters of any byte
        if likeliest is None or score > likeliest[0]:
            likeliest = (score, text, name)
    return likeliest[1:] if likeliest else None


def _count_marks(text: str) -> int:
    return sum(not letter.isascii() for letter in text[:_SAMPLE])


def _decode_wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: in English text the zero bytes stand at odd places (little end first) or even ones."""
    sample = data[:_SAMPLE]
    codec = "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    return _decode_strictly(data, codec), "utf-16"


def _decode_strictly(data: bytes, codec: str) -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise IngestError(
            "", f"is not the {codec.upper()} text it seems to be", hint="save it again as UTF-8 text", status="corrupt"
        ) from error
    if _is_rubbish(text):
        raise IngestError("", "holds bytes that are no text", hint="save it again as UTF-8 text", status="corrupt")
    return text


def _is_rubbish(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) > _MOST_CONTROL * len(sample)
