"""The actions that each need allows: a role is built of these, and tests hold it to them."""

READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem")
COMMIT = ("dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")
"""IAM knows no TransactWriteItems: each write in it needs the action of its kind."""
KEEP = ("dynamodb:PutItem",)
QUERY = ("dynamodb:Query",)
SCAN = ("dynamodb:Scan",)
IDENTIFY = ("dynamodb:DescribeTable",)
STREAM = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
)
BODY_READ = ("s3:GetObject",)
BODY_WRITE = ("s3:PutObject",)
INTAKE_READ = ("s3:GetObject", "s3:GetObjectVersion")
LIST = ("s3:ListBucket",)
"""Without it S3 answers 403, not 404, for an object that is not there."""
GIVE_UP = ("s3:PutObject", "s3:ListBucket")
"""What the stream's mapping needs to leave a batch that it gave up in the failures bucket."""
CONSUME = (
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ChangeMessageVisibility",
)
SEND = ("sqs:SendMessage",)
LOOK_UP = ("sqs:GetQueueAttributes",)
LOOK_AT = ("sqs:ReceiveMessage", "sqs:ChangeMessageVisibility")
"""Dead letters are received and given back."""
MOVE = ("sqs:DeleteMessage", "sqs:StartMessageMoveTask")
FIND_QUEUES = ("ssm:GetParametersByPath",)
PUBLISH = ("events:PutEvents",)
NOTIFY = ("sns:Publish",)
DECRYPT = ("kms:Decrypt", "kms:DescribeKey")
ENCRYPT = ("kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
DATA_KEYS = ("kms:Decrypt", "kms:GenerateDataKey")
SIGN = ("kms:Sign", "kms:GetPublicKey")
SECRET = ("secretsmanager:GetSecretValue",)
BEGIN = ("states:StartExecution",)
COMPLETE = ("states:SendTaskSuccess",)
INVOKE = ("lambda:InvokeFunction",)
LOG = ("logs:CreateLogStream", "logs:PutLogEvents")
