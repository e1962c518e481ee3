"""The words around an identifier: from the text of its part, else from its quote."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crmbridge.domain.identifier import Identifier

_BEFORE, _AFTER = 300, 160
_AROUND = 3000  # so far words such as "invoice" or "not mine" speak of a number
_SENTENCE_BREAK = re.compile(r"(?<![ .]no)(?<![ .]nr)(?<![ .]ref)[.!?]\s+|\n\s*\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What stands before and after an identifier, and the page around it; `is_found` is False where none was given."""

    before: str
    after: str
    around: str
    is_found: bool

    @property
    def sentence(self) -> str:
        """The words of the same sentence, which may run over several lines, without the identifier."""
        return f"{_SENTENCE_BREAK.split(self.before)[-1]} {_SENTENCE_BREAK.split(self.after)[0]}"

    @property
    def label_line(self) -> str:
        """The words directly before on the same line, or the line above where the identifier stands on its own line."""
        above, _, line = self.before.rpartition("\n")
        if line.strip(" \t>*|") or self.after.partition("\n")[0].strip(" \t.;,|*"):
            return line
        return above.rpartition("\n")[2] if above else line


def find_context(identifier: Identifier, text: str) -> Context:
    """The context in the text of the part, where the identifier stands there as stated, else in its quote."""
    start, end = identifier.start, identifier.end
    if text and identifier.value and text[start:end] == identifier.value:
        before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
        around = text[max(0, start - _AROUND) : end + _AROUND]
        return Context(before=before, after=after, around=around, is_found=True)
    before, value, after = identifier.quote.partition(identifier.value)
    if not value:
        before, after = identifier.label, ""
    return Context(before=before, after=after, around=identifier.quote, is_found=bool(value))
