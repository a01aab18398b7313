"""A local SMTP server in a process of its own: notes the Message-ID of each letter it accepts."""

from __future__ import annotations

import asyncio
import re
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, path: str):
        self.log = open(path, "a", buffering=1)  # noqa: SIM115  open as long as the process lives

    async def handle_DATA(self, server, session, envelope):
        found = re.search(rb"^Message-ID: <([^@>]+)", envelope.content, re.MULTILINE)
        self.log.write(found[1].decode() + "\n")
        return "250 OK"


async def serve(port: int, path: str) -> None:
    sink = Sink(path)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink"), "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
