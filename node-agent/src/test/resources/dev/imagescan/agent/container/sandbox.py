"""Makes a process as a container has it: in mount and user namespaces of its own, on a root of its
own. Says "ready PID" once it stands, and ends with its standard input.

The one argument is JSON: cgroup (file to write the PID to), namespace (PID whose mount namespace to
start from), userBase (first host UID, for a user namespace), mounts (in order), root, chroot (how to
enter it), readOnly (the root, in the end).
"""

import ctypes
import errno
import json
import os
import signal
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWCGROUP = 0x20000, 0x10000000, 0x02000000
MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 0x1000, 0x4000, 0x40000, 2
MS_RDONLY, MS_REMOUNT = 1, 0x20
PR_SET_PDEATHSIG = 1
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}[os.uname().machine]
FUSE_INIT, FUSE_ACCESS = 26, 34
IDS = 65536


def call(name, *arguments):
    if getattr(LIBC, name)(*arguments) < 0:
        sys.exit(f"{name}{arguments}: {os.strerror(ctypes.get_errno())}")


def text(value):
    return value.encode("latin-1")


def answer_nothing(fuse):
    """Reads each request and answers none, but for what it takes to be somebody's root directory."""
    while True:
        request = os.read(fuse, 1 << 20)
        _, opcode, unique = struct.unpack_from("<IIQ", request)
        if opcode == FUSE_INIT:
            init = struct.pack("<IIIIHHIIHHI28x", 7, 31, 65536, 0, 12, 9, 4096, 1, 0, 0, 0)
            os.write(fuse, struct.pack("<IiQ", 16 + len(init), 0, unique) + init)
        elif opcode == FUSE_ACCESS:
            os.write(fuse, struct.pack("<IiQ", 16, -errno.ENOSYS, unique))


def mount_silent_fuse(target):
    fuse = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0,allow_other"
    call("mount", b"silent", text(target), b"fuse", 0, text(options))
    parent = os.getpid()
    if os.fork() == 0:
        call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            answer_nothing(fuse)
        os._exit(1)
    os.close(fuse)


def mount(spec):
    target = spec["target"]
    if spec["type"] == "silent-fuse":
        mount_silent_fuse(target)
    elif spec["type"] == "bind":
        call("mount", text(spec["source"]), text(target), None, MS_BIND | MS_REC, None)
    else:
        if spec.get("directory"):
            os.chdir(spec["directory"])
        source = text(spec["source"])
        options = text(spec["options"])
        call("mount", source, text(target), text(spec["type"]), 0, options)


def join(cgroup, process):
    if cgroup:
        with open(cgroup, "w") as file:
            file.write(str(process))


def enter_user_namespace(base, cgroup):
    """Continues as a child in a new user namespace; the parent maps its IDs and waits for it."""
    unshared, mapped = os.pipe(), os.pipe()
    child = os.fork()
    if child:
        os.read(unshared[0], 1)
        join(cgroup, child)
        for name in ("uid_map", "gid_map"):
            with open(f"/proc/{child}/{name}", "w") as file:
                file.write(f"0 {base} {IDS}")
        os.write(mapped[1], b"x")
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL)
    call("unshare", CLONE_NEWUSER | CLONE_NEWNS)
    os.write(unshared[1], b"x")
    os.read(mapped[0], 1)
    os.setgid(0)
    os.setuid(0)


def main():
    config = json.loads(sys.argv[1])
    if not config.get("userBase"):
        join(config.get("cgroup"), os.getpid())
    if config.get("namespace"):
        with open(f"/proc/{config['namespace']}/ns/mnt") as namespace:
            call("setns", namespace.fileno(), CLONE_NEWNS)
    call("unshare", CLONE_NEWNS)
    call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    if config.get("userBase"):
        enter_user_namespace(config["userBase"], config.get("cgroup"))
    for spec in config["mounts"]:
        mount(spec)
    if config.get("root"):
        os.chdir(config["root"])
        if config.get("chroot"):
            call("chroot", b".")
        else:
            call("syscall", PIVOT_ROOT, b".", b".")
            call("umount2", b".", MNT_DETACH)
        os.chdir("/")
    if config.get("readOnly"):
        call("mount", None, b"/", None, MS_REMOUNT | MS_BIND | MS_RDONLY, None)
    print("ready", os.getpid(), flush=True)
    sys.stdin.read()


main()
