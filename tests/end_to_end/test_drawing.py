"""The drawing in a real browser without a network: no request fails, nothing complains, the graph is there."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

from tests.end_to_end.conftest import TEXTS, Innograph

pytestmark = pytest.mark.browser

# How much of the canvas is painted, told from its own pixels.
PAINTED = """
const canvas = document.querySelector('canvas');
if (!canvas) return -1;
const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
let painted = 0;
for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted++;
return painted;
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """Headless Chromium whose network is off."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        if os.environ.get("INNOGRAPH_REQUIRE_BROWSER"):
            pytest.fail("chromium and chromedriver are needed here")
        pytest.skip("needs chromium and chromedriver")
    options = ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1400,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=Service(driver))
    chrome.execute_cdp_cmd("Network.enable", {})
    chrome.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    yield chrome
    chrome.quit()


def requests_of(browser: Chrome) -> tuple[list[str], list[dict[str, Any]]]:
    """The addresses that the page asked for since the last call, and the requests that failed."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    failed = [event["params"] for event in events if event["method"] == "Network.loadingFailed"]
    return asked, failed


@pytest.mark.parametrize(("language", "kind", "relation"), [("zh", "园区", "适用于"), ("en", "Park", "applies to")])
def test_the_graph_shows_offline(
    innograph: Innograph,
    example_store: Path,
    tmp_path: Path,
    browser: Chrome,
    language: str,
    kind: str,
    relation: str,
) -> None:
    assert innograph("draw", "-o", "graph.html", "--store", example_store, "--lang", language).returncode == 0
    page = tmp_path / "graph.html"
    page.read_bytes().decode("utf-8")
    browser.get_log("browser")
    browser.get(page.as_uri())
    WebDriverWait(browser, 60).until(lambda chrome: chrome.execute_script(PAINTED) > 5000)
    assert kind in browser.find_element("id", "legend").text

    # An entity that is looked up shows its relations, each with its sentence and its document.
    browser.find_element("id", "search").send_keys("桐汭高新区\n")
    shown = browser.find_element("id", "panel").text
    assert relation in shown
    assert "先投后股" in shown
    evidence = browser.find_elements("css selector", "#panel blockquote")
    newsletter = "".join((TEXTS / "01-newsletter.txt").read_text(encoding="utf-8").split())
    assert any("01-newsletter.txt" in item.text for item in evidence)
    sentences = ["".join(item.text.splitlines()[0].split()) for item in evidence]
    assert any(sentence in newsletter for sentence in sentences)

    asked, failed = requests_of(browser)
    assert failed == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob"}
    assert [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []


def test_the_surroundings_of_one_entity_are_a_smaller_drawing(
    innograph: Innograph, example_store: Path, tmp_path: Path, browser: Chrome
) -> None:
    assert innograph("draw", "-o", "all.html", "--store", example_store).returncode == 0
    outcome = innograph("draw", "桐汭高新区", "-o", "zone.html", "--store", example_store)
    assert outcome.returncode == 0
    assert "zone.html" in outcome.stdout
    assert (tmp_path / "zone.html").stat().st_size < (tmp_path / "all.html").stat().st_size
    browser.get((tmp_path / "zone.html").as_uri())
    WebDriverWait(browser, 60).until(lambda chrome: chrome.execute_script(PAINTED) > 1000)
    assert "桐汭" in browser.page_source
