"""Every AWS operation our functions call: what the layer's botocore still knows.

An operation that is not named here does not exist for a deployed function, so adding a call to an
adapter means adding it here.
"""

from collections.abc import Mapping
from types import MappingProxyType

#: botocore's service folder (not always the endpoint prefix) to the operations called.
CALLS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "dynamodb": frozenset(
            {
                "BatchGetItem",
                "DeleteItem",
                "GetItem",
                "PutItem",
                "Query",
                "Scan",
                "TransactWriteItems",
                "UpdateItem",
            }
        ),
        "events": frozenset({"PutEvents"}),
        "kms": frozenset({"Decrypt", "GenerateDataKey", "Sign"}),
        "lambda": frozenset({"Invoke"}),
        "s3": frozenset({"GetObject", "HeadObject", "ListObjectsV2", "PutObject"}),
        "secretsmanager": frozenset({"GetSecretValue"}),
        "sqs": frozenset(
            {"ChangeMessageVisibility", "DeleteMessage", "SendMessage", "SendMessageBatch"}
        ),
        "ssm": frozenset({"GetParameter", "GetParametersByPath"}),
        "stepfunctions": frozenset({"SendTaskFailure", "SendTaskSuccess", "StartExecution"}),
    }
)
