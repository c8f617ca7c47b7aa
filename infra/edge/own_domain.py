"""A host name of one's own with mutual TLS; the default endpoint is then switched off."""

from aws_cdk import CfnOutput
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.stages import OwnDomain


class OwnHost(Construct):
    """The trust store is one named version of an object: replacing it is a deployment."""

    def __init__(
        self, scope: Construct, id: str, *, domain: OwnDomain, api: apigateway.SpecRestApi
    ) -> None:
        super().__init__(scope, id)
        trust = s3.Bucket.from_bucket_name(self, "Trust", domain.trust_bucket)
        name = apigateway.DomainName(
            self,
            "Name",
            domain_name=domain.name,
            certificate=acm.Certificate.from_certificate_arn(
                self, "Certificate", domain.certificate_arn
            ),
            endpoint_type=apigateway.EndpointType.REGIONAL,
            security_policy=apigateway.SecurityPolicy.TLS_1_2,
            mtls=apigateway.MTLSConfig(
                bucket=trust, key=domain.trust_key, version=domain.trust_version
            ),
        )
        apigateway.BasePathMapping(
            self, "Mapping", domain_name=name, rest_api=api, stage=api.deployment_stage
        )
        CfnOutput(self, "Target", value=name.domain_name_alias_domain_name)
