"""A copy of a release that lives in plain HTTP storage: fetched, compared, and kept up to date."""
