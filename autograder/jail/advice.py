"""What to do about a level that was not reached, on the kind of host that this is. Every command can be pasted."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RESTRICTION = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
NOT_LINUX = {
    "Darwin": """\
macOS: none of the layers exists here. Grade in a Linux virtual machine (Multipass, Lima, UTM), which gives level 4:
    multipass launch --name grader && multipass mount "$PWD" grader:/course && multipass shell grader
or in a container, which gives level 3 where the virtual machine below it has Landlock (doctor, run there, tells):
    docker run --rm -it -v "$PWD":/course -w /course python:3.12 bash""",
    "Windows": """\
Windows: none of the layers exists here. Install WSL2 and grade inside it, which gives level 4:
    wsl --install -d Ubuntu
then, in the Ubuntu window: sudo apt install bubblewrap make python3-venv""",
}
UBUNTU = """\
Ubuntu 24.04 and later (AppArmor keeps user namespaces from programs without a profile), for level 4:
    sudo apt install bubblewrap apparmor-profiles
    sudo install -m 644 /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/
    sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict
The profile is tied to /usr/bin/bwrap, which is then preferred to the one that pip installed."""
DOCKER = """\
Docker, Podman: level 3 works in a container as it is, with a kernel of 5.13 or later and Landlock on the host
(`cat /sys/kernel/security/lsm` there names it) and a Docker of 20.10.10 or later, whose profile knows it. For level 4:
    docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined ...
which gives the container more than the fence takes away: prefer level 3, or grade on the host."""
JUPYTERHUB = """\
JupyterHub, Kubernetes: level 3 works in a pod as it is, where the node has Linux 5.13 or later with Landlock and the
pod's seccomp profile knows it (RuntimeDefault of containerd 1.6 or CRI-O 1.22 and later does). Level 4 is not to be had
in a pod; where the nodes have no Landlock, grade on another machine."""
WSL = """\
WSL2: `wsl --update` in a Windows prompt brings a kernel with user namespaces; then, in the Linux one, for level 4:
    sudo apt install bubblewrap
WSL1 has none of the layers: wsl --set-version Ubuntu 2"""
LINUX = """\
Linux, for level 4: install the distribution's bubblewrap (0.8 or later) and allow user namespaces:
    sudo apt install bubblewrap      (Fedora, RHEL: sudo dnf install bubblewrap)
    sudo sysctl user.max_user_namespaces=10000
    sudo sysctl kernel.unprivileged_userns_clone=1      (Debian 10 and older)
For level 3: Linux 5.13 or later with `landlock` in /sys/kernel/security/lsm; if it is not there, add
lsm=landlock,lockdown,yama,integrity,apparmor,bpf to the kernel's command line and start again."""


@dataclass(frozen=True)
class Host:
    """What tells the kinds of host apart."""

    system: str = "Linux"
    release: str = ""  # of the kernel
    restricted: bool = False  # AppArmor keeps user namespaces from programs without a profile
    container: bool = False
    pod: bool = False


def this_host(environment: Mapping[str, str] = os.environ) -> Host:
    """The host that we are on."""
    return Host(
        platform.system(),
        platform.release(),
        _first_line(RESTRICTION) == "1",
        any(os.path.exists(path) for path in ("/.dockerenv", "/run/.containerenv")),
        any(name in environment for name in ("KUBERNETES_SERVICE_HOST", "JUPYTERHUB_API_TOKEN")),
    )


def advice(host: Host) -> list[str]:
    """The ways to a better level on this host, the most likely one first."""
    if host.system != "Linux":
        return [NOT_LINUX.get(host.system, NOT_LINUX["Darwin"])]
    kinds = [
        (host.pod, JUPYTERHUB),
        (host.container, DOCKER),
        ("microsoft" in host.release.lower(), WSL),
        (host.restricted, UBUNTU),
    ]
    return [text for applies, text in kinds if applies] or [LINUX]


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""
