"""Sample publishers: a folder of wire files, and a news site on loopback. All events are invented."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import quote

from rasad.testing.feedlab import FeedLab, Response

SAMPLES = files("rasad_flows") / "samples"
ATTACK = quote("/ar/أمـن/مقتل-عنصرين-من-الشرطة-بهجوم-في-كركوك")
BOMB = quote("/ar/أمـن/صابة-ثلاثة-شخاص-بانفجار-عبوة-في-ديالى")
RSS = "/ar/rss.xml"


def wire(folder: Path) -> Path:
    """A wire folder as AFP's delivery leaves it: an alert, a story, a planning note, a torn file."""
    with as_file(SAMPLES / "wire") as samples:
        shutil.copytree(samples, folder)
    return folder


def publish(site: FeedLab, *, updated: bool = False) -> None:
    """The news site in the morning, or after one of its articles was updated. One listed page is missing."""
    suffix = "-updated" if updated else ""
    site[RSS] = _page(site, f"rss{suffix}.xml", "application/rss+xml")
    site[ATTACK] = _page(site, f"attack{suffix}.html", "text/html; charset=utf-8")
    site[BOMB] = _page(site, "bomb.html", "text/html; charset=utf-8")


def _page(site: FeedLab, name: str, kind: str) -> Response:
    text = (SAMPLES / "site" / name).read_text("utf-8")
    return Response(text.replace("{{site}}", site.url("").rstrip("/")), headers={"content-type": kind})
