"""The pipeline: submit a document, take what people answered, keep what a model can learn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from document_review.fields import Field, agreed, fields_of

BUCKET = "documents"
FLOW_DEFINITION = "invoice-review"
QUEUE = "finished-reviews"
SOURCE = "AWS/Textract/AnalyzeDocument/Forms/V1"


@dataclass(frozen=True)
class Pipeline:
    """The pipeline and the AWS services that it uses.

    All that it knows of a document is in S3, in BUCKET: the document under ``documents/``, the
    result under ``results/``, and examples for training under ``dataset/``.
    """

    s3: Any
    sqs: Any
    textract: Any
    queue_url: str
    flow_definition_arn: str

    @classmethod
    def connect(cls) -> Pipeline:
        """Connect to AWS as the environment says."""
        sqs, sagemaker = boto3.client("sqs"), boto3.client("sagemaker")
        flow = sagemaker.describe_flow_definition(FlowDefinitionName=FLOW_DEFINITION)
        return cls(
            s3=boto3.client("s3"),
            sqs=sqs,
            textract=boto3.client("textract"),
            queue_url=sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"],
            flow_definition_arn=flow["FlowDefinitionArn"],
        )

    def submit(self, document: bytes) -> str:
        """Read a document; return its id. A person looks at it if the model is not sure."""
        document_id = hashlib.sha256(document).hexdigest()[:16]
        key = f"documents/{document_id}"
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=document)
        found = self.textract.analyze_document(
            Document={"S3Object": {"Bucket": BUCKET, "Name": key}},
            FeatureTypes=["FORMS"],
            HumanLoopConfig={
                "HumanLoopName": f"invoice-{document_id}",
                "FlowDefinitionArn": self.flow_definition_arn,
            },
        )
        is_doubtful = "HumanLoopArn" in found.get("HumanLoopActivationOutput", {})
        fields = fields_of(found["Blocks"])
        self._write_result(document_id, "waiting" if is_doubtful else "accepted", fields, {})
        return document_id

    def result(self, document_id: str) -> dict[str, Any]:
        """Return what is known of a document."""
        body: dict[str, Any] = self._read(BUCKET, f"results/{document_id}.json")
        return body

    def poll(self, seconds: int = 0) -> int:
        """Take the finished reviews out of the queue; return how many there were.

        A message is deleted once all is done that it asks for. Until then SQS gives it again.
        """
        received = self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=seconds
        )
        messages = received.get("Messages", [])
        for message in messages:
            self.finish(json.loads(message["Body"]))
            handle = message["ReceiptHandle"]
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=handle)
        return len(messages)

    def finish(self, event: Mapping[str, Any]) -> None:
        """Take the event of a finished human loop; may be given the same one again."""
        detail = event["detail"]
        document_id = detail["humanLoopName"].removeprefix("invoice-")
        result = self.result(document_id)
        fields = {
            name: Field(field["value"], field["confidence"])
            for name, field in result["model"].items()
        }
        if detail["humanLoopStatus"] != "Completed":
            self._write_result(document_id, "unreviewed", fields, {})
            return
        bucket, _, key = detail["humanLoopOutput"]["outputS3Uri"][5:].partition("/")
        answers = self._read(bucket, key)["humanAnswers"]
        labels = agreed(fields_of(a["answerContent"][SOURCE]["blocks"]) for a in answers)
        self._write_result(document_id, "reviewed", fields, labels)
        self._write_examples(document_id, fields, labels)

    def _write_result(
        self,
        document_id: str,
        status: str,
        fields: Mapping[str, Field],
        labels: Mapping[str, str],
    ) -> None:
        model = {
            name: {"value": field.value, "confidence": field.confidence}
            for name, field in fields.items()
        }
        merged: dict[str, Any] = {name: {**field, "by": "model"} for name, field in model.items()}
        for name, label in labels.items():
            confidence = fields[name].confidence if name in fields else None
            merged[name] = {"value": label, "confidence": confidence, "by": "person"}
        result = {"documentId": document_id, "status": status, "fields": merged, "model": model}
        self._write(f"results/{document_id}.json", json.dumps(result))

    def _write_examples(
        self, document_id: str, fields: Mapping[str, Field], labels: Mapping[str, str]
    ) -> None:
        """Write what the model said and what is right: JSON Lines, one a field."""
        unknown = Field("")
        lines = [
            {
                "document": f"s3://{BUCKET}/documents/{document_id}",
                "field": name,
                "model": fields.get(name, unknown).value,
                "confidence": fields.get(name, unknown).confidence,
                "label": label,
            }
            for name, label in sorted(labels.items())
        ]
        self._write(f"dataset/{document_id}.jsonl", "".join(json.dumps(x) + "\n" for x in lines))

    def _read(self, bucket: str, key: str) -> Any:
        return json.loads(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read())

    def _write(self, key: str, text: str) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())
