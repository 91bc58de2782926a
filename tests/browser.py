"""A real Chromium, people who sign in with two steps, and an accessibility engine, for tests of whole journeys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import shutil
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.operations_site import password

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
PHONE, DESK = (360, 740), (1280, 800)
SHOTS = Path(__file__).parent.parent / "docs" / "screenshots"


def totp(secret: str, at: float | None = None) -> str:
    """The six digits an authenticator app shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(key, counter, hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def overflow(page: Any) -> int:
    """Pixels by which the page is wider than its window; waits for a page that has only begun to arrive."""
    page.wait_for_load_state("load")
    return int(page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth"))


def barriers(page: Any) -> list[str]:
    """What an accessibility engine (axe) finds serious or critical: rule, and the first place."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['target']}" for v in found if v["impact"] in ("serious", "critical")]


def shoot(page: Any, name: str) -> None:
    """A picture for the books, only where SEPAKAT_SCREENSHOTS asks: tests leave the tree as it is."""
    if os.environ.get("SEPAKAT_SCREENSHOTS"):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}-{page.viewport_size['width']}.png", animations="disabled")


@dataclass
class Visitors:
    """Browser windows of people: everybody signs in once, as a person does, and keeps the cookies."""

    browser: Any
    address: str
    secrets: dict[str, str]
    cookies: dict[str, Any] = field(default_factory=dict)
    contexts: list[Any] = field(default_factory=list)

    def window(self, name: str = "", size: tuple[int, int] = DESK, scripts: bool = True) -> Any:
        """A page of this person; of a stranger without a name."""
        if name and name not in self.cookies:
            first = self._open(None, DESK, True)
            self.sign_in(first, name)
            self.cookies[name] = first.context.storage_state()
        return self._open(self.cookies.get(name), size, scripts)

    def _open(self, state: Any, size: tuple[int, int], scripts: bool) -> Any:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, base_url=self.address,
            accept_downloads=True, storage_state=state, locale="id-ID",
        )  # fmt: skip
        context.set_default_timeout(180_000)  # a busy machine slows a test, it must not fail it
        self.contexts.append(context)
        return context.new_page()

    def sign_in(self, page: Any, name: str) -> None:
        page.goto("/akun/masuk/")
        page.get_by_label("Alamat surel").fill(f"{name.lower()}@contoh.go.id")
        page.get_by_label("Sandi", exact=True).fill(password(name))
        page.get_by_role("button", name="Masuk").click()
        if name in self.secrets:
            page.get_by_label("Kode enam angka").fill(totp(self.secrets[name]))
            page.get_by_role("button", name="Masuk").click()

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()
