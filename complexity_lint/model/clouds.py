"""The clouds that a repository deploys to, and which managed services are theirs."""

import re
from collections.abc import Collection, Sequence
from enum import Enum


class Cloud(Enum):
    """A provider whose managed services are known by name."""

    AWS = "AWS"
    AZURE = "Azure"
    GOOGLE = "Google Cloud"


_OWN = {
    Cloud.AWS: re.compile(r"^(Amazon|AWS|Elastic Load Balancing)\b"),
    Cloud.AZURE: re.compile(r"^(Azure|Microsoft)\b"),
    Cloud.GOOGLE: re.compile(r"^Google\b"),
}
"""What the names of a cloud's own services begin with, as `managed` of `data/images.json` has them."""


def fitting_services(managed: Sequence[str], clouds: Collection[Cloud]) -> tuple[str, ...]:
    """Of managed services those of the clouds that a repository uses; where those have none, the ones that are no
    cloud's own; all where no cloud is known.
    """
    if not clouds:
        return tuple(managed)
    own = [name for name in managed if any(_OWN[cloud].search(name) for cloud in clouds)]
    return tuple(own or (name for name in managed if not any(one.search(name) for one in _OWN.values())))
