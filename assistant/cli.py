"""The command line: ``assistant COMMAND``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import IO, Any

import aiohttp
import click

import assistant
from assistant.app import open_store, serve, step_back, utc_now
from assistant.benchmarks.commands import bench
from assistant.benchmarks.walks import walk
from assistant.checks import problems, readability, red_flags
from assistant.checks.places import claim_place
from assistant.clients import InProcess, OverHttp
from assistant.content import signing
from assistant.content.loader import FOLDER, load_content, read_content
from assistant.engine.engine import Engine
from assistant.engine.guide import load_guide
from assistant.errors import AssistantError
from assistant.flows import diagram
from assistant.oversight import audit_commands, staff
from assistant.reports import markdown, text
from assistant.settings import Settings, read_settings
from assistant.terminal import chat
from assistant.testing import commands
from assistant.testing.recorder import Recording, Said, of_export, script_of
from assistant.testing.server import Server
from assistant.testing.stage import fresh, remote
from assistant.upkeep import backup, doctor, erased, keys, outbox, purge, restore_backup


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(assistant.__version__, prog_name="assistant")
def main() -> None:
    """Prepares people with Crohn's disease for the appointment after their anti-TNF medicine stopped working."""


main.add_command(commands.dialogues)
main.add_command(walk)
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


@commands.dialogues.command("record")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--export", "exported", type=click.File(), help="Make it of this exported conversation instead.")
@click.option("--url", help="Talk to this server instead of an assistant in this process.")
def record_command(file: Path, exported: IO[str] | None, url: str | None) -> None:
    """Write a conversation to FILE as a script: talk in the terminal now, or read an export. Names, numbers and
    addresses that look like such are replaced; look again yourself."""
    try:
        beginning, said = of_export(json.load(exported)) if exported else asyncio.run(_recorded(url))
        script = asyncio.run(script_of(beginning, said, load_content()))
    except (AssistantError, aiohttp.ClientError) as error:
        raise click.ClickException(str(error)) from None
    except (ValueError, KeyError):
        raise click.ClickException("this is no exported conversation") from None
    file.write_text(script, encoding="utf-8")
    click.echo(f"{file}: play it with assistant dialogues {file}")


async def _recorded(url: str | None) -> tuple[dict[str, Any], list[Said]]:
    """A conversation in the terminal, with nothing kept of it but the words of the person."""
    async with remote(Server(url)) if url else fresh(load_content()) as stage:
        recording = Recording(stage.client, utc_now)
        await chat(recording, input, click.echo)
    return recording.beginning, recording.said


@main.command("check")
@click.argument("scripts", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--readability", "graded", is_flag=True, help="Show how hard the words are to read, by kind of text.")
def check_command(scripts: Path | None, graded: bool) -> None:
    """List every problem of the content, and of dialogue scripts (default ./dialogues, where there is one)."""
    if graded:
        click.echo(readability(load_content()))
    home = Path("dialogues")
    found = problems(scripts or (home if home.is_dir() else None), utc_now().date())
    for problem in found:
        click.echo(problem)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("No problems found.")


@main.command("sign")
@click.argument("claims", nargs=-1, required=True)
@click.option("--by", required=True, help="The clinician's name and profession, as they are to be shown.")
@click.option("--content", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER,
              help="Content folder (default that of this package).")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask before each.")
def sign_command(claims: tuple[str, ...], by: str, folder: Path, yes: bool) -> None:
    """Show each of CLAIMS (like "trials.sequence") and write a clinician's sign-off beside it, for the words it has."""
    content = read_content(folder)
    if unknown := set(claims) - content.claims.keys():
        raise click.ClickException(f"there is no claim {', '.join(sorted(unknown))}")
    for claim in claims:
        text, (file, (_, key)) = signing.to_sign(content, claim), claim_place(claim)
        click.echo(f"{claim}\n{text}")
        if yes or click.confirm(f"Signed by {by}?"):
            signing.sign(folder / file, str(key), text, by, utc_now().date())


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


@main.command("flags")
def flags_command() -> None:
    """Print the red flags as a Markdown page for clinicians: what raises each, and what is said."""
    click.echo(red_flags.page(load_content()), nl=False)


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


main.add_command(bench)


def _announce(address: str, token_file: Path | None) -> None:
    click.echo(f"Second Line is ready at {address}")
    if token_file:
        click.echo(f"The staff token is in {token_file}")
