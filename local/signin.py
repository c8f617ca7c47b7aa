"""Tokens as users get them: machines by client credentials, people by code flow with PKCE."""

import base64
import hashlib
import json
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import urllib3

from local.deployment import Deployment

CALLBACK = "http://localhost:3000/callback"
PASSWORD = "Demo-only-" + secrets.token_urlsafe(12) + "1a!"
HTTP = urllib3.PoolManager(retries=False, timeout=30)
ADMINISTRATORS = "tieout-administrators"


def machine(deployment: Deployment, output: str) -> tuple[str, str]:
    """A machine's access token and its principal, by the output that names its client."""
    client, pool = deployment.outputs[output], deployment.outputs["UserPoolId"]
    cognito = deployment.client("cognito-idp")
    told = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    form = {"grant_type": "client_credentials", "scope": " ".join(told["AllowedOAuthScopes"])}
    login = base64.b64encode(f"{client}:{told['ClientSecret']}".encode()).decode()
    return _token(deployment, form, {"Authorization": f"Basic {login}"}), client


def person(deployment: Deployment, name: str, *, administrator: bool) -> tuple[str, str]:
    """A person's access token and subject; the person is created first."""
    cognito, pool = deployment.client("cognito-idp"), deployment.outputs["UserPoolId"]
    cognito.admin_create_user(
        UserPoolId=pool, Username=name, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True
    )
    if administrator:
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=ADMINISTRATORS)
    token = _by_code(deployment, name)
    claims = token.split(".")[1]
    subject = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
    return token, str(subject)


def _by_code(deployment: Deployment, name: str) -> str:
    cognito, pool = deployment.client("cognito-idp"), deployment.outputs["UserPoolId"]
    web = deployment.outputs["WebClientId"]
    told = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=web)["UserPoolClient"]
    verifier = secrets.token_urlsafe(48)
    challenge = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "client_id": web,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": " ".join(told["AllowedOAuthScopes"]),
        "state": secrets.token_urlsafe(8),
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    form = {**asked, "username": name, "password": PASSWORD}
    answer = _post(f"{deployment.emulator.url}/login", form, {})
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    if query["state"] != [asked["state"]]:
        raise RuntimeError("the sign-in answered somebody else's question")
    code = {
        "grant_type": "authorization_code",
        "client_id": web,
        "code": query["code"][0],
        "redirect_uri": CALLBACK,
        "code_verifier": verifier,
    }
    return _token(deployment, code, {})


def _token(deployment: Deployment, form: dict[str, str], headers: dict[str, str]) -> str:
    answer = _post(f"{deployment.emulator.url}/oauth2/token", form, headers)
    if answer.status != 200:
        raise RuntimeError(f"no token: {answer.status}")
    return str(answer.json()["access_token"])


def _post(url: str, form: dict[str, str], headers: dict[str, str]) -> Any:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return HTTP.request(
        "POST", url, body=urlencode(form), headers={**kind, **headers}, redirect=False
    )
