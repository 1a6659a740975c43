"""The walls around one question: its own process, mount, IPC and user namespaces, and its limits.

Called between fork and learner code, in this order: `separate` (by a helper that then forks, because a new
process namespace begins with the next child), `limit` (reads /proc), `private_files` (covers it), `drop`. Linux
only; Python 3.11 has no `os.unshare`, so libc is called directly.
"""

import ctypes
import os
import resource

CLONE_NEWNS, CLONE_NEWIPC = 0x00020000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID = 0x10000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_RDONLY = 2, 4, 1
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 24, 38, 36
CAPABILITY_VERSION_3 = 0x20080522
MAX_FILES = 10_000  # empty files cost the kernel memory that no size limit counts


def _libc():
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def become_reaper() -> None:
    """Orphaned grandchildren become this process's children, so that it can wait for them."""
    _checked(_libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")


def separate() -> None:
    """New namespaces for the children of this process: processes, mounts, IPC, and users unless it is root.

    In the new process namespace nothing outside it can be named, so no signal leaves it; when its first process
    ends, the kernel ends all others.
    """
    user, group = os.getuid(), os.getgid()
    flags = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWPID | (CLONE_NEWUSER if user else 0)
    _checked(_libc().unshare(flags), "unshare")
    if user:
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)


def private_files(scratch: str, scratch_bytes: int) -> None:
    """Fresh, small file systems on `scratch` and /dev/shm; /proc, which shows the processes outside, is covered.

    These mounts are locked for any namespace made below this one, so they cannot be taken off.
    """
    mount = _libc().mount
    for place, flags, options in (
        (scratch.encode(), MS_NOSUID | MS_NODEV, f"size={scratch_bytes},nr_inodes={MAX_FILES},mode=1777"),
        (b"/dev/shm", MS_NOSUID | MS_NODEV, f"size={scratch_bytes},nr_inodes={MAX_FILES},mode=1777"),
        (b"/proc", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=555"),
    ):
        _checked(mount(b"tmpfs", place, b"tmpfs", flags, options.encode()), f"mount {place.decode()}")


def limit(*, memory_bytes: int, seconds: float, file_bytes: int, processes: int | None) -> None:
    """Resource limits that children inherit. `memory_bytes` is on top of what this process has mapped already."""
    ceiling = _mapped_bytes() + memory_bytes
    wanted = {
        resource.RLIMIT_AS: ceiling,
        resource.RLIMIT_CPU: int(seconds) + 2,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    if processes is not None:
        wanted[resource.RLIMIT_NPROC] = processes
    for name, value in wanted.items():
        _, hard = resource.getrlimit(name)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def drop(unprivileged: int) -> None:
    """Give up every right. Root becomes the user and group number `unprivileged`; others lose what `separate` gave.

    Afterwards no program with set-user-ID bit can give rights back.
    """
    libc = _libc()
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(unprivileged, unprivileged, unprivileged)
        os.setresuid(unprivileged, unprivileged, unprivileged)
    else:
        for capability in range(64):
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails past the kernel's last one
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        _checked(libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    _checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")


def _mapped_bytes() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 4 * 2**30  # no /proc (macOS, or already covered): enough for what is loaded, whatever it is
