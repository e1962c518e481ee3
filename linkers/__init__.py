"""Identifiers and the directory in, a decision with its evidence out. Nothing fuzzy ever links."""

from linkers.linker import EvidenceLinker

__all__ = ["EvidenceLinker"]
