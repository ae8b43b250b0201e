"""Unpacks a source distribution over an earlier one: `unpack_sdist.py ARCHIVE FOLDER`.

Only files that differ are written, with the time of now: a build in the folder then does again what has changed and nothing
else. All times in the archive are the same, so unpacking it as usual would rebuild nothing or everything.
"""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path


def unpack(archive: Path, folder: Path) -> None:
    wanted: set[Path] = set()
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None:
                continue
            parts = Path(member.name).parts
            if member.name.startswith("/") or ".." in parts:
                raise ValueError(f"{archive}: {member.name} leads out of the archive")
            # Without the folder `amazonpay-0.1.0`, so that a new version builds in the same place.
            target = folder.joinpath(*parts[1:])
            wanted.add(target)
            data = content.read()
            if not target.is_file() or target.read_bytes() != data:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
    for present in folder.rglob("*"):
        if present.is_file() and present not in wanted:
            present.unlink()


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
