"""Generators of other libraries, for comparison: they need pandas 2 and much else, so they live in `.venv-peers`.

- `catalogue`: which, at which version, and which of ours bears the same name.
- `environment`: made by one command, `python -m course_lib bench --peers`.
- `exchange`: a table goes out as CSV, rows and seconds come back as CSV and JSON.
- `script.py`: runs in that environment, with its Python; it imports nothing of the course.
"""

from course_lib.study.peers.catalogue import PEERS, Peer
from course_lib.study.peers.environment import prepare
from course_lib.study.peers.exchange import run_peer

__all__ = ["PEERS", "Peer", "prepare", "run_peer"]
