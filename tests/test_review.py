"""The pages of the review: what they show, what they keep, and whom they refuse."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from extractor import decisions
from extractor.models import Verdict
from extractor.review.private import Private
from extractor.review.routes import guard_table
from extractor.review.server import make_app
from extractor.review.site import Site
from tests.review_shelf import SCRIPT, write_output

BASE = "http://127.0.0.1"
DRAFT = (
    "Harbour Trust annual review 2023/24\n\nOf the skippers asked at the regatta, 62 per cent came by sail and the "
    "remaining 28 per cent came by motor.\n"
)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_output(tmp_path_factory.mktemp("review"), findings=12)


@pytest.fixture
def site(output: Path, tmp_path: Path) -> Site:
    browsed = tmp_path / "home"
    (browsed / "reports").mkdir(parents=True)
    (browsed / "reports" / "draft.txt").write_text(DRAFT, encoding="utf-8")
    return Site(
        reviewer="Kim",
        output=output,
        store=tmp_path / "decisions.sqlite",
        private=Private(tmp_path / "private"),
        browsed=browsed,
    )


def enter(site: Site) -> TestClient:
    client = TestClient(make_app(site), base_url=BASE)
    client.get("/home", params={"key": site.secret.key})
    return client


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with enter(site) as client:
        yield client


def list_ids(client: TestClient, query: str = "") -> list[str]:
    return re.findall(r'href="/o/output/finding/(f-\w+)', client.get(f"/o/output{query}").text)


def decide(client: TestClient, site: Site, path: str, **form: str) -> str:
    """Where a decision leads."""
    answer = client.post(path, data={"token": site.secret.token, **form}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


# What is shown


def test_the_queue_leads_to_every_card_and_each_shows_both_sides(client: TestClient) -> None:
    ids = list_ids(client)
    assert len(set(ids)) == 12
    for identity in ids:
        page = unescape(client.get(f"/o/output/finding/{identity}").text)
        message = re.search(r"Keepers of pier \d+: (\d+) here, (\d+) there", page)
        assert message
        for figure in message.groups():
            assert f"<mark>{figure}</mark>" in page
        for told in ("Arithmetic", "What would make it right", "agree", "unknown", "differ"):
            assert told in page


def test_text_of_a_document_is_never_markup(client: TestClient) -> None:
    """The first sentence holds a script: it is shown as it is written."""
    page = client.get("/o/output?status=any&q=owned")
    (identity,) = list_ids(client, "?q=owned")
    card = client.get(f"/o/output/finding/{identity}")
    for answer in (page, card, client.get(f'/o/output?q={SCRIPT}&severity="><b>x')):
        assert "<script>document" not in answer.text
        assert "<b>x" not in answer.text
    assert "&lt;script&gt;document" in card.text


@pytest.mark.parametrize("path", ["/home", "/o/output", "/o/output/summary", "/nothing-here"])
def test_no_page_allows_a_script_of_its_own(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", answer.text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)


def test_the_report_is_shown_as_from_nowhere(client: TestClient) -> None:
    answer = client.get("/o/output/report")
    assert "report" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "allow-same-origin" not in policy


# What is kept


def test_a_key_decides_moves_on_and_is_on_disk_before_the_answer(client: TestClient, site: Site) -> None:
    first, second, *_ = list_ids(client)
    location = decide(client, site, f"/o/output/finding/{first}", verb="4", comment="a target, page 3")
    assert location == f"/o/output/finding/{second}"
    assert site.store
    (kept,) = decisions.read_history(site.store)
    assert (kept.verdict, kept.reason, kept.comment, kept.reviewer) == (
        Verdict.DISMISSED,
        "target",
        "a target, page 3",
        "Kim",
    )
    assert first not in list_ids(client)
    assert first in list_ids(client, "?status=dismissed")


def test_a_view_goes_along_from_card_to_card(client: TestClient, site: Site) -> None:
    query = "?severity=error&q=keepers"
    ids = list_ids(client, query)
    location = decide(client, site, f"/o/output/finding/{ids[0]}{query}", verb="y")
    assert location.startswith(f"/o/output/finding/{ids[1]}?")
    assert "severity=error" in location
    for identity in ids[1:]:
        location = decide(client, site, f"/o/output/finding/{identity}{query}", verb="y")
    assert location == f"/o/output{query}"


def test_undo_goes_back_to_any_depth_and_shows_what_it_undid(client: TestClient, site: Site) -> None:
    ids = list_ids(client)
    for identity, verb in zip(ids[:4], "yna7", strict=True):
        decide(client, site, f"/o/output/finding/{identity}", verb=verb)
    back = [decide(client, site, "/o/output/undo").rsplit("/", 1)[1] for _ in range(4)]
    assert back == ids[3::-1]
    assert list_ids(client) == ids
    again = client.post("/o/output/undo", data={"token": site.secret.token})
    assert again.status_code == 422
    assert "no decision to take back" in again.text


def test_a_comment_alone_keeps_the_verdict_or_asks_for_another_look(client: TestClient, site: Site) -> None:
    first, second, *_ = list_ids(client)
    decide(client, site, f"/o/output/finding/{first}", verb="y")
    assert decide(client, site, f"/o/output/finding/{first}", verb="save", comment="see page 4").endswith(first)
    decide(client, site, f"/o/output/finding/{second}", verb="save", comment="ask them")
    assert site.store
    said = {decision.comment: decision.verdict for decision in decisions.read_history(site.store)}
    assert said == {"": Verdict.CONFIRMED, "see page 4": Verdict.CONFIRMED, "ask them": Verdict.UNSURE}


def test_two_reviewers_see_each_other_and_where_they_disagree(client: TestClient, site: Site) -> None:
    first = list_ids(client)[0]
    with enter(site) as other:
        other.post("/settings", data={"token": site.secret.token, "reviewer": "Sam", "back": "/home"})
        decide(client, site, f"/o/output/finding/{first}", verb="y")
        decide(other, site, f"/o/output/finding/{first}", verb="n")
        assert list_ids(other, "?status=any&opinion=reviewers+disagree") == [first]
        assert list_ids(client, "?status=any&reviewer=Sam") == [first]
        page = client.get(f"/o/output/finding/{first}").text
        assert "reviewers disagree" in page
        assert "Kim and Sam" in client.get("/o/output/summary").text


def test_many_decisions_at_once_lose_nothing(client: TestClient, site: Site) -> None:
    ids = list_ids(client)
    answers: list[str] = []

    def work(part: list[str]) -> None:
        for identity in part:
            answers.append(decide(client, site, f"/o/output/finding/{identity}", verb="u"))

    threads = [threading.Thread(target=work, args=(ids[start::3],)) for start in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(ids)
    assert site.store
    assert len(decisions.read_history(site.store)) == len(ids)
    assert list_ids(client) == []


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_decisions_go_out_and_come_back(client: TestClient, site: Site, suffix: str, tmp_path: Path) -> None:
    first = list_ids(client)[0]
    decide(client, site, f"/o/output/finding/{first}", verb="n", comment="=1+1, so it says")
    exported = client.get(f"/o/output/decisions.{suffix}")
    assert exported.headers["content-disposition"].startswith("attachment")
    assert site.store
    site.store.unlink()
    assert first in list_ids(client)
    for added in ("1", "0"):
        files = {"file": (f"../{suffix}.{suffix}", exported.content)}
        answer = client.post("/o/output/import", data={"token": site.secret.token}, files=files, follow_redirects=False)
        assert answer.headers["location"] == f"/o/output/summary?added={added}"
    assert first not in list_ids(client)
    broken = client.post("/o/output/import", data={"token": site.secret.token}, files={"file": ("x.txt", b"nonsense")})
    assert broken.status_code == 422
    assert str(tmp_path) not in broken.text


def test_single_keys_can_be_switched_off(client: TestClient, site: Site) -> None:
    assert 'data-keys="on"' in client.get("/o/output").text
    client.post("/settings", data={"token": site.secret.token, "keys": "off", "back": "/o/output"})
    assert 'data-keys="off"' in client.get("/o/output").text


# Whom it refuses


def test_nobody_gets_in_without_the_key(site: Site) -> None:
    with TestClient(make_app(site), base_url=BASE) as stranger:
        for path in ("/", "/home", "/o/output", "/o/output/download/claims.csv", "/home?key=wrong"):
            answer = stranger.get(path)
            assert answer.status_code == 403
            assert "pier" not in answer.text
            assert site.secret.key not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""])
def test_another_name_for_this_machine_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/o/output", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("path", ["/settings", "/o/output/undo", "/home/folder", "/home/wipe", "/o/output/import"])
@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_form_of_another_site_does_nothing(client: TestClient, path: str, token: str) -> None:
    assert client.post(path, data={"token": token, "sure": "yes"}).status_code == 403


def test_a_request_of_another_site_does_nothing_even_with_the_token(client: TestClient, site: Site) -> None:
    path = f"/o/output/finding/{list_ids(client)[0]}"
    data = {"token": site.secret.token, "verb": "y"}
    answer = client.post(path, data=data, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert site.store
    assert decisions.read_history(site.store) == ()


@pytest.mark.parametrize(
    "path",
    [
        "/o/output/download/run.json",
        "/o/output/download/..%2fshelf%2fannual.txt",
        "/o/output/download/%2e%2e/%2e%2e/decisions.sqlite",
        "/o/..%2f..%2fetc/download/claims.csv",
        "/o/output/picture/f-aaaaaaaaaaaa/1",
        "/o/output/finding/..%2f..%2fx",
        "/static/../routes.py",
        "/static/%2e%2e/routes.py",
        "/runs/..%2f..%2f",
    ],
)
def test_no_other_file_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_settings_lead_back_to_this_site_only(client: TestClient, site: Site) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = client.post("/settings", data={"token": site.secret.token, "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_a_table_for_people_holds_no_formula(client: TestClient) -> None:
    assert client.get("/o/output/download/findings.csv").content.startswith(b"\xef\xbb\xbf")
    guarded = guard_table('a,b\n=HYPERLINK("x"),-1.5\n@x,"+44 20"\n')
    assert guarded == 'a,b\n"\'=HYPERLINK(""x"")",-1.5\n\'@x,\'+44 20\n'


# Home


def wait_for(client: TestClient, path: str) -> str:
    """The page of a run when it is over."""
    for _ in range(1800):
        if client.get(f"{path}/progress").json()["over"]:
            return client.get(path).text
        time.sleep(0.1)
    raise AssertionError(client.get(f"{path}/progress").json())


@pytest.mark.slow
def test_a_dropped_draft_leads_to_its_findings_and_is_wiped(client: TestClient, site: Site) -> None:
    files = [("files", ("../../Draft report.txt", DRAFT.encode())), ("files", ("notes.pdf", b"no pdf"))]
    data = {"token": site.secret.token}
    answer = client.post("/home/files", data=data, files=files, follow_redirects=False)
    path = answer.headers["location"]
    done = wait_for(client, path)
    assert "1 document read" in done
    assert "Not read: notes.pdf" in done
    (queue,) = re.findall(r'href="(/o/\d[\w-]+)"', done)
    (card,) = re.findall(r'class="row \w+" href="([^"]+)"', client.get(queue).text)
    assert "90 per cent, not 100" in client.get(card).text
    decide(client, site, card, verb="y")
    drafts = sorted(file.name for file in site.private.folder.rglob("drafts/*"))
    assert drafts == ["Draft report.txt", "notes.pdf"]
    assert "Draft report.txt" in client.get("/home").text
    assert client.post("/home/wipe", data=data).status_code == 422
    assert "has been removed" in client.post("/home/wipe", data={**data, "sure": "yes"}).text
    assert [file for file in site.private.folder.rglob("*") if file.is_file()] == []
    assert client.get(card).status_code == 404


@pytest.mark.slow
def test_a_chosen_folder_is_read_where_it_is(client: TestClient, site: Site) -> None:
    listed = client.get("/home", params={"at": str(site.browsed / "reports")}).text
    assert "1 readable file" in listed
    answer = client.post("/home/folder", data={"token": site.secret.token, "path": "reports"}, follow_redirects=False)
    assert "1 finding" in wait_for(client, answer.headers["location"])
    assert sorted(file.name for file in (site.browsed / "reports").iterdir()) == ["draft.txt"]
    assert list(site.private.folder.rglob("drafts/*")) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        pytest.param("", "no folder was named", id="none"),
        pytest.param("no-such", "no such file or folder", id="missing"),
        pytest.param(".", "holds no file to read", id="nothing in it"),
    ],
)
def test_a_folder_that_cannot_be_read_is_told(client: TestClient, site: Site, path: str, told: str) -> None:
    (site.browsed / "reports" / "draft.txt").unlink()
    answer = client.post("/home/folder", data={"token": site.secret.token, "path": path})
    assert answer.status_code == 422
    assert told in answer.text


def test_the_list_of_folders_stays_below_home(client: TestClient, site: Site) -> None:
    for at in ("/", str(site.browsed.parent), str(site.browsed / ".." / ".."), "\0"):
        page = client.get("/home", params={"at": at}).text
        assert f'value="{site.browsed}"' in page


def test_home_says_what_is_kept_and_where(client: TestClient, site: Site) -> None:
    page = client.get("/home").text
    assert str(site.private.folder) in page
    assert "Wipe" in page
