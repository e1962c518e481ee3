"""Words on pictures: a page as pixels in, its text, its words with their places and its fax header line out."""

from extractors.ocr.page import RecognisedPage, join_pages, recognise_page
from extractors.ocr.raster import Raster

__all__ = ["Raster", "RecognisedPage", "join_pages", "recognise_page"]
