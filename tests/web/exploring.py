"""Every call of the document, tried with what fits it and what does not: ``python -m tests.web.exploring [EXAMPLES]``.

Schemathesis asks a server in a process of its own, and fails at an answer of 5xx, one that is not as the document says
or one that takes longer than 1.5 s.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.programs import started

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
PROGRAM = Path(sys.executable).with_name("schemathesis")
KEY = "clinic-key-for-these-tests"
STAFF = "staff-token-for-these-tests"


async def explore(data: Path, examples: int, seconds: float) -> tuple[int, str]:
    """The exit code and the words of schemathesis; 0 when there was nothing to find."""
    keys = {"ASSISTANT_CLINIC_KEY": KEY, "ASSISTANT_STAFF_TOKEN": STAFF}
    async with started(
        data, **keys, ASSISTANT_STAFF_HOURS="Mon-Sun 00:00-23:59", ASSISTANT_LOG_LEVEL="error"
    ) as program:
        conversation_id, token = await program.begin()
        asks = {"message_id": "asks for a person", "text": "human"}
        await program.call("POST", f"/v1/conversations/{conversation_id}/messages", token, json=asks)
        process = await asyncio.create_subprocess_exec(
            PROGRAM, "--config-file", CONFIGURATION, "run", f"{program.address}/openapi.json", "--no-color",
            "--phases", "coverage,fuzzing", "--seed", "1", "--max-examples", str(examples),
            "--max-response-time", str(seconds),
            cwd=data,
            env={**os.environ, "CONVERSATION": conversation_id, "TOKEN": token, "CLINIC_KEY": KEY, "STAFF": STAFF},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
        code, words = asyncio.run(explore(Path(folder), wanted, 1.5))
    print(words)
    sys.exit(code)
