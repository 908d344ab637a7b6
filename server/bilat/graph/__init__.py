"""From files to a release: load, lint, reason, validate, describe, publish."""
