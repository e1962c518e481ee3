"""Pictures: scans, faxes, photographs."""
