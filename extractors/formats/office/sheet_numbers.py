"""What a number in a cell shows: dates, percentages, decimals, leading zeros. Other formats show the plain number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from extractors.formats.xml_trees import Element, attribute

_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 39: "#,##0.00"}
_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
_TIMES = frozenset({18, 19, 20, 21, 32, 33, 45, 46, 47})
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_DATE_SIGN = re.compile(r"[dyjt]|m(?!s)|h|s(?![a-z])", re.I)
_NUMBER_BLOCK = re.compile(r"[#0?][#0?,.]*%?")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_MOST_DAYS = 2_958_466
_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """The format code of each cell style, by its number."""

    codes: tuple[str, ...] = ()

    def find(self, style: str) -> str:
        """The code of a style; empty for General."""
        is_known = style.isascii() and style.isdigit() and len(style) < 9 and int(style) < len(self.codes)
        return self.codes[int(style)] if is_known else ""


def read_formats(styles: Element | None) -> Formats:
    """From the style part of a workbook, which may be missing."""
    if styles is None:
        return Formats()
    own = {attribute(one, "numFmtId"): attribute(one, "formatCode") for one in styles.iterfind("{*}numFmts/{*}numFmt")}
    return Formats(
        codes=tuple(_find_code(attribute(one, "numFmtId"), own) for one in styles.iterfind("{*}cellXfs/{*}xf"))
    )


def _find_code(key: str, own: dict[str, str]) -> str:
    if key in own:
        return own[key]
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 6 else 0
    if number in _DATES:
        return "yyyy-mm-dd"
    return "hh:mm" if number in _TIMES else _BUILT_IN.get(number, "")


def show_number(value: str, code: str, *, is_1904: bool) -> str:
    """The number as a person sees it; days as ISO dates, whatever their order on the screen."""
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return value.strip()
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return value.strip()
    bare = _LITERAL.sub("", code.partition(";")[0])
    if code.casefold() in {"", "general", "@"} or not bare:
        return _show_plain(number)
    if _DATE_SIGN.search(bare) and not _NUMBER_BLOCK.search(re.sub(r"[.,]0+", "", bare)):
        return _show_day(number, is_1904=is_1904)
    sections = code.split(";")
    if number < 0 and len(sections) > 1 and sections[1]:
        return _show_formatted(-number, sections[1])
    return _show_formatted(number, sections[0])


def _show_plain(number: Decimal) -> str:
    rounded = Decimal(f"{number:.15g}")
    return f"{rounded.quantize(Decimal(1)):f}" if rounded == rounded.to_integral_value() else f"{rounded.normalize():f}"


def _show_day(number: Decimal, *, is_1904: bool) -> str:
    if not 0 <= number < _MOST_DAYS:
        return _show_plain(number)
    moment = (_EPOCH_1904 if is_1904 else _EPOCH) + timedelta(seconds=round(float(number) * 86400))
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    if number < 1:
        return clock
    return f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == moment.second == 0 else f"{moment:%Y-%m-%d} {clock}"


def _show_formatted(number: Decimal, code: str) -> str:
    literals = _LITERAL.sub(lambda match: match[1] or match[2] or match[3] or "", code)
    block = _NUMBER_BLOCK.search(literals)
    if block is None:
        return _show_plain(number)
    if len(_NUMBER_BLOCK.findall(literals)) > 1:
        return _fill(number, literals)
    shown = _show_block(abs(number), block[0])
    sign = "-" if number < 0 else ""
    return f"{sign}{literals[: block.start()]}{shown}{literals[block.end() :]}".strip()


def _show_block(number: Decimal, block: str) -> str:
    if block.endswith("%"):
        number *= 100
    whole, _, fraction = block.rstrip("%").partition(".")
    places = min(len(fraction), 15)
    shown = f"{number:,.{places}f}" if "," in whole else f"{number:.{places}f}"
    least = whole.count("0")
    before, dot, after = shown.partition(".")
    return f"{before.rjust(least, '0')}{dot}{after}{'%' if block.endswith('%') else ''}"


def _fill(number: Decimal, code: str) -> str:
    """Formats with signs between the digits (000-00-0000) are filled from the right."""
    if number != number.to_integral_value() or "." in code or number < 0:
        return _show_plain(number)
    digits = list(f"{number:.0f}")
    pieces: list[str] = []
    for sign in reversed(code):
        if sign in "0#?":
            pieces.append(digits.pop() if digits else "0" if sign == "0" else "")
        else:
            pieces.append(sign)
    return ("".join(digits) + "".join(reversed(pieces))).strip()
