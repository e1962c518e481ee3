"""How odd a word looks: numbers and addresses have forms that misread ones break."""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"[^\W_]+")
_PLAIN_RUN = re.compile(r"[A-Z]*|[a-z]+|[A-Z][a-z]+|\d+|[A-Z]+\d+|\d+[A-Z]+|\d+(?:st|nd|rd|th|am|pm)")
_CLASSES = re.compile(r"[A-Z]+|[a-z]+|\d+|.")
_ODD_MARK = re.compile(r"(?<=\w)[+~*\"!'’^|<>=;\[\]{}\\_«»“”‘](?=\w)")
_ODD_EDGE = re.compile(r"^[.,;:!~*|_«»“”‘]+(?=\w)|(?<=\w)[~*|_+=]+$")
_ODD_COLON = re.compile(r"(?<=[A-Za-z]):(?=\w)|(?<=\d)[:](?=\d{4})")
_COMMA_CENTS = re.compile(r"(?<=\d),\d{2}\b(?!,)")
_ODD_GROUP = re.compile(r"\d,(?!\d{3}\b)(?=\d)")
_LOOKS_LIKE_A_DIGIT = re.compile(r"(?<=\d)[SOIlBZoQi|](?=\d)|(?<=[A-Z/-])[SOIlZoi](?=\d{3})|(?<=\d{3})[OIlo](?=\b)")
_CAPITALISED_CODE = re.compile(r"\b[A-Z][a-z]{1,2}(?=[-/]\d)")
_ODD_PREFIX = re.compile(r"\b[A-Z]{2}[0158](?=[-/]\d)")
_DOT_AFTER_COUNTRY = re.compile(r"^\+\d{1,3}[.,]")
_DOT_IN_CODE = re.compile(r"(?<=[A-Z]-)\d+\.\d|(?<=[A-Z]-\d{4})\.\d")
_TWO_MARKS = re.compile(r"[.,;:]{2}(?=\w)")
_NUMERIC = re.compile(r"\d")


def find_oddity(text: str) -> float:
    """0 for a word of a usual form; the more, the less likely anybody wrote it so."""
    return sum(_find_token_oddity(token) for token in text.split()) + 0.4 * text.count(" ")


def _find_token_oddity(token: str) -> float:
    if "@" in token:
        return _find_address_oddity(token)
    odd = 1.5 * len(_ODD_MARK.findall(token)) + 0.8 * len(_ODD_EDGE.findall(token))
    odd += sum(_find_run_oddity(run) for run in _RUN.findall(token))
    if _NUMERIC.search(token):
        odd += 1.0 * len(_ODD_COLON.findall(token)) + 0.8 * len(_LOOKS_LIKE_A_DIGIT.findall(token))
        odd += 0.6 * len(_COMMA_CENTS.findall(token)) + 0.6 * len(_ODD_GROUP.findall(token))
        odd += sum(2.0 for one in token.lstrip("£€") if not one.isascii())
        odd += 0.5 * len(_ODD_PREFIX.findall(token)) + 0.8 * len(_DOT_AFTER_COUNTRY.findall(token))
        odd += 0.5 * len(_DOT_IN_CODE.findall(token))
        odd += 0.5 * len(_CAPITALISED_CODE.findall(token)) + 0.8 * len(_TWO_MARKS.findall(token))
    return odd


def _find_address_oddity(token: str) -> float:
    name, _, domain = token.strip(".,;:()<>").rpartition("@")
    odd = 2.0 * len(re.findall(r"[^\w.+-]", name)) + 2.0 * len(re.findall(r"[^A-Za-z0-9.-]", domain))
    odd += sum(2.0 for one in token if not one.isascii()) + 1.0 * len(re.findall(r"[._-]{2}", token))
    return odd + 0.5 * len(re.findall(r"(?<=[a-z])[A-Z0-9](?=[a-z])", token))


def _find_run_oddity(run: str) -> float:
    """Letters of both cases and digits in turn."""
    if _PLAIN_RUN.fullmatch(run):
        return 0.0
    return 0.7 * (len(_CLASSES.findall(run)) - 1)


def fold_accents(text: str) -> str:
    """Without accents, where they stand in a word with a digit or an address: nobody writes them there."""
    return " ".join(_fold(token) if _NUMERIC.search(token) or "@" in token else token for token in text.split())


def _fold(token: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", token) if not unicodedata.combining(one))
