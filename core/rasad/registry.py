"""Finds plugins and holds what they registered. One bad plugin is listed with its reason and stops nobody.

pluggy's own loader is not used: it stops at the first broken plugin and passes over a second distribution
of the same name in silence.
"""

from __future__ import annotations

import difflib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pluggy

from rasad import hookspecs
from rasad.errors import ConfigError, PluginError
from rasad.stages import Extractor, Loader, Source


@dataclass(frozen=True, slots=True)
class Plugin:
    """One plugin as found. `error` is null where it works."""

    name: str
    origin: str
    hooks: tuple[str, ...] = ()
    registered: tuple[str, ...] = ()
    error: str | None = None


@dataclass
class Registry:
    """Everything that working plugins registered."""

    plugins: list[Plugin] = field(default_factory=list)
    sources: dict[str, type[Source]] = field(default_factory=dict)
    extractors: dict[str, Extractor] = field(default_factory=dict)
    loaders: dict[str, type[Loader]] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(hookspecs.PROJECT))

    def source_type(self, id: str) -> type[Source]:
        """The source class of this id. Raises `ConfigError` with the nearest known id."""
        if id in self.sources:
            return self.sources[id]
        near = difflib.get_close_matches(id, self.sources, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(self.sources)) or 'none'}"
        raise ConfigError(f"no plugin registered the source type {id!r}; {hint} (see: rasad plugins)")

    def loader_for(self, url: str) -> Loader:
        """A new loader for a database address, by its scheme."""
        scheme = url.partition(":")[0]
        if scheme not in self.loaders:
            raise ConfigError(f"no loader for {scheme!r} addresses; known: {', '.join(sorted(self.loaders))}")
        return self.loaders[scheme]()

    def extractors_for(self, lang: str | None) -> list[Extractor]:
        """Extractors that read this language; all of them where a text's language is not known."""
        return [e for e in self.extractors.values() if reads(e, lang)]

    def secret(self, source: str, name: str) -> str | None:
        """A credential: from the first plugin that has it, else from `RASAD_SECRET_<SOURCE>_<NAME>`."""
        answer = self.manager.hook.rasad_get_secret(source=source, name=name)
        if answer is not None:
            return str(answer)
        return os.environ.get(f"RASAD_SECRET_{source}_{name}".upper().replace("-", "_"))

    def tell(self, hook: str, **arguments: Any) -> Iterator[PluginError]:
        """Call an observer hook in each plugin. One that fails is yielded as an error, the rest are told."""
        for impl in getattr(self.manager.hook, hook).get_hookimpls():
            try:
                impl.function(*(arguments[name] for name in impl.argnames))
            except Exception as error:  # noqa: BLE001 - an observer must not break the run it watches
                yield PluginError(impl.plugin_name, f"{hook} failed: {describe(error)}")


def load(plugins_dir: Path | None = None, *, strict: bool = False) -> Registry:
    """Load every installed plugin, then the one-file plugins of a folder, in order of their names.

    `strict`, or `RASAD_STRICT_PLUGINS=1`, makes the first unusable plugin a `PluginError`.
    """
    registry = Registry()
    registry.manager.add_hookspecs(hookspecs.Hooks)
    for name, origin, bring in [*_installed(), *_dropped_in(plugins_dir)]:
        registry.plugins.append(_admit(registry, name, origin, bring))
    broken = [p for p in registry.plugins if p.error]
    if broken and (strict or os.environ.get("RASAD_STRICT_PLUGINS") == "1"):
        raise PluginError(broken[0].name, str(broken[0].error))
    return registry


def reads(extractor: Extractor, lang: str | None) -> bool:
    """True where the extractor reads texts of this BCP 47 language, or the language is not known."""
    primary = (lang or "").partition("-")[0].lower()
    return not primary or primary in extractor.languages


