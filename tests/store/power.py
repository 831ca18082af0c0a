"""Losing power: of each file there is left what was synced, or that and some of what was written after.

``python -m tests.store.power [IMAGES]`` makes images of such disks, 12 by default, and looks for every promise.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import missing
from tests.store.dying import commit_and_die, kept

SOURCE = Path(__file__).with_name("power.c")
NAME = "store.db"


def library(folder: Path) -> Path:
    """What notes every sync of a program it is loaded into. Skips the test without a C compiler."""
    compiler = shutil.which("cc")
    if not compiler:
        missing("no C compiler to build tests/store/power.c with")
    built = folder / "power.so"
    subprocess.run([str(compiler), "-shared", "-fPIC", "-o", str(built), str(SOURCE)], check=True)
    return built


def lose_power(folder: Path, promises: int, number: int) -> tuple[Path, dict[str, int]]:
    """The image of a disk after so many promises, and the promises.

    Every third image holds what was synced and nothing else; every third the log with a torn end as well, and every
    third all of the database that was written beside the log that was synced.
    """
    running, durable = folder / f"running-{number}", folder / f"durable-{number}"
    running.mkdir()
    durable.mkdir()
    promised = commit_and_die(running / NAME, promises, LD_PRELOAD=str(library(folder)), DURABLE=str(durable))
    log = durable / f"{NAME}-wal"
    if number % 3 == 1:
        written = (running / log.name).read_bytes()
        synced = len(log.read_bytes())
        log.write_bytes(log.read_bytes() + written[synced : random.Random(number).randint(synced, len(written))])
    if number % 3 == 2:
        shutil.copy(running / NAME, durable / NAME)
    assert log.exists()
    return durable / NAME, promised


async def drill(images: int) -> int:
    """How many promised turns were looked for and found, in all images together."""
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(images):
            path, promised = await asyncio.to_thread(lose_power, Path(folder), 200 + 150 * number, number)
            await kept(path, promised)
            found += sum(promised.values())
    return found


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    print(f"{wanted} images: {asyncio.run(drill(wanted))} promised turns, all there, each whole, once and in order")
