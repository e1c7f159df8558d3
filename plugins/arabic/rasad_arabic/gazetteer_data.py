"""Reads the gazetteers: GeoNames' towns (gazetteer.tsv) and the places written by hand (places.yaml)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load


class PlaceEntry(NamedTuple):
    """A place of a gazetteer. `id` is `geonames:NNN` or `rasad:NAME`; coordinates are WGS 84 degrees or null."""

    id: str
    names: tuple[str, ...]
    lat: float | None
    lon: float | None
    kind: str
    country: str
    population: int


def place_entries() -> Iterator[PlaceEntry]:
    """Every entry, the likeliest bearer of a name first: countries, then places by hand, then towns by size."""
    rows = list(_geonames())
    yield from (row for row in rows if row.kind == "country")
    for name, at in load("places")["names"].items():
        lat, lon = at or (None, None)
        yield _adopt(PlaceEntry(f"rasad:{name}", (name,), lat, lon, "place", "", 0), rows)
    yield from (row for row in rows if row.kind != "country")


def _adopt(place: PlaceEntry, rows: list[PlaceEntry]) -> PlaceEntry:
    """The hand-written place under GeoNames' id, where a row of the same name lies within half a degree."""
    if place.lat is None or place.lon is None:
        return place
    wanted = fold_word(place.names[0])
    for row in _by_name(rows).get(wanted, ()):
        if row.lat is None or row.lon is None:
            continue
        if abs(row.lat - place.lat) < 0.5 and abs(row.lon - place.lon) < 0.5:
            return row._replace(names=(*place.names, *row.names))
    return place


_index: dict[int, dict[str, list[PlaceEntry]]] = {}


def _by_name(rows: list[PlaceEntry]) -> dict[str, list[PlaceEntry]]:
    if id(rows) not in _index:
        _index.clear()
        names: dict[str, list[PlaceEntry]] = {}
        for row in rows:
            for name in row.names:
                names.setdefault(fold_word(name), []).append(row)
        _index[id(rows)] = names
    return _index[id(rows)]


def _geonames() -> Iterator[PlaceEntry]:
    source = resources.files("rasad_arabic").joinpath("lexicons", "gazetteer.tsv")
    for line in source.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        key, country, kind, people, lat, lon, names = line.split("\t")
        listed = tuple(name for name in names.split("|") if len(name) > 2)
        if listed:
            north, east = (float(lat), float(lon)) if lat else (None, None)
            yield PlaceEntry(f"geonames:{key}", listed, north, east, kind, country, int(people))
