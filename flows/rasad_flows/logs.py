"""Shows what core and plugins log in the run's own log. They use plain `logging` and know nothing of Prefect."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.logging import get_run_logger

from rasad.registry import Registry


class _ToRun(logging.Handler):
    """Hands records on under the run's numbers, from whatever thread they come."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        adapter = get_run_logger()
        self._numbers, self._target = dict(adapter.extra or {}), adapter.logger

    def emit(self, record: logging.LogRecord) -> None:
        copy = logging.makeLogRecord({**record.__dict__, **self._numbers})
        self._target.handle(copy)


@contextmanager
def shown(registry: Registry) -> Iterator[None]:
    """Records of level INFO and above, of `rasad` and of every plugin, while the block lasts."""
    handler = _ToRun()
    loggers = [logging.getLogger(name) for name in _names(registry)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


def _names(registry: Registry) -> list[str]:
    """Top-level names, so that no record is shown twice."""
    modules = (plugin.__name__ for plugin in registry.manager.get_plugins() if hasattr(plugin, "__name__"))
    return sorted({"rasad", *(name.partition(".")[0] for name in modules)})
