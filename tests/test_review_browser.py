"""The review in a real browser: by keyboard alone, with the box at its figure, and nothing lost when it is killed."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from extractor import decisions, pipeline
from extractor.models import Verdict
from tests.review_shelf import write_output

sync_api = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]
DRAFT = "Of the skippers asked, 62 per cent came by sail and the remaining 28 per cent by motor.\n"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROOT = Path(__file__).resolve().parent.parent


PATIENCE = 60_000  # milliseconds: machines that test have more to do


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        # Chromium's own sandbox needs more rights than a container gives.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@contextmanager
def serve(out: Path, folder: Path, *, reviewer: str = "Kim") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own process, and the address to open."""
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "extractor.cli", "review", str(out), "--no-browser", "--port", "0"),
            *("--reviewer", reviewer, "--decisions", str(folder / "decisions.sqlite")),
        ],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LGA_METRICS_HOME": str(folder / "private")},
    )
    assert server.stdout
    try:
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        yield found.group(), server
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def open_page(browser: Browser, address: str) -> Page:
    """A new page, at an address."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    return page


def press(page: Page, key: str) -> None:
    """Press a key, and wait for the page that it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def test_fifty_findings_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    out = write_output(tmp_path, findings=60)
    store = tmp_path / "decisions.sqlite"
    keys = "yna12u34567895"
    with serve(out, tmp_path) as (address, _):
        page = open_page(browser, address)
        expect(page.locator("h1")).to_have_text("60 findings to look at")
        page.keyboard.press("j")
        press(page, "Enter")
        for number in range(50):
            press(page, keys[number % len(keys)])
        made = decisions.read_history(store)
        assert len(made) == 50
        assert [decision.verdict for decision in made[:6]] == [
            Verdict.CONFIRMED,
            Verdict.DISMISSED,
            Verdict.ACCEPTED,
            Verdict.DISMISSED,
            Verdict.DISMISSED,
            Verdict.UNSURE,
        ]
        for _ in range(3):
            press(page, "z")
        page.keyboard.press("c")
        page.keyboard.type("y is no key in here")
        page.keyboard.press("Escape")
        page.reload()
        expect(page.locator("textarea")).to_have_value("y is no key in here")
        press(page, "y")
        last = decisions.read_history(store)[-1]
        assert (last.verdict, last.comment) == (Verdict.CONFIRMED, "y is no key in here")
        assert len(decisions.find_standing(decisions.read_history(store))) == 48

        # Help, search, a facet, and the queue as it stands
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_visible()
        page.keyboard.press("y")  # nothing is decided behind a dialog
        page.keyboard.press("Escape")
        press(page, "j")
        page.goto(f"{address.split('/?')[0]}/o/output")
        expect(page.locator("h1")).to_have_text("12 findings to look at")
        page.keyboard.press("/")
        page.keyboard.type("pier")
        press(page, "Enter")
        page.get_by_role("complementary").get_by_role("link", name="list count").click()
        page.wait_for_url("**check=list-count*")
        assert 0 < page.locator("a.row").count() < 12
        assert len(decisions.read_history(store)) == 54

        # Single keys off: the same key does nothing, the button still does
        page.get_by_text("Reviewing as").click()
        page.get_by_label("Off: buttons only").check()
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator("a.row").first.click()
        page.wait_for_url("**/finding/**")
        page.keyboard.press("y")
        page.get_by_role("button", name="Real error").click()
        page.wait_for_load_state()
        assert len(decisions.read_history(store)) == 55
        page.close()


def test_a_killed_server_loses_no_decision_that_was_answered(browser: Browser, tmp_path: Path) -> None:
    out = write_output(tmp_path, findings=30)
    with serve(out, tmp_path) as (address, server):
        page = open_page(browser, address)
        page.locator("a.row").first.click()
        page.wait_for_url("**/finding/**")
        for _ in range(5):
            press(page, "y")
        page.keyboard.press("n", delay=0)  # it is under way when the server is killed
        server.kill()
        page.close()
    kept = decisions.read_history(tmp_path / "decisions.sqlite")
    assert [decision.verdict for decision in kept[:5]] == [Verdict.CONFIRMED] * 5
    assert len(kept) in (5, 6)
    with serve(out, tmp_path, reviewer="Sam") as (address, _):
        page = open_page(browser, address)
        expect(page.locator("h1")).to_have_text(f"{30 - len(kept)} findings to look at")
        page.goto(f"{address.split('/?')[0]}/o/output?status=any&reviewer=Kim")
        page.locator("a.row").first.click()
        page.wait_for_url("**/finding/**")
        press(page, "a")  # the second reviewer says another thing
        page.goto(f"{address.split('/?')[0]}/o/output?status=any&opinion=reviewers+disagree")
        expect(page.locator("h1")).to_have_text("1 finding")
        page.close()


