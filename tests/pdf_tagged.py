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


def make_tagged(shown: Sequence[Shown], tree: Sequence[Node]) -> bytes:
    """A page of A4 with these lines, in the order of drawing, and a structure tree."""
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
        "<</Type/Catalog /Pages 2 0 R /MarkInfo<</Marked true>> /StructTreeRoot 6 0 R>>",
        "<</Type/Pages /Kids[3 0 R] /Count 1>>",
        "<</Type/Page /Parent 2 0 R /MediaBox[0 0 595 842] /Contents 4 0 R /StructParents 0"
        " /Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type/Font /Subtype/Type1 /BaseFont/Helvetica /Encoding/WinAnsiEncoding>>",
        "",
    ]
    owner: dict[int, int] = {}

    def add(node: Node, parent: int) -> int:
        objects.append("")
        number = len(objects)
        name, inside = node
        if isinstance(inside, int):
            kids = marks.get(inside, [])
            owner.update(dict.fromkeys(kids, number))
            listed = " ".join(map(str, kids))
        else:
            listed = " ".join(f"{add(child, number)} 0 R" for child in inside)
        objects[number - 1] = f"<</Type/StructElem /S/{name} /P {parent} 0 R /Pg 3 0 R /K[{listed}]>>"
        return number

    kids = " ".join(f"{add(node, 6)} 0 R" for node in tree)
    parents = " ".join(f"{owner[number]} 0 R" if number in owner else "null" for number in range(len(shown)))
    objects[5] = f"<</Type/StructTreeRoot /K[{kids}] /ParentTree<</Nums[0 [{parents}]]>>>>"
    return _write(objects)


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
