"""Events that automations can act on. Names and payloads are listed in docs/control-room.md."""

from __future__ import annotations

from typing import Any

from prefect.events import emit_event

from rasad_flows.findings import Findings

QUIET = "rasad.source.quiet"
BELOW_FLOOR = "rasad.source.below-floor"
NEW_DISPUTE = "rasad.dispute.new"


def tell(event: str, source: str, payload: dict[str, Any]) -> None:
    """Emit an event about a source."""
    resource = {"prefect.resource.id": f"rasad.source.{source}", "prefect.resource.name": source}
    emit_event(event=event, resource=resource, payload=payload)


def tell_of_disputes(source: str, found: Findings) -> None:
    """One event for each new dispute that the artifact shows."""
    for dispute in found.disputes:
        tell(NEW_DISPUTE, source, dispute)
