"""Values as JSON over a socket, both ways. Never pickle: what a learner's process sends stays data.

A message is four bytes of length (big-endian) and that many bytes of JSON. Plain JSON carries None, bool, int,
float and str; everything else is a dict with one key that says what it is:

    {"list": [...]}, {"tuple": [...]}
    {"dict": [[key, value], ...]}
    {"array": {"dtype", "shape", "data"}}         numpy; data is base64 of the little-endian bytes, or a list of str
    {"frame": {"columns", "data"}}, {"series": value}     pandas, the index left out
    {"other": "ClassName"}                        nothing that can be compared

`encode` runs beside learner code, so `decode` and `receive` believe nothing: they check every length and type
and raise WireError.
"""

import base64
import json
import math
import re
import struct
import sys

import numpy as np

MAX_MESSAGE = 8 * 2**20
MAX_TEXT = 100_000
MAX_DIMENSIONS = 8
DTYPE = re.compile(r"^[<|][biufc]\d{1,2}$|^<M8\[ns\]$")

# Bound once: a learner who replaces json.dumps changes nothing here.
_to_json = json.JSONEncoder(separators=(",", ":")).encode


class WireError(ValueError):
    """A message that is no message: too long, no JSON, or not of the shape that `encode` gives."""


def encode(value):
    """`value` as JSON-able data; what cannot be compared becomes {"other": its class}."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int.__int__(value) if -(2**63) <= value < 2**64 else {"other": "a whole number beyond 64 bits"}
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, str):
        return str.__str__(value) if len(value) <= MAX_TEXT else {"other": "a text beyond 100,000 characters"}
    if isinstance(value, np.bool_ | np.integer | np.floating):
        return encode(value.item())
    if isinstance(value, list | tuple):
        return {"tuple" if isinstance(value, tuple) else "list": [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, np.ndarray):
        return _encode_array(np.asarray(value))
    return _encode_of_library(value)


def _encode_array(array):
    if array.ndim == 0:
        return encode(array.item())
    if array.dtype.kind == "M":
        array = array.astype("datetime64[ns]")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)
    if array.dtype.kind == "U":
        return {"array": {"dtype": "str", "shape": list(array.shape), "data": array.ravel().tolist()}}
    if array.dtype.kind == "O":
        return {"list": [encode(item) for item in array.tolist()]}
    array = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    if not DTYPE.match(array.dtype.str):
        return {"other": f"an array of {array.dtype}"}
    data = base64.b64encode(array.tobytes()).decode("ascii")
    return {"array": {"dtype": array.dtype.str, "shape": list(array.shape), "data": data}}


def _encode_of_library(value):
    """pandas and torch, looked up and not imported: a value of theirs exists only where they are loaded."""
    pandas, torch = sys.modules.get("pandas"), sys.modules.get("torch")
    if pandas and isinstance(value, pandas.DataFrame):
        columns = [encode(name) for name in value.columns]
        return {"frame": {"columns": columns, "data": [_encode_column(value.iloc[:, k]) for k in range(len(columns))]}}
    if pandas and isinstance(value, pandas.Series | pandas.Index):
        return {"series": _encode_column(value)}
    if torch and isinstance(value, torch.Tensor):
        return _encode_array(value.detach().cpu().numpy())
    return {"other": type(value).__name__[:80]}


def _encode_column(column):
    array = column.to_numpy()
    if array.dtype.kind != "O":
        return _encode_array(array)
    missing = column.isna().to_numpy()
    return {"list": [None if gone else encode(item) for gone, item in zip(missing, array.tolist())]}


def decode(data):
    """The value that `encode` described. WireError if malformed."""
    try:
        return _decode(data)
    except RecursionError as error:
        raise WireError("a value nested too deep") from error


def _decode(data):
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if not (isinstance(data, dict) and len(data) == 1):
        raise WireError("a value of unknown shape")
    ((kind, body),) = data.items()
    if kind == "list" and isinstance(body, list):
        return [_decode(item) for item in body]
    if kind == "tuple" and isinstance(body, list):
        return tuple(_decode(item) for item in body)
    if kind == "dict" and isinstance(body, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in body):
        try:
            return {_decode(key): _decode(item) for key, item in body}
        except TypeError as error:
            raise WireError("a key that cannot be one") from error
    if kind == "array" and isinstance(body, dict):
        return _decode_array(body)
    if kind == "series":
        return _column(_decode(body))
    if kind == "frame" and isinstance(body, dict):
        return _decode_frame(body)
    if kind == "other" and isinstance(body, str):
        return Other(body[:80])
    raise WireError("a value of unknown kind")


class Other:
    """Stands for a value that was no data; equal to nothing."""

    __hash__ = None

    def __init__(self, name: str):
        self.name = name

    def __eq__(self, other):
        return False

    def __repr__(self):
        return f"an object of class {self.name}"


def _decode_array(body):
    dtype, shape, data = body.get("dtype"), body.get("shape"), body.get("data")
    sizes = isinstance(shape, list) and len(shape) <= MAX_DIMENSIONS and all(type(k) is int and k >= 0 for k in shape)
    if not sizes or not isinstance(dtype, str):
        raise WireError("an array without dtype and shape")
    if dtype == "str":
        if not (isinstance(data, list) and len(data) == math.prod(shape) and all(isinstance(s, str) for s in data)):
            raise WireError("an array of text of another length than its shape")
        return np.array(data, dtype=str).reshape(shape)
    if not (DTYPE.match(dtype) and isinstance(data, str)):
        raise WireError("an array of unknown dtype")
    try:
        kind, content = np.dtype(dtype), base64.b64decode(data, validate=True)
    except (TypeError, ValueError) as error:
        raise WireError("an array that cannot be read") from error
    if len(content) != math.prod(shape) * kind.itemsize:
        raise WireError("an array of another length than its shape")
    return np.frombuffer(content, dtype=kind).reshape(shape).copy()


def _decode_frame(body):
    columns, data = body.get("columns"), body.get("data")
    if not (isinstance(columns, list) and isinstance(data, list) and len(columns) == len(data)):
        raise WireError("a frame without columns")
    names, values = [_decode(name) for name in columns], [_decode(column) for column in data]
    if any(not isinstance(name, str | int | float | bool) for name in names):
        raise WireError("a column name that is no name")
    if any(not isinstance(column, list | tuple) and np.ndim(column) != 1 for column in values):
        raise WireError("a column that is no column")
    if len({len(column) for column in values}) > 1:
        raise WireError("columns of different lengths")
    import pandas

    frame = pandas.DataFrame({k: _column(column) for k, column in enumerate(values)})
    frame.columns = names
    return frame


def _column(values):
    import pandas

    if not isinstance(values, list | tuple) and np.ndim(values) != 1:
        raise WireError("a column that is no column")
    return pandas.Series(values)


def send(sock, message) -> None:
    content = _to_json(message).encode("ascii")
    sock.sendall(struct.pack(">I", len(content)) + content)


def receive(sock, limit: int = MAX_MESSAGE):
    """The next message, None at the end of the stream. WireError if longer than `limit` bytes or no JSON."""
    head = _exactly(sock, 4)
    if head is None:
        return None
    (length,) = struct.unpack(">I", head)
    if length > limit:
        raise WireError(f"a message of {length:,} bytes, over the limit of {limit:,}")
    content = _exactly(sock, length)
    if content is None:
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise WireError("a message that is no JSON") from error


def _exactly(sock, length: int) -> bytes | None:
    parts, missing = [], length
    while missing:
        part = sock.recv(min(missing, 2**16))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
