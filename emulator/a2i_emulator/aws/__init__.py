"""The AWS services that A2I calls: small ports, each over moto in process or a real endpoint.

Nothing here imports moto or boto3 before the first call that needs it.
"""
