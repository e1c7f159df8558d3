"""Automations that every installation gets: runs that show no sign of life end as Crashed.

Alerts are the reader's own choice: docs/control-room.md shows them, `alert` makes one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from prefect.automations import Automation
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.types import SecretDict
from pydantic import SecretStr

HEARTBEAT_SECONDS = 30  # PREFECT_FLOWS_HEARTBEAT_FREQUENCY; Prefect's own default of 180 is too slow for us
SILENT_SECONDS = 75  # two heartbeats lost, and some
ENDED = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
HEARTBEAT = "prefect.flow-run.heartbeat"


def zombies() -> Automation:
    """Crashed for every run whose heartbeat stops before the run has ended."""
    return Automation(
        name="rasad: end runs without a heartbeat",
        trigger=EventTrigger(
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=SILENT_SECONDS),
            after={HEARTBEAT},
            expect={HEARTBEAT, *ENDED},
            match=ResourceSpecification(root={"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
        ),
        actions=[
            ChangeFlowRunState(
                name=None,
                state=StateType.CRASHED,
                message=f"no heartbeat for {SILENT_SECONDS} s",
                force=False,
            )
        ],
    )


def alert(name: str, event: str, action: CallWebhook | SendNotification) -> Automation:
    """Tell somebody of each event of this name, e.g. `rasad.source.quiet`, `rasad.dispute.new`."""
    trigger = EventTrigger(expect={event}, posture=Posture.Reactive, threshold=1, within=timedelta(0))
    return Automation(name=name, trigger=trigger, actions=[action])


def ensure(automation: Automation) -> Any:
    """Create it, or bring the one of this name to today's shape."""
    from prefect.events.schemas.automations import AutomationCore

    core = AutomationCore(**automation.model_dump(exclude={"id", "owner_resource"}, exclude_unset=False))
    with get_client(sync_client=True) as client:
        old = client.read_automations_by_name(name=automation.name)
        if not old:
            return client.create_automation(core)
        client.update_automation(old[0].id, core)
        return old[0].id


def webhook(event: str, url: str) -> Any:
    """Post the payload of each event of this name to `url` as JSON; the automation's number."""
    from prefect.blocks.webhook import Webhook

    name = event.replace(".", "-")
    block = Webhook(method="POST", url=SecretStr(url), headers=SecretDict({"content-type": "application/json"}))
    number: Any = block.save(name, overwrite=True)
    payload = '{"event": "{{ event.event }}", "payload": {{ event.payload | tojson }}}'
    return ensure(alert(f"rasad: {name}", event, CallWebhook(block_document_id=number, payload=payload)))
