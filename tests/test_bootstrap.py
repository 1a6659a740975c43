"""Set-up: what it says when something is wrong, and that it never trusts a half-built environment.

A whole set-up in a bare clone takes over a minute and needs the network: see test_fresh_clone.py (long).
"""

import ast
import socket
import sys
from collections import namedtuple

import pytest

from course_lib import bootstrap
from course_lib.cli import doctor, lab

VersionInfo = namedtuple("VersionInfo", "major minor micro")


@pytest.mark.parametrize("name", ["bootstrap.py", "__main__.py", "__init__.py"])
def test_an_old_python_can_read_the_files_that_tell_it_to_leave(name):
    text = (bootstrap.ROOT / "course_lib" / name).read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


def test_an_old_python_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", VersionInfo(3, 9, 1))
    with pytest.raises(bootstrap.SetupError, match="Python 3.9 is too old .* install Python 3.11 or newer"):
        bootstrap.check_python()


def test_this_environment_meets_every_pin():
    assert bootstrap.wrong_pins() == []
    assert bootstrap.editable_home() == bootstrap.ROOT
    assert bootstrap.ready()


def test_a_pin_that_is_off_by_one_patch_is_seen(monkeypatch):
    pins = bootstrap.direct_pins()
    monkeypatch.setattr(bootstrap, "direct_pins", lambda: {**pins, "scipy": "1.0.0", "no-such-thing": "1.0"})
    found = bootstrap.wrong_pins()
    assert len(found) == 2
    assert found[0].startswith("scipy: needs 1.0.0, found ")
    assert found[1] == "no-such-thing: needs 1.0, found not installed"
    assert not bootstrap.ready()


def test_every_direct_dependency_is_pinned_to_one_version():
    assert all(version and version[0].isdigit() for version in bootstrap.direct_pins().values())


def test_a_full_disk_gets_one_sentence(monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: usage(1, 1, 2e8))
    with pytest.raises(bootstrap.SetupError, match=r"0\.2 GB free .* free some space"):
        bootstrap.check_space()


def test_a_missing_venv_module_gets_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(bootstrap.SetupError, match="apt install python3-venv"):
        bootstrap.make_venv()


def test_a_broken_environment_is_not_taken_for_a_working_one(tmp_path):
    assert not bootstrap.works(tmp_path / "bin" / "python")
    (tmp_path / "python").write_text("not a program")
    assert not bootstrap.works(tmp_path / "python")


@pytest.mark.parametrize(
    "said, expected",
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "the disk is full"),
        ("Temporary failure in name resolution", "the package index cannot be reached"),
        (
            "Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)\n"
            "ERROR: No matching distribution found for anyio==4.16.0",
            "the package index cannot be reached",
        ),
        ("(from versions: 1, 2)\nNo matching distribution found for soupsieve==4.1\n", "no soupsieve==4.1 for Python"),
        ("[Errno 13] Permission denied: '/opt/x'", "not writable"),
        ("something else", "delete the folder .venv"),
    ],
)
def test_what_pip_complains_of_becomes_a_remedy(said, expected):
    assert expected in bootstrap.remedy(said)


def test_set_up_that_does_not_settle_ends(monkeypatch):
    monkeypatch.setenv("COURSE_RESTARTS", "xxxx")
    with pytest.raises(bootstrap.SetupError, match="does not settle"):
        bootstrap.restart(sys.executable, [])


def test_the_package_index_out_of_reach_is_noticed():
    assert not bootstrap.reachable("http://127.0.0.1:9/")


def test_a_taken_port_gets_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ValueError, match="is taken: name another with --port"):
            lab.refuse_taken(taken.getsockname()[1])


def test_the_server_stays_on_this_machine_and_keeps_its_token(monkeypatch):
    monkeypatch.setattr(lab.os, "geteuid", lambda: 0, raising=False)
    command = lab.server_command("folder", 8888, "01.ipynb", browser=False)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--allow-root" in command
    assert not any("token" in part for part in command)
    monkeypatch.setattr(lab.os, "geteuid", lambda: 1000, raising=False)
    assert "--allow-root" not in lab.server_command("folder", 8888, "01.ipynb", browser=False)


def test_doctor_names_what_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "ready", lambda: False)
    monkeypatch.setattr(bootstrap, "inside_venv", lambda: True)
    monkeypatch.setattr(bootstrap, "wrong_pins", lambda: ["numpy: needs 1, found 2"])
    parser_free = namedtuple("args", "port")(1)
    assert doctor.run(parser_free) == 1
    said = capsys.readouterr().out
    assert "missing  packages: numpy: needs 1, found 2; run `lab` or `test`" in said
    assert "Chromium: not found" in said
    assert "bubblewrap: not found" in said
