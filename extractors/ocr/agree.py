"""Two engines read the same page."""

from extractors.ocr.found import Recognition


def merge(first: Recognition, second: Recognition) -> Recognition:
    """The words of both, one for each place."""
    return first if len(first.words) >= len(second.words) else second
