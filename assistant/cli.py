"""The command line: ``assistant COMMAND``."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

import aiohttp
import click

import assistant
from assistant.app import open_store, serve, step_back, utc_now
from assistant.clients.in_process import InProcess
from assistant.clients.over_http import OverHttp
from assistant.content.loader import load_content
from assistant.engine.engine import Engine
from assistant.engine.guide import load_guide
from assistant.errors import AssistantError
from assistant.flows import diagram
from assistant.oversight import audit_commands, staff
from assistant.reports import markdown, text
from assistant.settings import Settings, read_settings
from assistant.terminal import chat
from assistant.upkeep import backup, doctor, erased, keys, outbox, purge, restore_backup

FOR_AUTHORS = ("bench", "check", "dialogues", "flags", "sign", "walk")


class Commands(click.Group):
    """What authors use is loaded when it is asked for: a server that starts needs none of it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), *FOR_AUTHORS))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in FOR_AUTHORS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(importlib.import_module("assistant.authors"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(assistant.__version__, prog_name="assistant")
def main() -> None:
    """Prepares people with Crohn's disease for the appointment after their anti-TNF medicine stopped working."""


for command in (keys, purge, backup, restore_backup, erased, outbox, doctor, staff, audit_commands):
    main.add_command(command)


@main.command("serve")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one (default 8080).")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder (default ./data).")
@click.option("--database", help="postgresql://… for several servers; better in ASSISTANT_DATABASE, out of sight.")
def serve_command(host: str | None, port: int | None, data: Path | None, database: str | None) -> None:
    """Run the server until it is told to stop."""
    try:
        asyncio.run(serve(read_settings(host=host, port=port, data=data, database=database), announce=_announce))
    except AssistantError as error:
        raise click.ClickException(str(error) or error.title) from None


@main.command("migrate")
@click.option("--down", is_flag=True, help="Undo the last step instead; stop the servers of this version before.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder (default ./data).")
@click.option("--database", help="postgresql://… (or ASSISTANT_DATABASE).")
def migrate_command(down: bool, data: Path | None, database: str | None) -> None:
    """Bring the database to the shape of this version; the server does so too when it starts."""
    try:
        click.echo(asyncio.run(_migrate(read_settings(data=data, database=database), down)))
    except AssistantError as error:
        raise click.ClickException(str(error) or error.title) from None


async def _migrate(settings: Settings, down: bool) -> str:
    if down:
        return f"The database is back at version {await step_back(settings)}."
    await (await open_store(settings)).close()
    return "The database fits this version."


@main.command("chat")
@click.option("--url", help="Talk to this server instead of an assistant in this process.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder (default ./data).")
def chat_command(url: str | None, data: Path | None) -> None:
    """Talk in the terminal; "quit" leaves."""
    try:
        asyncio.run(_chat(url, read_settings(data=data)))
    except (AssistantError, aiohttp.ClientError) as error:
        raise click.ClickException(str(error)) from None


async def _chat(url: str | None, settings: Settings) -> None:
    if url:
        async with aiohttp.ClientSession() as session:
            await chat(OverHttp(session, url), input, click.echo)
        return
    store = await open_store(settings)
    try:
        await chat(InProcess(Engine(load_content(), store, utc_now, load_guide(settings.search))), input, click.echo)
    finally:
        await store.close()


@main.command("diagram")
@click.argument("flow", required=False)
@click.option("--page", "whole", is_flag=True, help="All flows as one Markdown page.")
@click.option("--mermaid", "as_mermaid", is_flag=True, help="One flow as Mermaid text instead of SVG.")
def diagram_command(flow: str | None, whole: bool, as_mermaid: bool) -> None:
    """Draw a flow as SVG; without a name, list the flows."""
    if whole or not flow:
        click.echo(diagram.page() if whole else "\n".join(diagram.FLOWS), nl=not whole)
        return
    try:
        click.echo(diagram.mermaid(flow) if as_mermaid else diagram.svg(flow))
    except AssistantError as error:
        raise click.ClickException(str(error)) from None


@main.command("report")
@click.argument("conversation_id")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder (default ./data).")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text")
def report_command(conversation_id: str, data: Path | None, form: str) -> None:
    """Print the sheet of one conversation."""
    try:
        click.echo(asyncio.run(_report(conversation_id, read_settings(data=data), form)))
    except AssistantError as error:
        raise click.ClickException(str(error)) from None


async def _report(conversation_id: str, settings: Settings, form: str) -> str:
    store = await open_store(settings)
    try:
        content = load_content()
        sheet = await Engine(content, store, utc_now).report(conversation_id)
    finally:
        await store.close()
    if form == "json":
        return sheet.model_dump_json(indent=2)
    return markdown.render(sheet, content) if form == "markdown" else text.render(sheet, content)


def _announce(address: str, token_file: Path | None) -> None:
    click.echo(f"Second Line is ready at {address}")
    if token_file:
        click.echo(f"The staff token is in {token_file}")
