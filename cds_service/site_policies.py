"""Which site policy and which switches hold for a client: the library its requests are assessed with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from cds_service.clients import Client
from imaging_rules.library import Library
from imaging_rules.overlays.overlay import Overlay
from imaging_rules.overlays.site_policy import NO_POLICY, SitePolicy


class PolicyNotAllowed(ValueError):
    """A policy, or a topic to be silent on, that the library does not have; the message holds a line for each reason."""


Switches: TypeAlias = Callable[[str, date], tuple[Overlay, ...]]
"""What is switched off for a client on a day, an overlay for each scenario; an empty client is every client."""


class SitePolicies:
    """The policy of each client: its own, or else that of the whole installation. `switches` come on top of either."""

    def __init__(
        self,
        library: Library,
        everywhere: SitePolicy = NO_POLICY,
        clients: Sequence[Client] = (),
        switches: Switches | None = None,
    ) -> None:
        """Raises PolicyNotAllowed."""
        self.published = library
        self._everywhere = everywhere
        self._own: Mapping[str, SitePolicy] = {client.id: client.policy for client in clients if client.policy is not None}
        self._switches = switches
        _raise_for(library, [everywhere, *self._own.values()], clients)

    def policy_of(self, client: str) -> SitePolicy:
        """The policy of a client by its id."""
        return self._own.get(client, self._everywhere)

    def library_for(self, client: str, day: date) -> Library:
        """The library as a client's policy, and what is switched off for it, leave it on a day."""
        return self.published.under((*self.switched_off(client, day), *self.policy_of(client).in_force(day)))

    @property
    def policies(self) -> tuple[SitePolicy, ...]:
        """Every policy in use, each once."""
        every = (self._everywhere, *self._own.values())
        return tuple({id(policy): policy for policy in every if policy.overlays}.values())

    def expired(self, day: date) -> list[str]:
        """The overlays whose last day is over: `site: id, until day`."""
        return [f"{p.site}: {overlay.id}, until {overlay.until}" for p in self.policies for overlay in p.expired(day)]

    def switched_off(self, client: str, day: date) -> tuple[Overlay, ...]:
        """What is switched off for a client on a day; an empty client is every client."""
        return self._switches(client, day) if self._switches else ()


def _raise_for(library: Library, policies: Sequence[SitePolicy], clients: Sequence[Client]) -> None:
    problems = list(dict.fromkeys(problem for policy in policies for problem in policy.problems(library)))
    for client in clients:
        unknown = sorted(client.silent_mode.topics - library.topics.keys())
        problems += [f"client {client.id}: silent on {name}, which the library does not have" for name in unknown]
    if problems:
        raise PolicyNotAllowed("\n".join(problems))
