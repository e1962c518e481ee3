"""The control words of RTF that decide what is text, and in which charset."""

from __future__ import annotations

from extractors.formats.code_pages import find_codec

# Font charset -> code page.
_FONT_PAGES = {
    **{
        77: 10000,
        78: 932,
        79: 949,
        80: 936,
        81: 950,
        83: 1255,
        84: 1256,
        85: 1253,
        86: 1254,
        87: 874,
        88: 1250,
        89: 1251,
    },
    **{128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256},
    **{186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850},
}
MACHINES = {b"ansi": "cp1252", b"mac": "mac-roman", b"pc": "cp437", b"pca": "cp850"}

SYMBOLS = {
    **{b"par": "\n", b"line": "\n", b"lbr": "\n", b"tab": "\t", b"\n": "\n", b"\r": "\n", b"\t": "\t"},
    **{b"emdash": "\u2014", b"endash": "\u2013", b"emspace": " ", b"enspace": " ", b"qmspace": " "},
    **{b"bullet": "\u2022", b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d"},
    **{b"~": "\u00a0", b"_": "-", b"page": "\f", b"pagebb": "\f"},
    **{b"cell": "\t", b"nestcell": "\t", b"row": "\n", b"nestrow": "\n"},
}
# Groups with text that stands apart from the body, and their place in the reading order (the body is 1).
STORIES = {
    **dict.fromkeys((b"header", b"headerl", b"headerr", b"headerf"), 0),
    **{b"footnote": 2, b"shptxt": 3, b"dptxbxtext": 3},
    **dict.fromkeys((b"footer", b"footerl", b"footerr", b"footerf"), 4),
    b"annotation": 5,
}
BODY = 1
COMMENT = 5
# Optional groups (marked \*) whose text is shown all the same.
SHOWN = frozenset(
    {
        *(b"shppict", b"shpinst", b"shp", b"ud", b"momath", b"momathpara", b"nesttableprops", b"do", b"fldrslt"),
        *(b"field", b"listtext", b"pntext", b"result", b"pict", b"object", b"fldinst", b"formfield"),
    }
)
# Groups that hold no text of the document.
UNSHOWN = frozenset(
    {
        *(b"colortbl", b"stylesheet", b"info", b"listtable", b"listoverridetable", b"revtbl", b"rsidtbl", b"filetbl"),
        *(b"generator", b"pntxta", b"pntxtb", b"fldinst", b"xe", b"tc", b"rxe", b"txe", b"bkmkstart", b"bkmkend"),
        *(b"nonshppict", b"nonesttables", b"shprslt", b"upr", b"ftnsep", b"ftnsepc", b"ftncn", b"aftnsep"),
        *(b"aftnsepc", b"aftncn", b"template", b"datafield", b"private", b"falt", b"panose", b"objclass", b"objname"),
        *(b"listname", b"leveltext", b"levelnumbers", b"mmathpict", b"datastore", b"themedata", b"atnid", b"atndate"),
        *(b"atnref", b"atntime", b"atnicn", b"atrfstart", b"atrfend", b"picprop", b"mmathpr", b"xmlnstbl"),
    }
)


def find_font_codec(charset: int, default: str) -> str:
    """The codec of a font's charset; the default of the document where the font leaves it open."""
    return find_codec(_FONT_PAGES.get(charset, 0)) or default if charset in _FONT_PAGES else default
