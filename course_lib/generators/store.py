"""Saving and loading a fitted generator without pickle: one zip of settings.json and .npy arrays.

A pickle runs whatever its author put into it. This file holds only data: the class is named by its short
name and looked up in GENERATORS, everything else is numbers, strings and arrays, and arrays are read with
`allow_pickle=False`. So a file from a stranger can be wrong, but it cannot act.

    settings.json   format, course_lib version, class, settings, state (a tree; arrays by their file name)
    arrays/0.npy    the arrays of the tree, in the order of the walk
"""

import io
import json
import math
import os
import zipfile
import zlib
from pathlib import Path

import numpy as np

from course_lib import __version__
from course_lib.data.encode import TableEncoder
from course_lib.data.schema import Schema
from course_lib.errors import CourseError
from course_lib.generators.registry import GENERATORS

FORMAT = 1  # raise it when files written before can no longer be read
TAG = "$"  # a dict with this key stands for something that JSON does not have
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, IndexError, TypeError, ValueError,
          AttributeError, NotImplementedError, RuntimeError, RecursionError, MemoryError, OverflowError)


def save(model, path) -> Path:
    """Write the fitted generator `model` to `path` and return the path. An existing file is replaced.

    Raises CourseError if the model is not fitted, if its folder does not exist, and if it learned something
    that is neither a number, string, array, list, dict, Schema nor TableEncoder.
    """
    who = type(model).__name__
    if not model.is_fitted:
        raise CourseError(f"{who} has learned nothing yet: call fit(df) before save(path).")
    path = Path(path)
    if not path.parent.is_dir():
        raise CourseError(f"There is no folder {str(path.parent)!r}: make it, or give another path.")
    arrays = []
    document = {
        "format": FORMAT, "course_lib": __version__, "class": short_name(type(model)),
        "settings": encode(model.get_settings(), arrays, f"{who} settings"),
        "state": encode(model._state(), arrays, who),
    }
    part = path.with_name(path.name + ".part")  # a full disk must not leave half a file under the real name
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry("settings.json"), json.dumps(document, indent=1, allow_nan=False))
        for i, array in enumerate(arrays):
            npy = io.BytesIO()
            np.save(npy, array, allow_pickle=False)
            archive.writestr(entry(f"arrays/{i}.npy"), npy.getvalue())
    os.replace(part, path)
    return path


def load(path, cls=None):
    """The fitted generator in the file `path`. It samples the same rows as the one that was saved.

    cls: your own subclass of Generator, if the file holds one; the course's classes are found by name.
    Raises CourseError if there is no such file, if it is damaged or of another kind, if it was written by a
    version whose format differs, or if it holds a class that is not known.
    """
    path = Path(path)
    if not path.is_file():
        raise CourseError(f"There is no file {str(path)!r}: save a fitted generator there with model.save(path).")
    damaged = CourseError(f"File {str(path)!r} is damaged or was not written by model.save(path): "
                          "fit the generator again and save it anew.")
    try:
        with zipfile.ZipFile(path) as archive:
            document = json.loads(archive.read("settings.json"))
            version, written_by, name = document["format"], document["course_lib"], document["class"]
            # The whole member is read first, so that its checksum is compared before numpy parses it.
            arrays = [np.load(io.BytesIO(archive.read(f"arrays/{i}.npy")), allow_pickle=False)
                      for i in range(sum(n.startswith("arrays/") for n in archive.namelist()))]
    except DAMAGE as error:
        raise damaged from error
    if version != FORMAT:
        raise CourseError(f"File {str(path)!r} has format {version} (course_lib {written_by}), this version "
                          f"reads format {FORMAT}: fit the generator again and save it anew.")
    cls = known_class(name, cls, path)
    try:
        model = cls(**decode(document["settings"], arrays))
        model._restore(decode(document["state"], arrays))
    except DAMAGE as error:
        raise damaged from error
    if not model.is_fitted:
        raise damaged
    return model


def short_name(cls) -> str:
    """The class's name in GENERATORS, else (a learner's own class) its own name."""
    places = {place: name for name, place in GENERATORS.places.items()}
    return places.get(f"{cls.__module__}:{cls.__qualname__}", cls.__qualname__)


def known_class(name, cls, path):
    """The class to build: the one given, if the file names it, else the one of that short name."""
    if cls is not None:
        if short_name(cls) != name:
            raise CourseError(f"File {str(path)!r} holds a {name!r}, not a {cls.__qualname__}: give its own class.")
        return cls
    if name not in GENERATORS:
        raise CourseError(f"File {str(path)!r} holds a {name!r}, which is none of the course's generators: "
                          "give its class, load(path, cls=...).")
    return GENERATORS[name]


def entry(name: str) -> zipfile.ZipInfo:
    """A zip entry without the time of day, so that the same model gives the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def encode(value, arrays: list, place: str):
    """`value` as JSON; arrays are appended to `arrays` and named by their position."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {TAG: "float", "value": repr(value)}
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        arrays.append(value)
        return {TAG: "array", "value": len(arrays) - 1}
    if isinstance(value, (list, tuple)):
        items = [encode(v, arrays, f"{place}[{i}]") for i, v in enumerate(value)]
        return items if isinstance(value, list) else {TAG: "tuple", "value": items}
    if isinstance(value, dict):
        pairs = [[encode(k, arrays, place), encode(v, arrays, f"{place}.{k}")] for k, v in value.items()]
        if all(isinstance(k, str) for k in value) and TAG not in value:
            return dict(pairs)
        return {TAG: "dict", "value": pairs}  # keys that JSON cannot hold
    for tag, cls in OBJECTS.items():
        if isinstance(value, cls):
            return {TAG: tag, "value": encode(value.to_dict(), arrays, place)}
    raise CourseError(f"{place} is of type {type(value).__name__}, which cannot be saved: let _state turn it into "
                      "numbers, strings, arrays, lists or dicts, and _restore turn it back.")


def decode(value, arrays: list):
    """The inverse of `encode`; KeyError for a tag that it never writes."""
    if isinstance(value, list):
        return [decode(v, arrays) for v in value]
    if not isinstance(value, dict):
        return value
    if TAG not in value:
        return {k: decode(v, arrays) for k, v in value.items()}
    tag, content = value[TAG], value["value"]
    if tag == "float":
        return float(content)
    if tag == "array":
        return arrays[content]
    if tag == "tuple":
        return tuple(decode(v, arrays) for v in content)
    if tag == "dict":
        return {decode(k, arrays): decode(v, arrays) for k, v in content}
    return OBJECTS[tag].from_dict(decode(content, arrays))


OBJECTS = {"schema": Schema, "encoder": TableEncoder}
