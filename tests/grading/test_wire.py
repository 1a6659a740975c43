"""Values to JSON and back; and what a hostile process may send instead."""

import json
import math
import socket
import struct

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.inside import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4) | st.tuples(inner)
    ),
    max_leaves=12,
)


def there_and_back(value):
    return wire.decode(json.loads(json.dumps(wire.encode(value))))


@given(PLAIN)
def test_plain_values_come_back(value):
    assert there_and_back(value) == value


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i2", "u1", "bool", "c16", ">f8"])
def test_arrays_come_back(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    back = there_and_back(array)
    assert back.shape == (2, 3) and back.dtype == array.dtype.newbyteorder("=") and (back == array).all()


def test_odd_values():
    assert math.isnan(there_and_back(float("nan")))
    assert there_and_back(np.float32(0.5)) == 0.5 and there_and_back(np.bool_(True)) is True
    assert there_and_back(np.array(3)) == 3
    assert there_and_back(np.array(["a", "bc"])).tolist() == ["a", "bc"]
    assert there_and_back(np.array([1, "a", None], dtype=object)) == [1, "a", None]
    assert there_and_back(np.array(["2020-01-01"], dtype="M8[D]"))[0] == np.datetime64("2020-01-01")
    frame = pd.DataFrame({"n": [1.5, 2.0], "s": ["a", "b"], "when": pd.to_datetime(["2020-01-01", None])})
    back = there_and_back(frame)
    assert back["when"].equals(frame["when"].astype(back["when"].dtype))
    pd.testing.assert_frame_equal(back[["n", "s"]], frame[["n", "s"]], check_dtype=False)
    assert there_and_back(pd.DataFrame({"s": ["a", None]}))["s"].isna().tolist() == [False, True]
    for thing in (object(), {1, 2}, 10**30, b"x", range(3), print):
        assert isinstance(there_and_back(thing), wire.Other)


HOSTILE = [
    {"array": {"dtype": "O", "shape": [1], "data": "AAAAAAAAAAA="}},
    {"array": {"dtype": "<f8", "shape": [10**12], "data": ""}},
    {"array": {"dtype": "<f8", "shape": [-1, -1], "data": "AAAAAAAAAAA="}},
    {"array": {"dtype": "<f8", "shape": [True], "data": "AAAAAAAAAAA="}},
    {"array": {"dtype": "<f8", "shape": [1], "data": "not base64!"}},
    {"array": {"dtype": "<f3", "shape": [1], "data": "AAAA"}},
    {"array": {"dtype": "str", "shape": [2], "data": ["a"]}},
    {"array": {"dtype": "<f8"}},
    {"array": 1},
    {"dict": [[{"list": []}, 1]]},
    {"dict": [[1]]},
    {"frame": {"columns": ["a", "b"], "data": [{"list": [1]}, {"list": [1, 2]}]}},
    {"frame": {"columns": ["a"], "data": [1]}},
    {"frame": {"columns": [{"list": []}], "data": [{"list": []}]}},
    {"series": 3},
    {"pickle": "gASV"},
    {"list": 1},
    {"list": [], "array": {}},
    {},
    [1],
]


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: json.dumps(data)[:60])
def test_malformed_values_are_refused(data):
    with pytest.raises(wire.WireError):
        wire.decode(data)


def test_deep_nesting_is_refused():
    data = None
    for _ in range(20_000):
        data = {"list": [data]}
    with pytest.raises(wire.WireError):
        wire.decode(data)
    while data:  # taken apart one by one, because freeing it at once would recurse
        data = data["list"][0]


def received(content: bytes, limit=10_000):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(content)
        theirs.shutdown(socket.SHUT_WR)
        return wire.receive(ours, limit)


def framed(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def test_messages():
    assert received(framed(b'{"a": 1}')) == {"a": 1}
    assert received(b"") is None
    assert received(framed(b'{"a": 1}')[:-1]) is None
    for content in (b"{", b"\xff\xfe", b"[" * 900, b"9" * 5000, b'{"a": }'):
        with pytest.raises(wire.WireError):
            received(framed(content))
    with pytest.raises(wire.WireError, match="over the limit"):
        received(struct.pack(">I", 2**31))
