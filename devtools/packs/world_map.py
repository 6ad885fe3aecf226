"""Write the board's map of the world: for each country its outline as an SVG path.

    pip download --no-deps geopandas==0.14.4 && pip install pyshp babel
    python -m devtools.packs.world_map NATURALEARTH_LOWRES.shp

The outlines are Natural Earth's (1:110 million, public domain, https://www.naturalearthdata.com), as the package geopandas
0.14.4 carries them in ``geopandas/datasets/naturalearth_lowres``; read 2026-11-25. They are laid out in the Natural Earth
projection (Patterson 2014) on a sheet of 720 units and rounded to one unit. Countries that are too small for this scale
have no outline: the board lists them beside the map. Boundaries are as Natural Earth draws them.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path

import shapefile
from babel.core import get_global

OUT = Path(__file__).resolve().parents[2] / "layers" / "wirewatch" / "digests" / "boardpage" / "world.json"
WIDTH = 720
_SCALE = WIDTH / 2 / (math.pi * 0.8707)


def project(longitude: float, latitude: float) -> tuple[int, int]:
    """Natural Earth projection, in units of the sheet, y downwards."""
    x, p = math.radians(longitude), math.radians(latitude)
    across = x * (0.8707 - 0.131979 * p**2 - 0.013791 * p**4 + 0.003971 * p**10 - 0.001529 * p**12)
    up = p * (1.007226 + 0.015085 * p**2 - 0.044475 * p**6 + 0.028874 * p**8 - 0.005916 * p**10)
    return round(WIDTH / 2 + across * _SCALE), round(190 - up * _SCALE)


def path(points: list[tuple[float, float]]) -> str:
    """One ring as an SVG path of whole steps; empty where nothing is left of it at this scale."""
    placed = [project(*point) for point in points]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(placed) if (x, y) != (a, b)]
    if len(steps) < 3:
        return ""
    return f"M{placed[0][0]} {placed[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps[:-1]) + "z"


def main() -> None:
    """Write it."""
    aliases = get_global("territory_aliases")
    found: dict[str, str] = {}
    for record in shapefile.Reader(sys.argv[1]).shapeRecords():
        code = "XK" if record.record["name"] == "Kosovo" else aliases.get(record.record["iso_a3"], [""])[0]
        if not code or code == "AQ":
            continue
        shape = record.shape
        ends = [*shape.parts[1:], len(shape.points)]
        outline = "".join(path(shape.points[start:end]) for start, end in zip(shape.parts, ends, strict=True))
        if outline:
            found[code] = outline
    OUT.write_text(json.dumps(dict(sorted(found.items())), separators=(",", ":")) + "\n")
    print(f"{len(found)} countries, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
