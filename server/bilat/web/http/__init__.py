"""From octets to a request, and from a response to octets: HTTP/1.1, its limits, cache and logs."""
