"""Glob patterns of the configuration, as one regular expression.

`*`, `?` and `[a-z]` stay within one folder, `**` stands for any number of folders: `*.pdf` is a PDF in the root,
`**/*.pdf` one anywhere. Upper and lower case count as the same: a scanner that writes `SCAN.PDF` must not be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crmbridge.errors import ConfigError, ConfigProblem

_TOKEN = re.compile(
    r"(?P<folders>(?<![^/])(?:\*\*/)+)|(?P<rest>(?<![^/])\*\*\Z)|(?P<star>\*+)|(?P<one>\?)"
    r"|(?P<set>\[!?\]?[^\]/]*\])|(?P<plain>.)",
    re.DOTALL,
)
_TRANSLATED = {"folders": "(?:[^/]+/)*", "rest": ".+", "star": "[^/]*", "one": "[^/]"}


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """For `fullmatch` on a locator. Raises ConfigError for a pattern that cannot be understood."""
    alternatives = "|".join(_translate(pattern) for pattern in patterns)
    return re.compile(f"(?:{alternatives})" if alternatives else r"(?!)", re.DOTALL | re.IGNORECASE)


def _translate(pattern: str) -> str:
    translated = _TOKEN.sub(_translate_token, pattern)
    try:
        re.compile(translated)
    except re.error as error:
        problem = ConfigProblem("repositories.include", f"'{pattern}' cannot be understood: {error}")
        raise ConfigError("include", [problem]) from error
    return translated


def _translate_token(match: re.Match[str]) -> str:
    kind = match.lastgroup or "plain"
    if kind == "set":
        return _translate_set(match[0][1:-1])
    return _TRANSLATED.get(kind) or re.escape(match[0])


def _translate_set(content: str) -> str:
    negation, members = ("^/", content[1:]) if content.startswith("!") else ("", content)
    safe = re.sub(r"([\\\[\]^&~|])", r"\\\1", members)
    return f"[{negation}{safe}]"
