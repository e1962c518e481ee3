"""The time that recognising pages may take beyond the time for reading."""

from __future__ import annotations

from collections.abc import Callable

from crmbridge.domain.reader_settings import ReadLimits


class Allowance:
    """Time for pages of one document. This one is for reading within the own process and never refuses."""

    def grant_page(self) -> bool:
        """Asks for the time to recognise one more page; False where the document has had its share."""
        return True


class PageMeter(Allowance):
    """Counts the time that a document is granted and tells of each page; it refuses what goes beyond the total."""

    def __init__(self, limits: ReadLimits, tell: Callable[[], None]) -> None:
        self._limits = limits
        self._tell = tell
        self.seconds = 0.0

    def grant_page(self) -> bool:
        """True while what was granted for all pages, this one included, is within the document's share."""
        seconds = extend_grant(self.seconds, self._limits)
        if seconds == self.seconds:
            return False
        self.seconds = seconds
        self._tell()
        return True


def extend_grant(seconds: float, limits: ReadLimits) -> float:
    """The seconds granted in all once another page is asked for; unchanged where that would be too much.

    Both ends count by this rule, so that a reader that is out of control is granted no more than the total.
    """
    extended = seconds + limits.ocr_page_seconds
    return extended if extended <= limits.ocr_seconds else seconds
