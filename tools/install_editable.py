"""Put the checkout on the environment's path and make its `sepakat` command, without a build backend to fetch.

`pip install -e .` would download the build backend outside the locked set. Here a .pth file and a launcher do the
same for a checkout; wheels for offices are built with `python -m build` and installed as usual.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    site = Path(sysconfig.get_paths()["purelib"])
    (site / "sepakat-checkout.pth").write_text(str(ROOT / "src") + "\n", encoding="utf-8")
    scripts = Path(sysconfig.get_paths()["scripts"])
    launcher = scripts / "sepakat"
    launcher.write_text(
        f"#!{sys.executable}\nimport sys\n\nfrom sepakat.cli import main\n\nsys.exit(main())\n", encoding="utf-8"
    )
    launcher.chmod(0o755)
    if os.name == "nt":
        (scripts / "sepakat.cmd").write_text(f'@"{sys.executable}" -m sepakat.cli %*\r\n', encoding="utf-8")


if __name__ == "__main__":
    main()
