"""The web server: one front door for AWS APIs, moto, pages and control API; and what serves it."""
