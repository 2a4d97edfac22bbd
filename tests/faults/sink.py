"""A mail server that remembers what it accepted and misbehaves on command. Real sockets, no library.

It listens on several ports, one per worker, so that a test knows which process is talking. The extra
command ``XSEEN <message-id>`` answers 250 or 550: a relay that can be asked.
"""

import contextlib
import re
import socket
import socketserver
import threading
from dataclasses import dataclass, field

MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
HANG, CUT = "hang", "cut"


@dataclass
class Step:
    """Where a conversation stands: the ``stage`` (connect, mail, rcpt, data, content, end), who, and what."""

    slot: int
    connection: int
    stage: str = "connect"
    recipient: str = ""
    message_id: str = ""
    message: bytes = b""


@dataclass
class Sink:
    """``behave(step)`` returns None (go on), a reply line, HANG or CUT; ``before_yes(step)`` runs between
    the acceptance and the 250 that tells of it."""

    slots: int = 1
    behave: object = None
    before_yes: object = None
    accepted: list = field(default_factory=list)
    connections: int = 0
    offered: list = field(default_factory=list)

    def __post_init__(self):
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._servers = []

    def __enter__(self):
        for slot in range(self.slots):
            server = _Server(("127.0.0.1", 0), _Conversation)
            server.sink, server.slot = self, slot
            self._servers.append(server)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def port(self, slot=0):
        """The port of that worker."""
        return self._servers[slot].server_address[1]

    def url(self, slot=0):
        """EMAIL_URL of that worker."""
        return f"smtp://127.0.0.1:{self.port(slot)}"

    def ids(self):
        """Message-IDs in the order of acceptance, repeats included."""
        with self._lock:
            return [step.message_id for step in self.accepted]

    def has_seen(self, message_id):
        """Whether this mail was ever accepted."""
        return message_id in self.ids()

    def take(self, step):
        """Accept: from here on the mail is the server's."""
        with self._lock:
            self.accepted.append(step)

    def next_connection(self):
        """Count a connection and return its number."""
        with self._lock:
            self.connections += 1
            return self.connections

    def hang(self):
        """Say nothing for as long as the test runs."""
        self._closing.wait(60)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that was killed is what these tests are about."""


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.sink = self.server.sink
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.step = Step(self.server.slot, self.sink.next_connection())
        with contextlib.suppress(_Over, OSError):
            self.answer("connect", "220 sink ready")
            while line := self.rfile.readline().decode("utf-8", "replace").strip():
                self.command(line)

    def command(self, line):
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb == "MAIL":
            self.step = Step(self.server.slot, self.step.connection, "mail")
            self.answer("mail", "250 sender ok")
        elif verb == "RCPT":
            self.step.recipient = rest.partition("<")[2].partition(">")[0]
            self.sink.offered.append(self.step.recipient)
            self.answer("rcpt", "250 recipient ok")
        elif verb == "DATA":
            if self.answer("data", "354 go on"):
                self.content()
        elif verb == "XSEEN":
            self.say("250 yes" if self.sink.has_seen(rest) else "550 no")
        elif verb == "QUIT":
            self.say("221 bye")
            raise _Over
        else:
            self.say("250 ok")

    def content(self):
        self.act("content")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _Over
            lines.append(line[1:] if line.startswith(b".") else line)
        self.step.message = b"".join(lines)
        self.step.message_id = MESSAGE_ID.search(self.step.message)[1].decode()
        action = self.act("end")
        if action:
            self.say(action)
            return
        self.sink.take(self.step)
        self.act("accepted")
        if self.sink.before_yes:
            self.sink.before_yes(self.step)
        self.say("250 accepted")

    def answer(self, stage, normal):
        """Say what the script wants at this stage, or the normal reply (then True)."""
        action = self.act(stage)
        self.say(action or normal)
        if action and action.startswith("421"):
            raise _Over
        return not action

    def act(self, stage):
        self.step.stage = stage
        action = self.sink.behave(self.step) if self.sink.behave else None
        if action == HANG:
            self.sink.hang()
            raise _Over
        if action == CUT:
            raise _Over
        return action

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class _Over(Exception):
    """This conversation has ended."""
