"""A production image carries editors, sniffers or debuggers.

They make the image larger and slower to pull, and they are what an intruder would install first. A container that
people log into to look around is also one that people repair by hand, and nobody knows any more what runs.

Leave them out. Look at a running container from outside: `kubectl debug`, `docker debug` or a sidecar that shares its
namespaces bring the tools with them, and a `debug` stage that nothing deploys can keep them for those who need it.

It is fine in images for development, in stages and images that are called what they are, and where the tool is what
the image is for (an SSH server in an image that starts one).
"""

from collections.abc import Iterator

from complexity_lint import (
    Declaration,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    Related,
    StepKind,
    System,
    carried_installations,
    check,
    image_words,
)

TOOLS = frozenset(
    (
        "vim vim-tiny vim-nox vim-enhanced vim-minimal vim-gtk vim-gtk3 neovim emacs emacs-nox nano tcpdump wireshark "
        "tshark wireshark-cli nmap nmap-ncat openssh-server strace ltrace gdb gdbserver gdb-multiarch net-tools telnet "
        "telnetd inetutils-telnet htop"
    ).split()
)
"""Catalogue, Rulings: "debug-tools-in-image", with the names distributions give them."""

CALLED_SO = frozenset(
    "debug debugger debugging toolbox tools tool toolkit netshoot troubleshoot troubleshooting diagnostics workspace "
    "devtools shell bastion sshd ssh sftp dev development ci builder jenkins".split()
)
PROGRAM_OF = {"openssh-server": "sshd", "vim-enhanced": "vim", "wireshark-cli": "tshark", "nmap-ncat": "ncat"}


@check("debug-tools-in-image", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def debug_tools_in_image(system: System) -> Iterator[Finding]:
    seen: set[Location] = set()
    for build in system.builds:
        if not build.is_deployed or _is_called_so(build):
            continue
        used = {command.name for command in build.starts}
        used |= {
            process.command.split()[0].rpartition("/")[2] for process in build.supervised if process.command
        }
        used |= {"sshd"} if _serves_ssh(build) else set()
        used |= {word.rpartition("/")[2] for command in build.starts for word in command.words[:2]}
        places: dict[Location, list[str]] = {}
        for one in carried_installations(build):
            tools = [n for n in one.names if n in TOOLS and PROGRAM_OF.get(n, n) not in used]
            if tools:
                places.setdefault(one.at, []).extend(tools)
        if places and next(iter(places)) not in seen:
            seen |= set(places)
            yield _finding(build, places)


def _is_called_so(build: ImageBuild) -> bool:
    """Whether the image, or a target asked for, is named as a place to debug in."""
    words = image_words(build)
    if not build.target and build.shipped_stages:
        # what the last stage is called excuses nothing: it is what is built when nobody names a target
        words -= set(build.shipped_stages[0].name.lower().split("-"))
    return bool(words & CALLED_SO)


def _serves_ssh(build: ImageBuild) -> bool:
    steps = [step for stage in build.shipped_stages for step in stage.steps if isinstance(step, Declaration)]
    ports = [word for step in steps if step.kind is StepKind.EXPOSE for word in step.words]
    return any(port.partition("/")[0] == "22" for port in ports)


def _finding(build: ImageBuild, places: dict[Location, list[str]]) -> Finding:
    first, *others = places
    named = list(dict.fromkeys(tool for tools in places.values() for tool in tools))
    return Finding(
        first,
        f"the image carries {', '.join(named)}: nothing it serves needs them",
        related=tuple(Related(at, f"installs {', '.join(places[at])}") for at in others),
        entity=build.at.path,
        evidence=" ".join(sorted(named)),
    )
