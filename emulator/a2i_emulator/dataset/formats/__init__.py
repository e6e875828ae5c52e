"""The formats of training sets; each is written by a `Writer`."""
