"""Packed charts (`charts/x-1.2.3.tgz`): read in memory, with bounded size and safe paths."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib

from complexity_lint.parsers.helm.errors import ChartError

MAX_FILES = 20_000
MAX_TOTAL = 100 * 1024 * 1024
"""helm's own limit of a decompressed chart (pkg/chart/loader/archive, MaxDecompressedChartSize)."""
MAX_FILE = 5 * 1024 * 1024
"""helm's own limit of one file (MaxDecompressedFileSize)."""


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a chart archive by their path in the chart; ChartError when it is none or too large.

    The folder every chart archive has at its top is taken off. Links, devices and paths that would leave
    the folder are never followed: links are left out, such paths refuse the archive, as in helm.
    """
    files: dict[str, bytes] = {}
    try:
        # unpacked as a whole first: headers inside a tar file may claim any size
        plain = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MAX_TOTAL + 1)
        if len(plain) > MAX_TOTAL:
            raise ChartError("chart archive is too large")
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                if member.size > MAX_FILE or len(files) >= MAX_FILES:
                    raise ChartError("chart archive is too large")
                name = _safe(member.name)
                content = archive.extractfile(member) if name else None
                if content is not None:
                    files[name] = content.read(MAX_FILE + 1)
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        raise ChartError(f"chart archive cannot be read: {error}") from None
    if not files:
        raise ChartError("no files in chart archive")
    return files


def _safe(name: str) -> str:
    parts = name.replace("\\", "/").split("/")[1:]
    if not parts:
        raise ChartError("chart base directory is missing")
    kept = [part for part in parts if part not in ("", ".")]
    if ".." in kept or name.startswith("/"):
        raise ChartError("chart illegally references parent directory")
    return "/".join(kept)
