"""The web firewall in front of the API."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

REQUESTS_IN_FIVE_MINUTES = 30_000

#: An invoice is larger than 8 kB and its free text looks like code now and then. Bodies are
#: parsed and limited by the kernel; the firewall counts what it finds in them and lets them pass.
_GROUPS: Mapping[str, Sequence[str]] = {
    "AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY", "CrossSiteScripting_BODY"),
    "AWSManagedRulesSQLiRuleSet": ("SQLi_BODY",),
    "AWSManagedRulesKnownBadInputsRuleSet": (),
    "AWSManagedRulesAmazonIpReputationList": (),
}


class Firewall(Construct):
    """Managed rules, and a limit of requests from one address."""

    def __init__(self, scope: Construct, id: str, *, door: apigateway.Stage) -> None:
        super().__init__(scope, id)
        rules = [
            _managed(place, group, counted)
            for place, (group, counted) in enumerate(_GROUPS.items(), start=1)
        ]
        acl = wafv2.CfnWebACL(
            self,
            "Acl",
            scope="REGIONAL",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen("tieout"),
            rules=[_rate(), *rules],
        )
        wafv2.CfnWebACLAssociation(
            self, "At", resource_arn=door.stage_arn, web_acl_arn=acl.attr_arn
        )


def _rate() -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name="rate",
        priority=0,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", limit=REQUESTS_IN_FIVE_MINUTES
            )
        ),
        visibility_config=_seen("rate"),
    )


def _managed(place: int, group: str, counted: Sequence[str]) -> wafv2.CfnWebACL.RuleProperty:
    overrides = [
        wafv2.CfnWebACL.RuleActionOverrideProperty(
            name=rule, action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={})
        )
        for rule in counted
    ]
    return wafv2.CfnWebACL.RuleProperty(
        name=group,
        priority=place,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS", name=group, rule_action_overrides=overrides or None
            )
        ),
        visibility_config=_seen(group),
    )


def _seen(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
