"""moto under the wire: what the adapters sign is answered in this process."""

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from functions.runtime.aws.answers import Answer
from functions.runtime.aws.sigv4 import HttpRequest


def on_moto(request: HttpRequest) -> Answer:
    """One try, answered by moto while `mock_aws` lasts; an action it has not, as by an emulator."""
    headers = HTTPHeaders.from_dict(dict(request.headers))
    prepared = AWSPreparedRequest(
        request.method, request.url, headers, request.body, stream_output=False
    )
    try:
        answer = botocore_stubber.process_request(prepared) if botocore_stubber.enabled else None
    except NotImplementedError:
        return Answer(400, b'{"__type": "InvalidAction"}')
    if answer is None:
        raise AssertionError("moto is not asked, or does not know the service")
    status, _, body = answer
    return Answer(status, body.encode() if isinstance(body, str) else body)
