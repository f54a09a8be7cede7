"""Chromium, driven: for pages that only a browser can judge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 60  # seconds; how long a change may take says more of the machine than of the page
SETTINGS = (
    *("headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run"),
    *("disable-background-networking", "disable-component-update", "disable-sync"),
    *("disable-dev-shm-usage", "window-size=1280,800"),
)


class Browser:
    """A page open in Chromium."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        """Open an address afresh: another fragment alone would not load the page again."""
        self.driver.get("about:blank")
        self.driver.get(address)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, in pixels."""
        self.driver.set_window_size(width, height)

    def run(self, script: str, *arguments: object) -> object:
        """What a script returns in the page."""
        return self.driver.execute_script(script, *arguments)

    def text(self, selector: str) -> str:
        """The text of the first element that matches, as it is shown."""
        found = self.driver.find_elements("css selector", selector)
        return found[0].text if found else ""

    def is_shown(self, selector: str) -> bool:
        return any(
            each.is_displayed() for each in self.driver.find_elements("css selector", selector)
        )

    def click(self, selector: str) -> None:
        self.driver.find_element("css selector", selector).click()

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def until(self, holds) -> None:  # type: ignore[no-untyped-def]
        """Wait until `holds()` is true."""
        WebDriverWait(self.driver, PATIENCE, 0.1).until(lambda _: holds())

    def complaints(self) -> list[str]:
        """What the browser put into its console since it was last asked."""
        return [each["message"] for each in self.driver.get_log("browser")]


@contextmanager
def chromium(profile: Path, language: str) -> Iterator[Browser]:
    """A browser whose reader reads `language`; the test is skipped where it isn't installed."""
    program, service = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not service:
        pytest.skip("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for setting in (*SETTINGS, f"user-data-dir={profile}"):
        options.add_argument(f"--{setting}")
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(service))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
