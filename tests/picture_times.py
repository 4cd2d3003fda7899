"""How long pictures take and how much memory: `python tests/picture_times.py`.

Views of every page that has pictures, each drawn as PNG, as SVG and as the preview beside a link,
in one process, after the first picture. Times are those of a clock and of the processor.
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ofsted.address.url import read_link
from ofsted.charts.pictures.frame import preview_sheet, whole_sheet
from ofsted.dashboard.held import data, memory
from ofsted.served.asked import read_query
from ofsted.served.image_routes import MOST_PICTURE_PIXELS, PICTURE_SCALE
from ofsted.served.images import describe_picture
from ofsted.served.site import Site
from ofsted.served.source import Source

SITE = Site("", "https://example.org")
SOURCE = Source(data.read_release, data.read_areas, dict, memory.find)
FILTERS = ("framework=F4", "framework=F4&rating=inadequate", "framework=F4&region=london")
VIEWS = {
    "themes": ("", "&level=theme", "&by=rating", "&unit=reports&by=deprivation"),
    "who": ("",),
    "heatmap": ("", "&by=region", "&level=theme", "&by=year"),
    "compare": ("", "&by=deprivation", "&level=theme"),
    "trends": ("", "&level=theme"),
}


def main() -> None:
    """Measure and print a table."""
    times: dict[str, list[tuple[float, float]]] = {}
    sizes: dict[str, list[int]] = {}
    found = [
        timed(times, "counting", lambda p=page, q=f"{chosen}{ending}": describe(p, q))
        for page, endings in VIEWS.items()
        for chosen in FILTERS
        for ending in endings
    ]
    before, begun = resident_mb(), time.perf_counter()
    from ofsted.charts.pictures import paint

    loaded, after_loading = time.perf_counter() - begun, resident_mb()
    begun = time.perf_counter()
    paint.as_png(whole_sheet(found[0]), PICTURE_SCALE)
    first = time.perf_counter() - begun
    print(f"machine           {platform.machine()}, Python {platform.python_version()}")
    print(f"loading           {loaded:.2f} s, {after_loading - before:.0f} MB")
    print(f"the first picture {first:.2f} s")
    for picture in found:
        for name, make in makers(paint, picture).items():
            body = timed(times, name, make)
            sizes.setdefault(name, []).append(len(body))
    for name, found_times in times.items():
        clock, processor = zip(*found_times, strict=True)
        kilobytes = ""
        if name in sizes:
            kilobytes = f", {statistics.median(sizes[name]) / 1000:.0f} kB"
        print(
            f"{name:<17} {len(clock)} views: clock {told(clock)}, processor {told(processor)}"
            f"{kilobytes}"
        )
    print(
        f"memory            {resident_mb() - before:.0f} MB more than before matplotlib was loaded"
    )


def makers(paint, picture) -> dict[str, Callable[[], bytes]]:
    """The three ways in which a picture is drawn, with their layout."""

    def png() -> bytes:
        sheet = whole_sheet(picture)
        most = (MOST_PICTURE_PIXELS / (sheet.width * sheet.height)) ** 0.5
        return paint.as_png(sheet, min(PICTURE_SCALE, most))

    return {
        "PNG": png,
        "SVG": lambda: paint.as_svg(whole_sheet(picture), picture.title, picture.alt),
        "preview": lambda: paint.as_png(preview_sheet(picture), 1),
    }


def describe(page: str, query: str):
    """The picture of a view, counted anew."""
    view, _ = read_link(read_query(query.encode()), data.read_release().vocabulary)
    return describe_picture(page, view, SOURCE, SITE)


def timed(times: dict, name: str, make: Callable):
    """What is made; its times are noted."""
    clock, processor = time.perf_counter(), time.thread_time()
    made = make()
    spent = (time.perf_counter() - clock, time.thread_time() - processor)
    times.setdefault(name, []).append(spent)
    return made


def told(seconds: tuple[float, ...]) -> str:
    """Median and 95th percentile."""
    ordered = sorted(seconds)
    return f"{statistics.median(ordered):.2f} and {ordered[int(0.95 * len(ordered))]:.2f} s"


def resident_mb() -> float:
    """Memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
