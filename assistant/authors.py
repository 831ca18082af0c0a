"""The commands of those who write content, words and scripts: they look, play, measure and sign."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import IO, Any

import aiohttp
import click

from assistant.app import utc_now
from assistant.benchmarks.commands import bench
from assistant.benchmarks.walks import walk
from assistant.checks import problems, readability, red_flags
from assistant.checks.places import claim_place
from assistant.content import signing
from assistant.content.loader import FOLDER, load_content, read_content
from assistant.errors import AssistantError
from assistant.terminal import chat
from assistant.testing.commands import dialogues
from assistant.testing.recorder import Recording, Said, of_export, script_of
from assistant.testing.server import Server
from assistant.testing.stage import fresh, remote

__all__ = ["bench", "check", "dialogues", "flags", "sign", "walk"]


@dialogues.command("record")
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


@click.command
@click.argument("scripts", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--readability", "graded", is_flag=True, help="Show how hard the words are to read, by kind of text.")
def check(scripts: Path | None, graded: bool) -> None:
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


@click.command
@click.argument("claims", nargs=-1, required=True)
@click.option("--by", required=True, help="The clinician's name and profession, as they are to be shown.")
@click.option("--content", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER,
              help="Content folder (default that of this package).")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask before each.")
def sign(claims: tuple[str, ...], by: str, folder: Path, yes: bool) -> None:
    """Show each of CLAIMS (like "trials.sequence") and write a clinician's sign-off beside it, for the words it has."""
    content = read_content(folder)
    if unknown := set(claims) - content.claims.keys():
        raise click.ClickException(f"there is no claim {', '.join(sorted(unknown))}")
    for claim in claims:
        text, (file, (_, key)) = signing.to_sign(content, claim), claim_place(claim)
        click.echo(f"{claim}\n{text}")
        if yes or click.confirm(f"Signed by {by}?"):
            signing.sign(folder / file, str(key), text, by, utc_now().date())


@click.command
def flags() -> None:
    """Print the red flags as a Markdown page for clinicians: what raises each, and what is said."""
    click.echo(red_flags.page(load_content()), nl=False)
