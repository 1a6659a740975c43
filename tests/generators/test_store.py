"""Saved files: the same rows come back, nothing in them is ever run, damage is one sentence."""

import io
import json
import zipfile

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.generators import Generator, load, make
from course_lib.generators.store import decode, encode

NAMES = ("independent", "vae_style", "gan_style", "cart")


class Own(Generator):
    """A learner's class, which the course's names do not know."""

    def __init__(self, *, shift=0.0, odd=None):
        self.shift = shift
        self.odd = odd

    def _fit(self, x, fields, rng, progress):
        self.x_ = x

    def _sample(self, n, rng):
        return self.x_[rng.integers(0, len(self.x_), n)]


def rewrite(path, **changes):
    """The saved file with entries of settings.json changed, or whole members replaced (bytes)."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    document = json.loads(members["settings.json"])
    document.update({key: value for key, value in changes.items() if not isinstance(value, bytes)})
    members["settings.json"] = json.dumps(document).encode()
    members.update({f"{key.replace('__', '/')}.npy": new for key, new in changes.items() if isinstance(new, bytes)})
    with zipfile.ZipFile(path, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)


@pytest.mark.parametrize("name", NAMES)
def test_a_loaded_model_samples_the_same_rows(mixed, tmp_path, name):
    model = make(name).fit(mixed, seed=0)
    path = model.save(tmp_path / "model.zip")
    loaded = load(path)
    assert loaded.get_settings() == model.get_settings()
    assert loaded.notes_ == model.notes_
    assert loaded.schema_ == model.schema_
    assert loaded.sample(200, seed=3).equals(model.sample(200, seed=3))
    assert loaded.fit(mixed.head(100), seed=0).sample(5, seed=0).shape == (5, mixed.shape[1])


def test_the_same_model_gives_the_same_bytes_and_leaves_no_other_file(mixed, tmp_path):
    model = make("vae_style").fit(mixed, seed=0)
    first = model.save(tmp_path / "a.zip").read_bytes()
    model.save(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_nested_values_come_back_as_they_were():
    value = {"a": [1, 2.5, None, True, "text"], "t": (1, (2, 3)), 5: {"x": np.arange(6).reshape(2, 3)},
             "$": "a tag of one's own", "nan": float("nan"), "inf": [-float("inf")], (1, 2): np.float32(0.5),
             "empty": {}, "words": np.array(["a", "bc"]), "days": np.array(["2020-01-01"], "datetime64[D]")}
    arrays = []
    tree = json.loads(json.dumps(encode(value, arrays, "value"), allow_nan=False))
    back = decode(tree, arrays)
    assert list(back) == list(value)
    for key in ("a", "t", "$", "inf", (1, 2), "empty"):
        assert back[key] == value[key]
    assert back["nan"] != back["nan"]
    for got, want in ((back[5]["x"], value[5]["x"]), (back["words"], value["words"]), (back["days"], value["days"])):
        assert got.dtype == want.dtype
        assert np.array_equal(got, want)


def test_what_cannot_be_saved_is_named(mixed, tmp_path):
    with pytest.raises(CourseError, match=r"Own settings.odd is of type object"):
        Own(odd=object()).fit(mixed).save(tmp_path / "own.zip")
    model = Own().fit(mixed)
    model.net_ = {"layers": [np.array([object()])]}
    with pytest.raises(CourseError, match=r"Own.net_.layers\[0\] is of type ndarray.*_state"):
        model.save(tmp_path / "own.zip")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CourseError, match="no folder"):
        Own().fit(mixed).save(tmp_path / "nowhere" / "own.zip")


def test_a_class_of_ones_own_is_loaded_by_giving_it(mixed, tmp_path):
    path = Own(shift=2.0).fit(mixed).save(tmp_path / "own.zip")
    with pytest.raises(CourseError, match="'Own'.*give its class"):
        load(path)
    with pytest.raises(CourseError, match="holds a 'Own', not a GANStyle"):
        load(path, cls=type(make("gan_style")))
    assert load(path, cls=Own).shift == 2.0


def test_files_that_are_no_saved_model_end_in_one_sentence(mixed, tmp_path):
    with pytest.raises(CourseError, match="There is no file"):
        load(tmp_path / "none.zip")
    for content in (b"", b"PK\x03\x04 and then nothing", b"a,b\n1,2\n"):
        (tmp_path / "odd.zip").write_bytes(content)
        with pytest.raises(CourseError, match="is damaged or was not written by"):
            load(tmp_path / "odd.zip")
    path = make("vae_style").fit(mixed).save(tmp_path / "m.zip")
    for changes, words in (({"format": 99}, "format 99"), ({"class": "exec"}, "none of the course's"),
                           ({"settings": {"k": 1}}, "damaged"),
                           ({"state": {"mean_": {"$": "run", "value": 1}}}, "damaged"),
                           ({"state": {"mean_": {"$": "array", "value": 99}}}, "damaged"),
                           ({"state": {}}, "damaged")):
        make("vae_style").fit(mixed).save(path)
        rewrite(path, **changes)
        with pytest.raises(CourseError, match=words):
            load(path)


def test_a_pickle_in_the_file_is_not_run(mixed, tmp_path):
    ran = tmp_path / "ran"

    class Payload:
        def __reduce__(self):
            return ran.touch, ()

    path = make("vae_style").fit(mixed).save(tmp_path / "m.zip")
    npy = io.BytesIO()
    np.save(npy, np.array([Payload()], dtype=object), allow_pickle=True)
    rewrite(path, arrays__0=npy.getvalue())
    with pytest.raises(CourseError, match="damaged"):
        load(path)
    assert not ran.exists()
    np.load(io.BytesIO(npy.getvalue()), allow_pickle=True)  # the payload is live: allowed to, it acts
    assert ran.exists()


def test_any_flipped_byte_is_noticed_or_harmless(mixed, tmp_path):
    model = make("vae_style").fit(mixed, seed=0)
    whole = model.save(tmp_path / "m.zip").read_bytes()
    want = model.sample(5, seed=1)
    rng = np.random.default_rng(0)
    caught = 0
    for at in rng.integers(0, len(whole), 150):
        broken = bytearray(whole)
        broken[at] ^= 1 << int(rng.integers(8))
        (tmp_path / "broken.zip").write_bytes(broken)
        try:
            assert load(tmp_path / "broken.zip").sample(5, seed=1).equals(want)
        except CourseError:
            caught += 1
    assert caught > 75
    for end in (10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "broken.zip").write_bytes(whole[:end])
        with pytest.raises(CourseError, match="damaged"):
            load(tmp_path / "broken.zip")
