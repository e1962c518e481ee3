"""What a letter says about itself: letterhead, day, references, addressee, subject, signature, enclosures."""

from extractors.letters.find import find_letter

__all__ = ["find_letter"]
