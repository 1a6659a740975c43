"""What one question may use."""

from dataclasses import asdict, dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """For one question of one submission, its whole process tree together.

    seconds: wall clock. memory_bytes: beyond what the warm process holds. processes: at one moment, threads
    included. scratch_bytes: of /tmp, of /dev/shm and of any single file. reply_bytes: of one message out.
    """

    seconds: float = 20.0
    memory_bytes: int = 1024 * MEBIBYTE
    processes: int = 64
    scratch_bytes: int = 64 * MEBIBYTE
    reply_bytes: int = 8 * MEBIBYTE

    def to_dict(self) -> dict:
        return asdict(self)
