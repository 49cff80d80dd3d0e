"""The smallest language client: enough to time a server, with nothing of ours between it and the wire."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-P", "-m", "fullgraph_server.cli.main", "server")
SECONDS = 120.0


class ServerDied(Exception):
    """The server ended, or did not answer in time."""


def as_installed() -> dict[str, str]:
    """The environment with bytecode files, which pip makes of what it installs."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Client:
    """One server process. `request` waits for its answer; what the server asks is answered with null."""

    def __init__(self, folder: Path, *, trusted: bool = False) -> None:
        self.folder = folder
        self.trusted = trusted
        self.process = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=as_installed()
        )
        self.number = 0
        self.held = b""

    def __enter__(self) -> Client:
        capabilities = {
            "general": {"positionEncodings": ["utf-16"]},
            "textDocument": {"diagnostic": {"dynamicRegistration": False}, "hover": {}},
            "window": {"workDoneProgress": False},
        }
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": self.folder.as_uri(),
                "workspaceFolders": [{"uri": self.folder.as_uri(), "name": "bench"}],
                "capabilities": capabilities,
                "initializationOptions": {"trusted": self.trusted, "settings": {"trace": {"on": "never"}}},
            },
        )
        self.notify("initialized", {})
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.process.wait(10)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        message = self.answer(self.ask(method, params))
        if "error" in message:
            raise ServerDied(f"{method}: {message['error']}")
        return message["result"]

    def ask(self, method: str, params: Any) -> int:
        """Send a request; its number."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        return self.number

    def answer(self, wanted: int) -> dict[str, Any]:
        """The answer to a request, which may be an error."""
        deadline = time.monotonic() + SECONDS
        while True:
            message = self._receive(deadline)
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})
            elif message.get("id") == wanted:
                return message

    def open(self, path: Path, text: str | None = None) -> str:
        uri = path.as_uri()
        document = {
            "uri": uri,
            "languageId": "python",
            "version": 1,
            "text": text if text is not None else path.read_text(),
        }
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def insert(self, uri: str, version: int, line: int, column: int, text: str) -> None:
        place = {"line": line, "character": column}
        change = {"range": {"start": place, "end": place}, "text": text}
        self.notify(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}
        )

    def diagnostics(self, uri: str) -> Any:
        return self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})

    def hover(self, uri: str, line: int, column: int) -> Any:
        position = {"line": line, "character": column}
        return self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})

    def cpu_seconds(self) -> float:
        """Processor time that the server process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory of the server process, in megabytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise ServerDied("the server has no resident memory")

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self, deadline: float) -> dict[str, Any]:
        while b"\r\n\r\n" not in self.held:
            self._read(deadline)
        head, _, rest = self.held.partition(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n"))
        length = int(fields[b"Content-Length"])
        self.held = rest
        while len(self.held) < length:
            self._read(deadline)
        body, self.held = self.held[:length], self.held[length:]
        message: dict[str, Any] = json.loads(body)
        return message

    def _read(self, deadline: float) -> None:
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(descriptor, 1 << 20) if ready else b""
        if not chunk:
            raise ServerDied("the server ended" if ready else f"no answer in {SECONDS} s")
        self.held += chunk