def describe(error: BaseException) -> str:
    """An exception in one line, with its kind."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


Bring = Callable[[], Any]


def _installed() -> Iterator[tuple[str, str, Bring]]:
    found = entry_points(group=hookspecs.PROJECT)
    for point in sorted(found, key=lambda p: (p.name, p.value)):
        yield point.name, _distribution(point), point.load


def _distribution(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value


def _dropped_in(folder: Path | None) -> Iterator[tuple[str, str, Bring]]:
    if folder is None:
        return
    if not folder.is_dir():
        raise ConfigError(f"plugins_dir {folder} is not a folder; make it, or take plugins_dir out of rasad.toml")
    for path in sorted(folder.glob("*.py")):
        yield path.stem, str(path), lambda path=path: _import_file(path)  # type: ignore[misc]


def _import_file(path: Path) -> Any:
    name = f"rasad_dropin_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _admit(registry: Registry, name: str, origin: str, bring: Bring) -> Plugin:
    """Bring one plugin in whole, or leave no trace of it."""
    if registry.manager.has_plugin(name):
        first = next(p.origin for p in registry.plugins if p.name == name and not p.error)
        return Plugin(name, origin, error=f"another plugin has this name: {first}")
    try:
        module = bring()
        registry.manager.register(module, name)
        registry.manager.check_pending()
        hooks = _hooks(registry, module)
        offers = _offers(registry, name, module)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin does, the host goes on
        if registry.manager.has_plugin(name):
            registry.manager.unregister(name=name)
        reason = error.reason if isinstance(error, PluginError) else _reason(error)
        return Plugin(name, origin, error=reason)
    for kind, key, value in offers:
        getattr(registry, kind)[key] = value
        registry.owners[kind, key] = name
    return Plugin(name, origin, hooks, tuple(f"{kind[:-1]} {key}" for kind, key, _ in offers))


def _reason(error: BaseException) -> str:
    if isinstance(error, pluggy.PluginValidationError):
        unknown = str(error).partition("'")[2].partition("'")[0]
        near = difflib.get_close_matches(unknown, [h for h in dir(hookspecs.Hooks) if h.startswith("rasad_")], 1)
        if unknown.startswith("rasad_") and near and near[0] != unknown:
            return f"no hook is named {unknown}; did you mean {near[0]}?"
    return describe(error)


def _hooks(registry: Registry, module: Any) -> tuple[str, ...]:
    callers = registry.manager.get_hookcallers(module) or []
    if not callers:
        bare = [n for n in dir(module) if n.startswith("rasad_register") or n == "rasad_get_secret"]
        missing = f"; {bare[0]} lacks @hookimpl" if bare else ""
        raise PluginError("", f"it implements no hook{missing}")
    return tuple(sorted(c.name for c in callers))


def _offers(registry: Registry, name: str, module: Any) -> list[tuple[str, str, Any]]:
    """What the plugin registers, checked against its Protocol and against what others registered."""
    offers: list[tuple[str, str, Any]] = []

    def offer(kind: str, key: str, value: Any) -> None:
        taken = registry.owners.get((kind, key)) or (name if (kind, key) in {o[:2] for o in offers} else None)
        if taken:
            raise PluginError(name, f"{kind[:-1]} {key!r} is already registered by the plugin {taken!r}")
        offers.append((kind, key, value))

    def source(cls: Any) -> None:
        _must_have(cls, "id", "version", "Config", "hosts", "discover", "parse")
        offer("sources", cls.id, cls)

    def extractor(instance: Any) -> None:
        _must_have(instance, "id", "version", "languages", "extract")
        offer("extractors", instance.id, instance)

    def loader(cls: Any) -> None:
        _must_have(cls, "schemes", "open", "load", "close")
        for scheme in cls.schemes:
            offer("loaders", scheme, cls)

    takers = {
        "rasad_register_sources": source,
        "rasad_register_extractors": extractor,
        "rasad_register_loaders": loader,
    }
    for hook, taker in takers.items():
        for impl in getattr(registry.manager.hook, hook).get_hookimpls():
            if impl.plugin is module:
                impl.function(*((taker,) if impl.argnames else ()))
    return offers


def _must_have(thing: Any, *names: str) -> None:
    missing = [n for n in names if not hasattr(thing, n)]
    if missing:
        what = getattr(thing, "__name__", type(thing).__name__)
        raise PluginError("", f"{what} has no {', '.join(missing)} (rasad.stages says what it needs)")
