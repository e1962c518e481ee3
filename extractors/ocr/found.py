"""What an engine finds on a picture."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in dots of the picture that the engine was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWord:
    """A word. Words of the same `line` stand on one line of print; `alternatives` are those of the domain's Word."""

    text: str
    box: Box
    confidence: float
    line: tuple[int, int, int] = (0, 0, 0)
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The words of one picture in reading order, or why there are none."""

    words: tuple[FoundWord, ...] = ()
    problem: str = ""

    @property
    def confidence(self) -> float:
        """The mean of all words weighed by their letters; 0 where there is none."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0
