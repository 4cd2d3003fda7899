"""Stratified samples of reports, as the study drew sixty by hand: a design that fits in a link, and
the reports it draws.

The frame is every report on a local authority, whether or not it lists a recommendation; a review
of a safeguarding board alone is left out. Strata are framework × rating; `strata` says how they are
drawn from.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.strata import (
    GROUPS,
    Plan,
    frame_rows,
    make_plan,
    stratum_label,
    uniform_numbers,
)
from ofsted.errors import OfstedError
from ofsted.glossary import FRAMEWORKS

RULES = ("equal", "proportional")
MOST_REPORTS = 500  # per framework
MOST_SEED = 999_999
TEXT_MAX_CHARACTERS = 200

_EXPECTED = (
    "expected frameworks with numbers of reports, then a seed, as in F3:20,F4:20;seed=7, and after"
    " that, if wanted, "
    ";rule=proportional or ;areas=any"
)
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class SampleDesign:
    """How a sample is drawn: reports per framework, how they are shared out over the ratings,
    whether areas may repeat, and the seed.

    Raises `OfstedError` on frameworks, numbers, a rule or a seed that cannot be.
    """

    allocation: tuple[tuple[str, int], ...]
    rule: str = "equal"
    one_per_area: bool = True
    seed: int = 1

    def __post_init__(self) -> None:
        names = [framework for framework, _ in self.allocation]
        if not names or names != [code for code in FRAMEWORKS if code in names]:
            raise OfstedError(
                f"a sample names each of its frameworks once, in the order {', '.join(FRAMEWORKS)}"
            )
        if not all(1 <= count <= MOST_REPORTS for _, count in self.allocation):
            raise OfstedError(f"a sample takes 1 to {MOST_REPORTS} reports of a framework")
        if self.rule not in RULES:
            raise OfstedError(f"a sample is shared out by the rule {' or '.join(RULES)}")
        if not 0 <= self.seed <= MOST_SEED:
            raise OfstedError(f"the seed of a sample is a whole number from 0 to {MOST_SEED}")

    @property
    def size(self) -> int:
        """Reports asked for, over all frameworks."""
        return sum(count for _, count in self.allocation)


def write_design(design: SampleDesign) -> str:
    """The design as it stands in a link:

    `F3:20,F4:20;seed=7`, options that differ from the default after it.
    """
    parts = [
        ",".join(f"{framework}:{count}" for framework, count in design.allocation),
        f"seed={design.seed}",
    ]
    if design.rule != RULES[0]:
        parts.append(f"rule={design.rule}")
    if not design.one_per_area:
        parts.append("areas=any")
    return ";".join(parts)


def parse_design(text: str) -> SampleDesign:
    """The design that a text of `write_design` stands for, in any case and with spaces.

    Raises `OfstedError` on any other text; never repeats it.
    """
    if len(text) > TEXT_MAX_CHARACTERS:
        raise OfstedError(
            f"the sample is longer than {TEXT_MAX_CHARACTERS} characters; {_EXPECTED}"
        )
    allotted, *options = "".join(text.split()).split(";")
    counts = _parse_pairs(allotted.split(","), ":", {code.casefold(): code for code in FRAMEWORKS})
    given = _parse_pairs(
        [option for option in options if option],
        "=",
        {name: name for name in ("seed", "rule", "areas")},
    )
    if given.get("areas", "one") not in ("one", "any"):
        raise OfstedError(f"areas are “one” or “any”; {_EXPECTED}")
    return SampleDesign(
        tuple((code, _parse_number(counts[code])) for code in FRAMEWORKS if code in counts),
        given.get("rule", RULES[0]),
        given.get("areas") != "any",
        _parse_number(given.get("seed", "1")),
    )


def paper_like(frameworks: tuple[str, ...] = ("F3", "F4"), seed: int = 1) -> SampleDesign:
    """Twenty reports of each framework, as the study took of its three; of those here, two have
    enough reports.
    """
    return SampleDesign(
        tuple((framework, 20) for framework in FRAMEWORKS if framework in frameworks), seed=seed
    )


def draw_sample(reports: pd.DataFrame, design: SampleDesign) -> pd.DataFrame:
    """The drawn reports:

    `report_id`, `framework`, `stratum`, `inclusion_probability`, `weight` (its inverse) and `order`
    (1, 2, …).

    The same on every machine, whatever the order of the frame. Probabilities are those before
    anything is drawn, over both phases.
    """
    parts = []
    for plan in _make_plans(_Frame(reports), design):
        taken = np.flatnonzero(plan.draw(uniform_numbers(plan, [design.seed]))[0])
        taken = taken[np.lexsort((plan.ids[taken], plan.cells[taken], plan.groups[taken]))]
        probabilities = plan.probabilities[taken]
        parts.append(
            pd.DataFrame(
                {
                    "report_id": plan.ids[taken],
                    "framework": plan.framework,
                    "stratum": [
                        f"{plan.framework}/{GROUPS[group]}" for group in plan.groups[taken]
                    ],
                    "inclusion_probability": probabilities,
                    "weight": 1 / probabilities,
                }
            )
        )
    columns = ["report_id", "framework", "stratum", "inclusion_probability", "weight"]
    drawn = pd.DataFrame(columns=columns)
    if parts:
        drawn = pd.concat(parts, ignore_index=True)
    return drawn.assign(order=np.arange(1, len(drawn) + 1))


def sample_rows(reports: pd.DataFrame, design: SampleDesign) -> np.ndarray:
    """Bool over reports: those that the design draws.

    Remembered per frame and design; the array must not be written to.
    """
    return _draw_rows(_Frame(reports), design)


def sample_many(reports: pd.DataFrame, design: SampleDesign, draws: int) -> np.ndarray:
    """Bool [draw × report]: the samples of the seed, the seed + 1 and so on; past the last seed it
    goes on from 0.
    """
    seeds = [(design.seed + step) % (MOST_SEED + 1) for step in range(draws)]
    rows = np.zeros((draws, len(reports)), dtype=bool)
    for plan in _make_plans(_Frame(reports), design):
        rows[:, plan.rows] = plan.draw(uniform_numbers(plan, seeds))
    return rows


def inclusion_probabilities(reports: pd.DataFrame, design: SampleDesign) -> np.ndarray:
    """Probability of every report to be drawn; 0 for those outside the frame, of other frameworks
    or of a stratum that gets no report.
    """
    probabilities = np.zeros(len(reports))
    for plan in _make_plans(_Frame(reports), design):
        probabilities[plan.rows] = plan.probabilities
    return probabilities


def list_strata(reports: pd.DataFrame, design: SampleDesign) -> pd.DataFrame:
    """One row per stratum that has reports:

    `stratum`, `framework`, `stratum_label`, `report_count`, `area_count`, `asked_count`,
    `drawn_count`.

    `asked_count` is what the rule gives the stratum; a draw can fall short of it where, with one
    report per area, too few areas were left to it.
    """
    drawn = sample_rows(reports, design)
    rows = []
    for plan in _make_plans(_Frame(reports), design):
        for group, code in enumerate(GROUPS):
            inside = plan.groups == group
            if inside.any():
                counts = (
                    int(inside.sum()),
                    len(np.unique(plan.areas[inside])),
                    int(plan.counts[group]),
                    int(drawn[plan.rows[inside]].sum()),
                )
                rows.append(
                    (
                        f"{plan.framework}/{code}",
                        plan.framework,
                        stratum_label(plan.framework, code),
                        *counts,
                    )
                )
    return pd.DataFrame(
        rows,
        columns=[
            "stratum",
            "framework",
            "stratum_label",
            "report_count",
            "area_count",
            "asked_count",
            "drawn_count",
        ],
    )


def compare_with_frame(
    reports: pd.DataFrame,
    design: SampleDesign,
    fields: tuple[str, ...] = ("rating", "deprivation", "rurality"),
) -> pd.DataFrame:
    """The sample beside the frame: one row per framework, field and code that the frame has.

    Beside these it holds `sample_count`, `sample_size`, `frame_count` and `frame_size`.
    """
    drawn, framed = sample_rows(reports, design), frame_rows(reports)
    rows = []
    for framework in _frameworks_with_reports(reports, design):
        of_framework = framed & (reports["framework"] == framework).to_numpy()
        sizes = (int((of_framework & drawn).sum()), int(of_framework.sum()))
        for field in fields:
            for code in glossary.codes(field):
                carrying = of_framework & (reports[field] == code).to_numpy(
                    dtype=bool, na_value=False
                )
                if carrying.any():
                    counts = (
                        int((carrying & drawn).sum()),
                        sizes[0],
                        int(carrying.sum()),
                        sizes[1],
                    )
                    rows.append((framework, field, code, glossary.label(field, code), *counts))
    return pd.DataFrame(
        rows,
        columns=[
            "framework",
            "field",
            "code",
            "label",
            "sample_count",
            "sample_size",
            "frame_count",
            "frame_size",
        ],
    )


def frame_hash(reports: pd.DataFrame) -> str:
    """SHA-256 of the sorted ids of the reports that can be drawn, one a line: equal hashes, equal
    frames.
    """
    return hashlib.sha256(
        "\n".join(sorted(reports.loc[frame_rows(reports), "report_id"].astype(str))).encode()
    ).hexdigest()


def _frameworks_with_reports(reports: pd.DataFrame, design: SampleDesign) -> list[str]:
    present = set(reports.loc[frame_rows(reports), "framework"].tolist())
    return [framework for framework, _ in design.allocation if framework in present]


def _parse_pairs(parts: list[str], mark: str, names: dict[str, str]) -> dict[str, str]:
    """Name → value of parts like `seed=7`.

    Raises `OfstedError` on an unknown name, one given twice or a part without a value.
    """
    found: dict[str, str] = {}
    for part in parts:
        name, _, value = part.casefold().partition(mark)
        if name not in names or names[name] in found or not value:
            raise OfstedError(f"a part of the sample cannot be read; {_EXPECTED}")
        found[names[name]] = value
    return found


def _parse_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        what = "not a whole number"
        if text.isdecimal():
            what = f"too large; the largest seed is {MOST_SEED:,}"
        raise OfstedError(f"a number of the sample is {what}; {_EXPECTED}")
    return int(text)


class _Frame:
    """A reports table known by being the same object: what is remembered of it holds as long as
    nobody changes it.
    """

    def __init__(self, reports: pd.DataFrame) -> None:
        self.reports = reports

    def __hash__(self) -> int:
        return id(self.reports)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and self.reports is other.reports


@lru_cache(maxsize=64)
def _draw_rows(frame: _Frame, design: SampleDesign) -> np.ndarray:
    rows = sample_many(frame.reports, design, 1)[0]
    rows.setflags(write=False)
    return rows


@lru_cache(maxsize=64)
def _make_plans(frame: _Frame, design: SampleDesign) -> tuple[Plan, ...]:
    """A plan per framework of the design that has reports."""
    reports = frame.reports
    return tuple(
        make_plan(reports, framework, count, rule=design.rule, one_per_area=design.one_per_area)
        for framework, count in design.allocation
        if framework in _frameworks_with_reports(reports, design)
    )
