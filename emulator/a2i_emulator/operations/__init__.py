"""The API operations: one typed function each, from a Call and a request to a response."""
