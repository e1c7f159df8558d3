"""`rasad plugins`: what is loaded, and what is broken and why."""

from __future__ import annotations

from dataclasses import asdict

import typer

from rasad.cli import options, output

app = typer.Typer()


@app.command()
def plugins(config: options.Config = None, as_json: options.AsJson = False) -> None:
    """List every plugin found: what it registered, or why it cannot be used.

    Example: rasad plugins --json
    """
    found = options.session(config).registry.plugins
    if as_json:
        output.print_json([asdict(plugin) for plugin in found])
        return
    rows = [(p.name, p.origin, "broken" if p.error else "ok", p.error or ", ".join(p.registered)) for p in found]
    output.print_table(("plugin", "from", "state", "registered, or what is wrong"), rows)