def test_the_box_on_the_page_is_at_the_figure(browser: Browser, tmp_path: Path) -> None:
    """Red all round and print inside, where the words of the figure stand on the page that is shown."""
    pipeline.run([ROOT / "corpus" / "stronger-together-2023-24.pdf"], out=tmp_path / "out", jobs=1)
    with serve(tmp_path / "out", tmp_path) as (address, _):
        page = open_page(browser, address)
        page.goto(f"{address.split('/?')[0]}/o/output?q=32+per+cent")
        page.locator("a.row").first.click()
        picture = page.locator(".picture img").first
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        shown = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
        red = [
            (x, y)
            for y in range(shown.height)
            for x in range(shown.width)
            if (pixel := shown.getpixel((x, y))) and pixel[0] > 150 and pixel[1] < 90 and pixel[2] < 90  # type: ignore[index,operator]
        ]
        assert len(red) > 200
        left, top = min(x for x, _ in red), min(y for _, y in red)
        right, bottom = max(x for x, _ in red), max(y for _, y in red)
        inside = shown.crop((left, top, right, bottom)).convert("L")
        assert inside.getextrema()[0] < 90  # print
        # Four figures in the left column of two: the boxes stand in the middle of the cut-out, within the column.
        assert right - left < shown.width * 0.7
        assert shown.width * 0.2 < (left + right) / 2 < shown.width * 0.8
        assert shown.height * 0.2 < (top + bottom) / 2 < shown.height * 0.8
        page.keyboard.press("o")
        whole = page.locator("#enlarged img").first
        expect(whole).to_be_visible()
        expect(whole).to_have_js_property("complete", True)
        assert whole.evaluate("image => image.naturalHeight > image.naturalWidth")
        # A page that cannot be drawn gives way to its text.
        page.route("**/picture/**", lambda route: route.abort())
        page.reload()
        expect(page.locator(".picture").first).to_be_hidden()
        expect(page.locator(".instead .text mark").first).to_be_visible()
        page.close()


def test_the_pages_are_accessible_and_fit_a_narrow_screen(browser: Browser, tmp_path: Path) -> None:
    """No violation of WCAG 2.2 AA that axe-core can find, in light and in dark; nothing to be scrolled sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    out = write_output(tmp_path, findings=12)
    with serve(out, tmp_path) as (address, _):
        base = address.split("/?")[0]
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme, bypass_csp=True)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(address)
            card = f"{base}{page.locator('a.row').first.get_attribute('href')}"
            page.goto(card)
            press(page, "7")  # so that there is a decision to tell of
            places = (f"{base}/o/output?status=any", card, f"{base}/o/output/summary", f"{base}/home")
            for place in places:
                page.goto(place)
                found = axe.run(page, options={"runOnly": WCAG})
                assert found.violations_count == 0, f"{place}, {scheme}: {found.generate_report()}"
            page.goto(card)
            page.keyboard.press("o")
            expect(page.locator("#enlarged")).to_be_visible()
            found = axe.run(page, options={"runOnly": WCAG})
            assert found.violations_count == 0, found.generate_report()
            page.set_viewport_size({"width": 400, "height": 800})
            for place in places:
                page.goto(place)
                assert page.evaluate("document.documentElement.scrollWidth") <= 400, place
            context.close()


def test_a_draft_is_chosen_and_checked_on_the_page(browser: Browser, tmp_path: Path) -> None:
    out = write_output(tmp_path, findings=3)
    draft = tmp_path / "Draft.txt"
    draft.write_text(DRAFT, encoding="utf-8")
    with serve(out, tmp_path) as (address, _):
        page = open_page(browser, address)
        page.goto(f"{address.split('/?')[0]}/home")
        page.locator("#files").set_input_files(draft)
        expect(page.locator("[data-chosen]")).to_have_text("Draft.txt")
        page.get_by_role("button", name="Check these files").click()
        page.get_by_role("link", name="Go through the findings").click(timeout=3 * PATIENCE)
        page.locator("a.row").first.click()
        expect(page.locator("h1")).to_contain_text("90 per cent, not 100")
        page.close()
