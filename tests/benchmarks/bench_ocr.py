"""How well and at what cost pages are recognised, engine by engine; run by hand.

`python -m tests.benchmarks.bench_ocr [--seed N] [--faxes N] [--pages N] [--scans N] [ENGINE ...]` prints a line for
each engine and kind of page: word accuracy, share of identifiers that are exact, share of exact fax numbers in headers,
CPU seconds a page with all processes (starting rapidocr, about 2.5 s a document, is spread over all pages).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from crmbridge.domain.reader_settings import OcrEngine
from tests.evaluation.fax_pages import Truth, make_faxes, make_scans
from tests.evaluation.fax_scores import Score, score_pages

Page = tuple[bytes, int, Truth, tuple[str, ...]]


def main() -> None:
    """Prints every figure as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=["tesseract", "rapidocr", "both", "auto"])
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--faxes", type=int, default=12)
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--scans", type=int, default=12)
    chosen = parser.parse_args()
    faxes = list(list_fax_pages(chosen.seed, chosen.faxes, chosen.pages))
    scans = list(list_scan_pages(chosen.seed, chosen.scans))
    for engine in chosen.engines:
        for name, pages in (("fax", faxes), ("grey scan", scans)):
            if pages:
                _print(engine, name, score_pages(pages, OcrEngine(engine)))


def list_fax_pages(seed: int, count: int, pages: int) -> Iterator[Page]:
    """Every page of the seeded faxes, grouped by resolution and noise."""
    for fax in make_faxes(seed, count, pages):
        for place, truth in enumerate(fax.truths):
            yield fax.content, place, truth, (f"204x{fax.rows}", f"noise {fax.noise}", f"204x{fax.rows}/{fax.noise}")


def list_scan_pages(seed: int, count: int) -> Iterator[Page]:
    """The seeded grey scans, grouped by resolution."""
    for scan in make_scans(seed, count):
        yield scan.content, 0, scan.truth, (f"{scan.dpi} dpi",)


def _print(engine: str, name: str, score: Score) -> None:
    groups = "  ".join(f"{group} {score.find_share(group):.3f}" for group in sorted(score.groups) if group != "all")
    print(
        f"{engine:<10} {name:<10} words {score.word_accuracy:.3f}  identifiers {score.find_share():.3f}"
        f"  header numbers {score.header_share:.3f}  {score.seconds / score.pages:.2f} CPU s/page  ({groups})",
        flush=True,
    )


if __name__ == "__main__":
    main()
