"""A role such as set-up scripts make for A2I, with AWS's managed policies."""

from __future__ import annotations

import json
from typing import Any

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
REVIEW = "arn:aws:iam::aws:policy/AmazonAugmentedAIFullAccess"
USUAL = [
    REVIEW,
    "arn:aws:iam::aws:policy/AmazonS3FullAccess",
    "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
    "arn:aws:iam::aws:policy/AmazonTextractFullAccess",
    "arn:aws:iam::aws:policy/AmazonRekognitionFullAccess",
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
]


def make_role(iam: Any, name: str = "a2i") -> None:
    """Make a role and attach the usual policies to it."""
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    for arn in USUAL:
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
