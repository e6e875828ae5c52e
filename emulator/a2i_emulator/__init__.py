"""A local, boto3-compatible Amazon Augmented AI (A2I)."""

__version__ = "0.1.0"
