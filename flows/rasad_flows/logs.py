"""Shows in a run's log what core and plugins log. They use plain `logging` and know nothing of Prefect."""

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
        assert isinstance(adapter, logging.LoggerAdapter)
        self._numbers, self._target = dict(adapter.extra or {}), adapter.logger

    def emit(self, record: logging.LogRecord) -> None:
        if not self._target.isEnabledFor(record.levelno):
            return
        copy = logging.makeLogRecord({**record.__dict__, **self._numbers})
        self._target.handle(copy)


@contextmanager
def shown(registry: Registry) -> Iterator[None]:
    """Records of level INFO and above, of `rasad` and of every plugin, while the block lasts."""
    handler = _ToRun()
    loggers = [logging.getLogger(name) for name in _names(registry)]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False  # the run's logger prints it already
    try:
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate


def _names(registry: Registry) -> list[str]:
    """Top-level names, so that no record is shown twice."""
    modules = (plugin.__name__ for plugin in registry.manager.get_plugins() if hasattr(plugin, "__name__"))
    return sorted({"rasad", *(name.partition(".")[0] for name in modules)})
