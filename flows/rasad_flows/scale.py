"""`backfill` on Dask: the same tasks, spread over processes and machines. Needs the extra `scale`.

`RASAD_DASK_ADDRESS` names a running scheduler; without it a cluster of `RASAD_DASK_WORKERS` processes (two
where that is not said) is started on this machine for the run.
"""

from __future__ import annotations

import os
from typing import Any

from prefect_dask.task_runners import DaskTaskRunner

from rasad_flows.backfill import backfill


def runner() -> Any:
    """The task runner that the environment asks for."""
    address = os.environ.get("RASAD_DASK_ADDRESS")
    if address:
        return DaskTaskRunner(address=address)
    workers = int(os.environ.get("RASAD_DASK_WORKERS", "2"))
    cluster = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=cluster)


backfill_on_dask = backfill.with_options(name="backfill-on-dask", task_runner=runner())
