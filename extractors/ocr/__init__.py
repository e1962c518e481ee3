"""Words on pictures: a page as pixels in, its text, its words with their places and its fax header line out."""

from extractors.ocr.confidence import find_confidence
from extractors.ocr.engines import find_engines, find_obstacle
from extractors.ocr.fax_line import FaxLine, parse_fax_line
from extractors.ocr.missing import find_missing_pages
from extractors.ocr.page import RecognisedPage, join_pages, recognise_page
from extractors.ocr.raster import Raster

__all__ = [
    "FaxLine",
    "Raster",
    "RecognisedPage",
    "find_confidence",
    "find_engines",
    "find_missing_pages",
    "find_obstacle",
    "join_pages",
    "parse_fax_line",
    "recognise_page",
]
