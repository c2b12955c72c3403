"""`python -m complexity_lint`: runs the command line and owns the exit code.

click ends with 1 for several things that are not findings; here 1 means findings and nothing else.
"""

import io
import os
import sys
from collections.abc import Sequence

FAILED = 2
INTERRUPTED = 130
CLOSED_PIPE = 141


def main() -> None:
    """Run the command line with the program's arguments, and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line with these arguments; the exit code is returned.

    0 is clean, 1 findings, 2 for wrong usage and for whatever goes wrong in the program,
    130 after Ctrl-C and 141 when the reader of the output went away, as shells have it.
    """
    import click

    from complexity_lint.cli import cli

    _accept_all_characters()
    try:
        code = cli.main(args=list(arguments), prog_name="complexity-lint", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes stdout once more when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except Exception as error:  # a crash must not look like findings, whatever it was
        _tell(error)
        return FAILED


def _accept_all_characters() -> None:
    """Let a path or a line of code never end a run because the terminal's encoding has no letter for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _tell(error: Exception) -> None:
    if os.environ.get("COMPLEXITY_LINT_TRACEBACK"):
        import traceback

        traceback.print_exc()
    message = f"complexity-lint: crashed with {type(error).__name__}: {error}\n"
    advice = (
        "This is a bug. COMPLEXITY_LINT_TRACEBACK=1 shows where it happened; please report it with that.\n"
    )
    sys.stderr.write(message + advice)


if __name__ == "__main__":
    main()
