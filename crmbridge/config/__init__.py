"""One TOML file becomes frozen settings. All problems are reported together, each with its dotted key."""

from crmbridge.config.kinds import (
    CHECK_SCHEMES,
    CRM_TYPES,
    REPOSITORY_TYPES,
    WITNESS_TYPES,
    as_business_days,
    as_timedelta,
)
from crmbridge.config.loading import load_settings, parse_settings
from crmbridge.config.sections import (
    CrmSettings,
    IdentifierSettings,
    Organisation,
    RepositorySettings,
    Section,
    Settings,
    WitnessSettings,
)

__all__ = [
    "CHECK_SCHEMES",
    "CRM_TYPES",
    "REPOSITORY_TYPES",
    "WITNESS_TYPES",
    "CrmSettings",
    "IdentifierSettings",
    "Organisation",
    "RepositorySettings",
    "Section",
    "Settings",
    "WitnessSettings",
    "as_business_days",
    "as_timedelta",
    "load_settings",
    "parse_settings",
]
