"""Prefect flows around the pipeline: parameters, tasks, artifacts. The work itself is in `rasad`."""
