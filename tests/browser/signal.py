"""
The way between a phone and the server, which a test can cut.

Chromium's own way to be off line lets requests through for a moment while a page is loaded.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Page


class Signal:
    """Carries what is sent to `url` on to the server, until it is lost."""

    def __init__(self, server_url: str):
        server = urlsplit(server_url)
        self.server = (server.hostname, server.port)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.door.getsockname()[1]}"
        self.is_lost = False
        self.wires: set[socket.socket] = set()
        Thread(target=self._let_in, daemon=True).start()

    def lose(self, page: Page) -> None:
        self.is_lost = True
        page.context.set_offline(True)  # so that the page is told, too
        self._cut()

    def find(self, page: Page) -> None:
        self.is_lost = False
        page.context.set_offline(False)

    def end(self) -> None:
        self.is_lost = True
        with suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        self._cut()

    def _let_in(self) -> None:
        while True:
            try:
                phone, _ = self.door.accept()
            except OSError:
                return
            if self.is_lost:
                phone.close()
                continue
            server = socket.create_connection(self.server)
            for source, sink in ((phone, server), (server, phone)):
                self.wires.add(source)
                Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
        self.wires.discard(source)
        source.close()

    def _cut(self) -> None:
        for wire in list(self.wires):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
