"""Reviewed data: output.json files in, from a folder or S3, and training sets out."""
