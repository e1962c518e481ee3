"""The time that recognising pages may take beyond the time for reading."""

from __future__ import annotations


class Allowance:
    """Time for pages of one document. This one is for reading within the own process and never refuses."""

    def grant_page(self) -> bool:
        """Asks for the time to recognise one more page; False where the document has had its share."""
        return True
