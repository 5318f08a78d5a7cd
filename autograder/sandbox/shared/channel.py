"""The channel between the judge and the child that runs a student's code."""

import socket
import struct
import time

from autograder.sandbox.shared.records import R, Record, pack, parse
from autograder.sandbox.shared.wire import FRAME_LIMIT, Closed, WireError

PIECE = 64 << 10  # bytes that are asked for at once


class Channel:
    """Records over a stream socket. Every wait has a deadline in `time.monotonic()` seconds (None: no limit)."""

    def __init__(self, sock: socket.socket):
        self._socket = sock
        self._arrived = bytearray()  # of frames that nobody asked for yet
        self._timeout: float | None = -1.0  # of the socket: each change is a system call

    def send(self, record: Record, deadline: float | None = None) -> None:
        """Send one record. Raises TimeoutError when the other end does not read, Closed when it is gone."""
        frame = pack(record)
        try:
            self._wait_until(deadline)
            self._socket.sendall(struct.pack("!I", len(frame)) + frame)
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed(str(error)) from error

    def receive(self, *kinds: type[R], deadline: float | None = None) -> R:
        """The next record, which is one of these kinds. Raises TimeoutError, Closed, or WireError for anything else."""
        (length,) = struct.unpack("!I", self._read(4, deadline))
        if length > FRAME_LIMIT:
            raise WireError(f"a frame of {length} bytes; the limit is {FRAME_LIMIT}")
        return parse(self._read(length, deadline), *kinds)

    def close(self) -> None:
        self._socket.close()

    def _wait_until(self, deadline: float | None) -> None:
        seconds = _remaining(deadline)
        if seconds != self._timeout:
            self._socket.settimeout(seconds)
            self._timeout = seconds

    def _read(self, count: int, deadline: float | None) -> bytes:
        while len(self._arrived) < count:
            try:
                self._wait_until(deadline)
                piece = self._socket.recv(PIECE)
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed(str(error)) from error
            if not piece:
                raise Closed("the channel ended")
            self._arrived += piece
        data = bytes(self._arrived[:count])
        del self._arrived[:count]
        return data


def _remaining(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("the deadline has passed")
    return seconds
