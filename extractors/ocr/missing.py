"""Which pages the header lines of a fax name that did not come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crmbridge.domain.reading import FaxPage

_MOST_PAGES = 300


def find_missing_pages(fax_pages: Sequence[FaxPage], total: int) -> tuple[int, ...]:
    """The numbers of pages that the header lines say exist and that are not among the `total` pages that came.

    One line may be misread: the number of pages is what most lines say. A page without a legible line is taken for the
    one that its place suggests.
    """
    claimed = _find_claimed_total(fax_pages)
    if claimed <= total:
        return ()
    seen = {page.number for page in fax_pages if page.number}
    numbered = {page.page for page in fax_pages if page.number}
    open_numbers = [number for number in range(1, claimed + 1) if number not in seen]
    unnumbered = [page for page in range(1, total + 1) if page not in numbered]
    for page in unnumbered:
        if open_numbers:
            open_numbers.remove(min(open_numbers, key=lambda number: abs(number - page)))
    return tuple(open_numbers)


def _find_claimed_total(fax_pages: Sequence[FaxPage]) -> int:
    totals = Counter(page.total for page in fax_pages if page.total and page.total <= _MOST_PAGES)
    if totals:
        return totals.most_common(1)[0][0]
    numbers = [page.number for page in fax_pages if page.number and page.number <= _MOST_PAGES]
    # Without a total only an ascending row of numbers can be believed: P1, P3.
    return numbers[-1] if numbers and numbers == sorted(set(numbers)) and numbers[0] == 1 else 0
