"""From a query to bytes."""
