"""Single faults: disks that fill up, and folders that may not be written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import Final

from training.faults.lab import Lab, Seen, account, go_on
from training.faults.run import Running
from training.faults.tree import FIRST

_LIMITED: Final = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def full_disk(lab: Lab) -> Seen:
    """The disk that CLEAN and REMOVED are on fills up; then it is made larger."""
    seen = Seen()
    with lab.site() as site:
        site.folder.mkdir(parents=True)
        size = max(lab.truth.size // 2048, 100)
        try:
            _mount("-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(site.folder))
        except (OSError, subprocess.CalledProcessError):
            seen.told.append("not checked: nobody but root may mount a small disk; see the limited size of a file")
            return seen
        try:
            with Running(site, 2) as run:
                account(lab, run, seen, [1], ["No space left on device"])
            _mount("-o", f"remount,size={40 * size}k", str(site.folder))
            go_on(lab, site, seen)
        finally:
            subprocess.run(["umount", "-l", str(site.folder)], check=False)
    return seen


def limited_size(lab: Lab) -> Seen:
    """No file may be larger than a megabyte or less (RLIMIT_FSIZE); then it may."""
    seen = Seen()
    most = max(path.stat().st_size for path in lab.raw.rglob("*") if path.is_file()) // 2
    with lab.site() as site:
        with Running(site, 2, before=(sys.executable, "-c", _LIMITED, str(most))) as run:
            account(lab, run, seen, [1], ["File too large"])
        go_on(lab, site, seen)
    return seen


def read_only(lab: Lab) -> Seen:
    """CLEAN and REMOVED turn read-only under way; then they can be written to again."""
    seen = Seen()
    root = os.geteuid() == 0
    if root and not shutil.which("setpriv"):
        seen.told.append("not checked: root writes to every folder, and there is no setpriv")
        return seen
    with lab.site() as site:
        with Running(site, 2, before=("setpriv", "--bounding-set", "-dac_override") if root else ()) as run:
            if not seen.expect(run.until((site.clean / FIRST).exists), "nothing was written"):
                return seen
            run.send(signal.SIGSTOP)
            folders = [path for top in (site.clean, site.removed) for path in (top, *top.rglob("*")) if path.is_dir()]
            for folder in folders:
                folder.chmod(0o555)
            run.send(signal.SIGCONT)
            account(lab, run, seen, [1], ["Permission denied"])
            for folder in folders:
                folder.chmod(0o755)
        go_on(lab, site, seen)
    return seen


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)
