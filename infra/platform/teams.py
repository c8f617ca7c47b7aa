"""Topics on which teams hear of their cases: one for each owner that operations or policy name."""

from collections.abc import Iterable

from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

DESK = "finance-operations"
EVERYBODY = "*"


class Teams(Construct):
    """`topics` by team; whoever wants to be told subscribes to the topic of theirs."""

    def __init__(self, scope: Construct, id: str, *, owners: Iterable[str], key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.topics = {
            owner: sns.Topic(self, plain(owner), master_key=key, enforce_ssl=True)
            for owner in sorted({DESK, *owners})
        }

    def arns(self) -> dict[str, str]:
        """By team, and the exception desk's for all teams that have none."""
        found = {owner: topic.topic_arn for owner, topic in self.topics.items()}
        return {**found, EVERYBODY: found[DESK]}


def plain(name: str) -> str:
    """A name without its dashes, as CloudFormation has names."""
    return name.title().replace("-", "")
