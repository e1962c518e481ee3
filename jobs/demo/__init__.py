"""A small, believable office as real files: to try the product on, and to test it against a known truth."""

from jobs.demo.office import MARKER, SEED, Office, PlantedGap, build_office

__all__ = ["MARKER", "SEED", "Office", "PlantedGap", "build_office"]
