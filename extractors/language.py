"""The language of the writer's own words. The only module that knows py3langid."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Those of the offices this is made for; fewer languages, fewer wrong guesses on short texts.
_LANGUAGES = [
    *("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "no", "fi", "cs", "sk", "hu", "ro", "bg", "hr", "sl"),
    *("el", "tr", "ru", "uk", "ar", "he", "ja", "ko", "zh", "lt", "lv", "et", "vi", "th", "ca", "ga", "cy", "hi", "fa"),
]
_SAMPLE = 1000
_FEWEST_LETTERS = 20
_SURE = 0.85
# Addresses, links and numbers have no language.
_NO_WORDS = re.compile(r"\S*(?:@|://|\d)\S*")


@lru_cache(maxsize=1)
def load_language_model() -> LanguageIdentifier:
    """Loads the model, which takes a while, so that processes forked later share it."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier


def find_language(text: str) -> str:
    """ISO 639-1 code of a text; empty where it is too short or the model is not sure."""
    words = " ".join(_NO_WORDS.sub(" ", text[: 2 * _SAMPLE]).split())[:_SAMPLE]
    if sum(map(str.isalpha, words)) < _FEWEST_LETTERS:
        return ""
    language, certainty = load_language_model().classify(words)
    return str(language) if certainty >= _SURE else ""
