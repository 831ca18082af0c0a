"""The command line: ``assistant COMMAND``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

import assistant
from assistant.app import serve
from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(assistant.__version__, prog_name="assistant")
def main() -> None:
    """Prepares people with Crohn's disease for the appointment after their anti-TNF medicine stopped working."""


@main.command("serve")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one (default 8080).")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder (default ./data).")
def serve_command(host: str | None, port: int | None, data: Path | None) -> None:
    """Run the server until it is told to stop."""
    try:
        asyncio.run(serve(read_settings(host=host, port=port, data=data), announce=_announce))
    except AssistantError as error:
        raise click.ClickException(str(error) or error.title) from None


def read_settings(**given: Any) -> Settings:
    """The settings, command-line options first. Raises ``SettingsError`` that names what does not fit."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors(include_input=False)]
        raise SettingsError("; ".join(problems)) from None


def _announce(address: str) -> None:
    click.echo(f"Second Line is ready at {address}")
