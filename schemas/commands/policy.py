"""The commands that change a policy."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from schemas.base import Asked, Code, Utc

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,40}$")]
EntityOrAll = Annotated[str, StringConstraints(pattern=r"^(\*|[A-Za-z0-9][A-Za-z0-9._:/-]{0,63})$")]


class AboutPolicy(Asked):
    """One policy of one legal entity, or of all (`*`)."""

    name: Name
    entity: EntityOrAll = "*"

    def document(self) -> str:
        """Policies are found by their name."""
        return f"policy#{self.name}#{self.entity}"


class ProposePolicy(AboutPolicy):
    """New content for a policy, in force from `effective_from` once another person agrees."""

    content: Annotated[dict[str, Any], Field(max_length=200)]
    effective_from: Utc


class ApprovePolicy(AboutPolicy):
    """Agreement to exactly the version that was proposed."""

    version: Code
