"""From an HTTP request to a response."""
