"""The filter of system calls: what no answer to an exercise needs is refused.

A list of refusals, since NumPy, torch and whatever a student imports use much; what only
administrators, debuggers and attackers use is on it, and every call that is younger than this
file is "not implemented". The filter is classic BPF, written as the kernel reads it.
"""

from __future__ import annotations

import ctypes
import os
import struct

from . import linux

_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Name: number on x86_64, on aarch64 (0: there is no such call).
_REFUSED = {
    # other processes' memory, and what the kernel tells debuggers
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "syslog": (103, 116),
    # the tree of files
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    # namespaces, keys, the machine
    "setns": (308, 268),
    "unshare": (272, 97),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "personality": (135, 92),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "vhangup": (153, 58),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    # calls past the filter
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # memory that no limit counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mbind": (237, 235),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
}

# Without namespaces the user's own processes are still there: no signals, no priorities.
_OTHERS = {
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
}

# And so are the user's files. Landlock guards what is in them, but not their modes, owners,
# times and attributes. Honest code copies files with these: they do nothing and say it is done.
_IDLE = {
    "chmod": (90, 0),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, 0),
    "lchown": (94, 0),
    "fchownat": (260, 54),
    "utime": (132, 0),
    "utimes": (235, 0),
    "futimesat": (261, 0),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    # how processes are scheduled, which ZeroMQ's threads insist on setting for themselves
    "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
}
_ONLY_SELF = {  # the first argument is a pid: none, or this process
    "kill": (62, 129),
    "tgkill": (234, 131),
    "prlimit64": (302, 261),
}
_CONNECT = (42, 203)
_SENDS = {  # TCP Fast Open connects without `connect`; number of the argument with the flags
    (44, 206): 3,  # sendto
    (46, 211): 2,  # sendmsg
    (307, 269): 3,  # sendmmsg
}
_MSG_FASTOPEN = 0x20000000
_SOCKET, _SOCKETPAIR = (41, 198), (53, 199)
_CLONE, _CLONE3 = (56, 220), 435
_IOCTL, _PRCTL = (16, 29), (157, 167)
_YOUNGEST = 461  # lsm_list_modules; what came later was not looked at

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_DONE = 0x00050000  # "error number 0"
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, (16, 24, 32, 40)  # offsets in struct seccomp_data
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_SOCK_STREAM, _NETLINK_ROUTE = 1, 0


def install(*, alone: bool) -> None:
    """Put the filter on this thread and on all that it starts, for good.

    Parameters
    ----------
    alone
        There are no namespaces around: refuse `connect` and datagrams, signals to other
        processes, and changes of files' modes, owners and times too.

    Raises
    ------
    OSError
        If the kernel has no seccomp, or no_new_privs is not set.
    """
    code = program(alone=alone)
    buffer = ctypes.create_string_buffer(code)
    linux.call("seccomp", 1, 0, struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)))


def program(*, alone: bool) -> bytes:
    """The filter as the kernel reads it, eight bytes an instruction."""
    machine = list(_ARCH).index(linux.MACHINE)
    steps = [
        _step(_LOAD, _MACHINE),
        _step(_EQUAL, _ARCH[linux.MACHINE], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _YOUNGEST, 0, 1),  # the x32 calls of x86_64 are up there as well
        _step(_RETURN, _ENOSYS),
    ]
    answers = dict.fromkeys(_REFUSED.values(), _EPERM)
    if alone:
        answers |= dict.fromkeys(_OTHERS.values(), _EPERM) | dict.fromkeys(_IDLE.values(), _DONE)
    for numbers, answer in answers.items():
        if numbers[machine]:
            steps += [_step(_EQUAL, numbers[machine], 0, 1), _step(_RETURN, answer)]
    steps += [_step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _ENOSYS)]  # glibc then takes clone
    steps += _when(
        _CLONE[machine],
        [_step(_LOAD, _ARGUMENTS[0]), _step(_ANY_BIT, linux.ALL_NAMESPACES, 0, 1), _NO],
    )
    steps += _when(  # the kernel dies with its supervisor: that must stay so
        _PRCTL[machine],
        [_step(_LOAD, _ARGUMENTS[0]), _step(_EQUAL, linux.PR_SET_PDEATHSIG, 0, 1), _NO],
    )
    steps += _when(  # typing into somebody's terminal
        _IOCTL[machine],
        [
            _step(_LOAD, _ARGUMENTS[1]),
            _step(_EQUAL, _TIOCSTI, 1, 0),
            _step(_EQUAL, _TIOCLINUX, 0, 1),
            _NO,
        ],
    )
    families = [  # a virtual machine's own sockets, say, know no network namespace
        _step(_LOAD, _ARGUMENTS[0]),
        _step(_EQUAL, _AF_UNIX, 6, 0),
        _step(_EQUAL, _AF_INET, 5, 0),
        _step(_EQUAL, _AF_INET6, 4, 0),
        _step(_EQUAL, _AF_NETLINK, 0, 2),
        _step(_LOAD, _ARGUMENTS[2]),
        _step(_EQUAL, _NETLINK_ROUTE, 5 if alone else 1, 0),  # ZeroMQ lists the interfaces
        _NO,
    ]
    if alone:
        steps += [_step(_EQUAL, _CONNECT[machine], 0, 1), _NO]
        for numbers, argument in _SENDS.items():
            flags = [_step(_LOAD, _ARGUMENTS[argument]), _step(_ANY_BIT, _MSG_FASTOPEN, 0, 1), _NO]
            steps += _when(numbers[machine], flags)
        for numbers in _ONLY_SELF.values():
            steps += _when(
                numbers[machine],
                [
                    _step(_LOAD, _ARGUMENTS[0]),
                    _step(_EQUAL, 0, 2, 0),
                    _step(_EQUAL, os.getpid(), 1, 0),
                    _NO,
                ],
            )
        families += [
            _step(_LOAD, _ARGUMENTS[1]),
            _step(_AND, 0xF),
            _step(_EQUAL, _SOCK_STREAM, 1, 0),
            _NO,
        ]
    steps += _when(_SOCKET[machine], families) + _when(_SOCKETPAIR[machine], families)
    return b"".join([*steps, _YES])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


_YES, _NO = _step(_RETURN, _ALLOW), _step(_RETURN, _EPERM)


def _when(number: int, steps: list[bytes]) -> list[bytes]:
    """Look closer at one call; what the steps do not refuse is allowed."""
    return [_step(_EQUAL, number, 0, len(steps) + 1), *steps, _YES]
