"""Small tagged PDFs, written by hand: what is drawn, and the structure tree that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Shown(NamedTuple):
    """A line of Helvetica at a place (from the lower left), and the block of the tree that it belongs to, if any."""

    x: float
    y: float
    text: str
    block: int | None
    size: float = 10


# An element: its type, and its children or the number of its block.
Node = tuple[str, "Sequence[Node] | int"]


def make_tagged(shown: Sequence[Shown], tree: Sequence[Node], *, pages: int = 1) -> bytes:
    """Pages of A4 that are alike, each with these lines in the order of drawing, and a structure tree of them all."""
    content = []
    marks: dict[int, list[int]] = {}
    for number, line in enumerate(shown):
        text = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        draw = f"BT /F {line.size} Tf {line.x} {line.y} Td ({text}) Tj ET"
        if line.block is None:
            content.append(f"/Artifact BMC {draw} EMC")
        else:
            marks.setdefault(line.block, []).append(number)
            content.append(f"/Span <</MCID {number}>> BDC {draw} EMC")
    stream = "\n".join(content)
    objects = [
        "<</Type/Catalog /Pages 2 0 R /MarkInfo<</Marked true>> /StructTreeRoot 3 0 R>>",
        "",
        "",
        "<</Type/Font /Subtype/Type1 /BaseFont/Helvetica /Encoding/WinAnsiEncoding>>",
    ]
    owner: dict[int, int] = {}

    def add(node: Node, parent: int, page: int) -> int:
        objects.append("")
        number = len(objects)
        name, inside = node
        if isinstance(inside, int):
            kids = marks.get(inside, [])
            owner.update(dict.fromkeys(kids, number))
            listed = " ".join(map(str, kids))
        else:
            listed = " ".join(f"{add(child, number, page)} 0 R" for child in inside)
        objects[number - 1] = f"<</Type/StructElem /S/{name} /P {parent} 0 R /Pg {page} 0 R /K[{listed}]>>"
        return number

    made: list[int] = []
    roots: list[int] = []
    parents: list[str] = []
    for index in range(pages):
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page /Parent 2 0 R /MediaBox[0 0 595 842] /Contents {len(objects)} 0 R /StructParents {index}"
            " /Resources<</Font<</F 4 0 R>>>>>>"
        )
        made.append(len(objects))
        owner.clear()
        roots += [add(node, 3, made[-1]) for node in tree]
        owners = " ".join(f"{owner[number]} 0 R" if number in owner else "null" for number in range(len(shown)))
        parents.append(f"{index} [{owners}]")
    objects[1] = f"<</Type/Pages /Kids[{_refer(made)}] /Count {pages}>>"
    objects[2] = f"<</Type/StructTreeRoot /K[{_refer(roots)}] /ParentTree<</Nums[{' '.join(parents)}]>>>>"
    return _write(objects)


def _refer(numbers: Sequence[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _write(objects: Sequence[str]) -> bytes:
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(made)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode("ascii")
    made += f"trailer<</Size {len(objects) + 1} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode("ascii")
    return bytes(made)
