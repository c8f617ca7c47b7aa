"""One workflow: its state machine around the functions of its steps, and who may steer it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from functions.runtime.decision import Await, Begin, Finish
from functions.runtime.operation import Operation
from functions.runtime.triggers import Step
from infra.acknowledged import acknowledge_log_delivery
from infra.operation import allowed
from infra.operation.alarms import PERIOD, wake
from infra.platform.stack import Platform
from infra.runbooks import of_workflow

PLACEHOLDER = re.compile(r"\$\{([a-z_.]+)\}")
Functions = Mapping[str, lambda_.Function]


class Workflow(Construct):
    """A Standard state machine; its log holds errors by name, and nothing of any execution."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        definition: Mapping[str, Any],
        operations: Sequence[Operation],
        functions: Functions,
        platform: Platform,
    ) -> None:
        super().__init__(scope, id)
        members = [one for one in operations if one.workflow == name]
        steps = [one for one in members if any(isinstance(t, Step) for t in one.triggers)]
        arns = {one.name: functions[one.name].function_arn for one in steps}
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_type=sfn.StateMachineType.STANDARD,
            definition_body=sfn.DefinitionBody.from_string(_written(name, definition, arns)),
            role=self._role(name, list(arns.values())),
            logs=self._logs(platform),
        )
        acknowledge_log_delivery(self)
        self._alarms(members[0], platform)
        self._steered_by(name, members, functions)

    def _role(self, name: str, arns: list[str]) -> iam.Role:
        ours = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        calls = iam.PolicyStatement(actions=list(allowed.INVOKE), resources=arns)
        return iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com", conditions=ours),
            description=f"Tieout: the workflow {name}",
            inline_policies={"steps": iam.PolicyDocument(statements=[calls])},
        )

    def _logs(self, platform: Platform) -> sfn.LogOptions:
        retain = platform.stage.retain
        group = logs.LogGroup(
            self,
            "Log",
            retention=platform.stage.log_retention,
            removal_policy=RemovalPolicy.RETAIN if retain else RemovalPolicy.DESTROY,
        )
        return sfn.LogOptions(
            destination=group, level=sfn.LogLevel.ERROR, include_execution_data=False
        )

    def _alarms(self, member: Operation, platform: Platform) -> None:
        measured = {
            "Failed": self.machine.metric_failed(period=PERIOD),
            "TimedOut": self.machine.metric_timed_out(period=PERIOD),
            "Aborted": self.machine.metric_aborted(period=PERIOD),
        }
        for runbook in of_workflow(member):
            wake(self, runbook, measured[runbook.alarm], platform.alarms)

    def _steered_by(self, name: str, members: Sequence[Operation], functions: Functions) -> None:
        """Policies of their own: in the roles they would close a circle with the machine."""
        arn, stack = self.machine.state_machine_arn, Stack.of(self)
        for id, answers, may in (
            ("Begins", (Begin,), allowed.BEGIN),
            ("Completes", (Await, Finish), allowed.COMPLETE),
        ):
            steering = [one for one in members if one.signature.steers in answers]
            roles = [role for one in steering if (role := functions[one.name].role)]
            statement = iam.PolicyStatement(actions=list(may), resources=[arn])
            if roles:
                iam.Policy(self, id, roles=roles, statements=[statement])
            if Begin in answers:
                for one in steering:
                    said = stack.to_json_string({name: arn})
                    functions[one.name].add_environment("WORKFLOWS", said)


def _written(name: str, definition: Mapping[str, Any], arns: Mapping[str, str]) -> str:
    """The definition with its placeholders filled. Raises ValueError unless they are its steps."""
    text = json.dumps(definition, separators=(",", ":"))
    asked = set(PLACEHOLDER.findall(text)) - {"partition"}
    if asked != set(arns):
        raise ValueError(f"the workflow {name} asks {sorted(asked)}, its steps are {sorted(arns)}")
    known = {**arns, "partition": Aws.PARTITION}
    return PLACEHOLDER.sub(lambda found: known[found[1]], text)
