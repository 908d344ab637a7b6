"""SERVICE, for the endpoints that an operator has named."""
