"""Makes the faces of the pages from the whole typeface, as small as they can be without being seen to be.

    npm ci && pip install 'fonttools>=4.68,<5' 'brotli>=1.1,<2' && python faces.py [FOLDER]

What is left out: signs that no page sets in it, weights that none uses, hinting. Outlines lie on a grid of
512 to the em, which is about a tenth of a pixel in the largest heading. Two further faces have the letters of
other languages; pages of projects with such names fetch them, for the ranges that ``letters.css`` tells.
"""

from __future__ import annotations

import base64
import hashlib
import json
import string
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont
from fontTools.varLib.iup import iup_delta, iup_delta_optimize

HERE = Path(__file__).resolve().parent
PACKAGE = "@fontsource-variable/brygada-1918"
FILES = HERE / "node_modules" / PACKAGE / "files"
LETTERS = string.ascii_letters + string.digits + "äèéöüÉ"
#: Ranges of code points, as ``letters.css`` has them.
LATIN = ((0x23, 0x24), (0x2A, 0x2A), (0x3C, 0x3E), (0x40, 0x40), (0x5C, 0x5C), (0x5E, 0x60), (0x7B, 0x7E))
LATIN += ((0xA1, 0xB6), (0xB8, 0xD6), (0xD8, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x201A, 0x201A))
LATIN += ((0x201E, 0x201E), (0x2022, 0x2022), (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2122, 0x2122))
EXTENDED = ((0x100, 0x130), (0x132, 0x151), (0x154, 0x17F), (0x218, 0x21B), (0x1E9E, 0x1E9E))
#: Face: file of the package, signs, weights, features.
FACES = {
    "brygada.woff2": (
        "brygada-1918-latin-wght-normal.woff2",
        LETTERS + " !\"%&'()+,-./:;=?[]\u00a0\u00b7\u00d7\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2212",
        (400, 600),
        ("kern", "liga", "tnum"),
    ),
    "brygada-italic.woff2": (
        "brygada-1918-latin-wght-italic.woff2",
        LETTERS + " !\"&'(),-./:;?\u00a0\u2013\u2019\u201c\u201d\u2026",
        430,
        ("kern",),
    ),
    "brygada-latin.woff2": (
        "brygada-1918-latin-wght-normal.woff2",
        "".join(chr(code) for first, last in LATIN for code in range(first, last + 1)),
        (400, 600),
        ("kern",),
    ),
    "brygada-extended.woff2": (
        "brygada-1918-latin-ext-wght-normal.woff2",
        "".join(chr(code) for first, last in EXTENDED for code in range(first, last + 1)),
        (400, 600),
        ("kern",),
    ),
}
UNITS_PER_EM = 512
#: By how many of these units a point of a middle weight may lie beside where it was drawn.
TOLERANCE = 2


def main() -> None:
    """Write the faces, and beside them what they were made of."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "bilat" / "web" / "static"
    made = {name: _face(*what) for name, what in FACES.items()}
    for name, body in made.items():
        (folder / name).write_bytes(body)
    entries = json.dumps([_entry(name, body) for name, body in made.items()], indent=1)
    (folder / "faces.json").write_text(entries + "\n", "utf-8")


def _face(file: str, signs: str, weights: tuple[int, int] | int, features: tuple[str, ...]) -> bytes:
    font = TTFont(FILES / file, recalcTimestamp=False)
    _keep(font, signs, features)
    instantiateVariableFont(font, {"wght": weights}, inplace=True)
    scale_upem(font, UNITS_PER_EM)
    if "gvar" in font:
        _thin(font)
    font.flavor = "woff2"
    body = BytesIO()
    font.save(body)
    return body.getvalue()


def _keep(font: TTFont, text: str, features: tuple[str, ...]) -> None:
    """Leave out all but some signs, with their features and the names that the licence asks for."""
    options = subset.Options(
        layout_features=list(features),
        hinting=False,
        notdef_outline=False,
        glyph_names=False,
        name_IDs=[0, 1, 2, 4, 13],
        name_languages=[0x409],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)


def _thin(font: TTFont) -> None:
    """Leave out what browsers find themselves of how points move with the weight."""
    for name, variations in font["gvar"].variations.items():
        points, control = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
        ends = list(range(len(control.components))) if control.numberOfContours == -1 else control.endPts
        for variation in variations:
            given: list[Any] = variation.coordinates
            whole = iup_delta(given, points, ends) if None in given else given
            rounded = [(round(x), round(y)) for x, y in whole]
            variation.coordinates = iup_delta_optimize(rounded, points, ends, tolerance=TOLERANCE)


def _entry(name: str, body: bytes) -> dict[str, object]:
    package = json.loads((FILES.parent / "package.json").read_text("utf-8"))
    part = {"name": PACKAGE, "version": package["version"], "license": package["license"]}
    digest = base64.b64encode(hashlib.sha384(body).digest()).decode()
    return {"file": name, "bytes": len(body), "integrity": f"sha384-{digest}", "packages": [part]}


if __name__ == "__main__":
    main()
