"""The page that brings in guides: what is sent, what becomes of each file, who may do it, how it looks."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from benchmarks.guides import uploads
from benchmarks.models import CompanyGuide, Origin
from tests.looks import LOOKS

ADDRESS = "admin:benchmarks_companyguide_upload"
GUIDE = """# Data Engineer | Acme Labs Global Negotiation Guide

| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |
|---|---|---|---|---|
| Lisbon | €58K–€75K | €32K–€56K | 10–15% | €71K–€100K |
| Leeds | £60K–£80K | £20K–£40K+ | Discretionary | £65K–£90K+ |
"""


def _file(name: str, content: str | bytes = GUIDE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def _archive(members: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def _sent(*files: SimpleUploadedFile) -> list[tuple[str, str]]:
    return [(one.name, one.refusal or one.read_bytes().decode()[:8]) for one in uploads.guides(files)]


def test_guides_come_out_of_files_and_archives_in_their_order() -> None:
    inside = _archive({"acme/one.md": "# One", "__MACOSX/acme/._one.md": b"x", "notes.pdf": b"%PDF"})
    assert _sent(_file("b.md", "# Two"), _file("all.ZIP", inside), _file("C:\\guides\\c.txt", "# Three")) == [
        ("b.md", "# Two"),
        ("all.ZIP/acme/one.md", "# One"),
        ("all.ZIP/notes.pdf", "not a guide, whose name ends in .markdown, .md, .mdown, .mkd, .txt"),
        ("c.txt", "# Three"),
    ]


def test_what_is_too_large_too_many_or_broken_is_refused_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", 2**20)
    bomb = _archive({"bomb.md": b"\0" * (2**20 + 1), "fine.md": "# Fine"})
    broken = _archive({"one.md": "# One" * 200}).replace(b"# One# One", b"# Two# Two")
    big = b"x" * (2**20 + 1)
    assert _sent(_file("big.md", big), _file("bomb.zip", bomb), _file("no.zip", b"PK"), _file("a.md")) == [
        ("big.md", "larger than 1 MB"),
        ("bomb.zip/bomb.md", "larger than 1 MB"),
        ("bomb.zip/fine.md", "# Fine"),
        ("no.zip", "a broken archive (File is not a zip file)"),
        ("a.md", "# Data E"),
    ]
    ((name, said),) = _sent(_file("broken.zip", broken))
    assert (name, said.startswith("cannot be unpacked")) == ("broken.zip/one.md", True)
    monkeypatch.setattr(uploads, "MOST_GUIDES", 1)
    assert _sent(_file("a.md"), _file("b.md"), _file("c.md"))[1:] == [("b.md", "more than 1 guides at once")]
    monkeypatch.setattr(uploads, "MOST_GUIDES", 9)
    monkeypatch.setattr(uploads, "LARGEST_ALL", 2**20)
    many = [_file(f"{name}.md", b"x" * 600_000) for name in "abc"]
    assert [said for _, said in _sent(*many)][1:] == ["more than 1 MB in all"]


@pytest.fixture
def enter(client: Client, person: Callable[..., Any]) -> Callable[..., Client]:
    def logged_in(*permissions: str) -> Client:
        client.force_login(person(*permissions))
        return client

    return logged_in


@pytest.fixture
def uploader(empty: None, enter: Callable[..., Client]) -> Client:
    return enter("add_companyguide", "view_companyguide")


def _upload(client: Client, *files: SimpleUploadedFile, trial: bool = False) -> Any:
    return client.post(reverse(ADDRESS), {"guides": list(files), **({"dry_run": "on"} if trial else {})})


def _results(response: Any) -> list[tuple[str, str, str, int]]:
    return [
        (one.path, one.outcome.split(",")[0].split(":")[0], one.read, one.problem_count)
        for one in response.context["results"]
    ]


def test_upload_needs_the_permission_to_add_guides(empty: None, enter: Callable[..., Client]) -> None:
    client = enter("view_companyguide")
    assert client.get(reverse(ADDRESS)).status_code == 403
    assert _upload(client, _file("a.md")).status_code == 403
    assert not CompanyGuide.objects.exists()
    assert b"Upload guides" not in client.get(reverse("admin:benchmarks_companyguide_changelist")).content
    client = enter("view_companyguide", "add_companyguide")
    assert b"Upload guides" in client.get(reverse("admin:benchmarks_companyguide_changelist")).content


def test_result_tells_what_became_of_each_file(uploader: Client) -> None:
    other = GUIDE.replace("Acme Labs", "Globex")
    twice = GUIDE.replace("€75K", "€78K")
    archive = _archive({"globex.md": other, "twice.md": twice})
    response = _upload(uploader, _file("acme.md"), _file("bad.md", bytes(range(256)) * 9), _file("more.zip", archive))
    assert _results(response) == [
        ("acme.md", "new", "2 bands", 1),
        ("bad.md", "unusable", "nothing", 1),
        ("more.zip/globex.md", "new", "2 bands", 1),
        ("more.zip/twice.md", "left aside", "2 bands", 2),
    ]
    page = response.content.decode()
    guide = CompanyGuide.objects.get(slug="acme-labs-data-engineer")
    assert reverse("admin:benchmarks_companyguide_change", args=[guide.pk]) in page
    assert "Bonus: words where an amount is expected" in page
    assert "Discretionary" in page
    assert (guide.imported, guide.file) == (True, "acme.md")
    assert LogEntry.objects.filter(object_id=guide.pk, action_flag=1).count() == 1
    again = _upload(uploader, _file("acme.md"), _file("globex.md", other.replace("€75K", "€78K")))
    assert _results(again) == [
        ("acme.md", "unchanged", "2 bands", 1),
        ("globex.md", "supersedes the one before", "2 bands", 1),
    ]
    CompanyGuide.objects.current().update(origin=Origin.MANUAL)
    assert _results(_upload(uploader, _file("acme.md")))[0][1] == "left aside"
    assert CompanyGuide.objects.current().count() == 2


def test_trial_says_the_same_and_stores_nothing(uploader: Client) -> None:
    _upload(uploader, _file("acme.md"))
    before = list(CompanyGuide.objects.values_list("pk", "retired_at"))
    response = _upload(
        uploader, _file("acme.md", GUIDE.replace("€75K", "€78K")), _file("g.md", GUIDE.replace("Acme Labs", "Globex")),
        trial=True,
    )  # fmt: skip
    assert [one[1] for one in _results(response)] == ["supersedes the one before", "new"]
    assert response.context["results"][0].more == "that one had 2 bands"
    assert "nothing was stored" in response.content.decode()
    assert list(CompanyGuide.objects.values_list("pk", "retired_at")) == before
    assert LogEntry.objects.count() == 1


def test_result_says_what_was_read_why_a_file_is_unusable_and_what_it_took_the_place_of(uploader: Client) -> None:
    _upload(uploader, _file("acme.md"))
    row = "| Porto | €50K–€60K | €20K–€30K | 5–10% | €60K–€72K |"
    whole = f"{GUIDE}{row}\n\n## Level Mapping\nData Engineer = Google L4 = Meta E4\n\n**Target:** €80K base\n"
    sent = (_file("acme.md", whole), _file("words.md", "Nothing to see here."), _file("notes.pdf"))
    shown = _upload(uploader, *sent).context["results"]
    assert shown[0].read.startswith("3 bands, ")
    assert (shown[0].outcome, shown[0].more) == ("supersedes the one before", "that one had 2 bands")
    assert [one.read for one in shown[1:]] == ["nothing", "nothing"]
    assert [one.outcome for one in shown[1:]] == ["unusable", "unusable"]
    assert shown[2].more.startswith("the file cannot be opened: not a guide")
    assert shown[1].more


def test_form_without_a_file_comes_back(uploader: Client) -> None:
    response = uploader.post(reverse(ADDRESS), {})
    assert response.context["form"].errors["guides"] == ["This field is required."]
    assert _results(_upload(uploader, _file("empty.md", b"")))[0][:2] == ("empty.md", "unusable")


def test_text_of_a_guide_is_shown_as_text(uploader: Client) -> None:
    text = GUIDE.replace("Discretionary", "<script>alert(1)</script> words").replace("Acme Labs", "A&<b>cme")
    page = _upload(uploader, _file("<img src=x>.md", text)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_upload_in_a_browser(
    new_page: Callable[..., Any], live_server: Any, client: Client, shoot: Any, tmp_path: Any, width: int, scheme: str
) -> None:
    CompanyGuide.objects.all().delete()
    user = get_user_model().objects.create_superuser("uploader")
    client.force_login(user)
    page = new_page(width, base_url=live_server.url, color_scheme=scheme)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(reverse("admin:benchmarks_companyguide_changelist"))
    if width < 1000:
        page.locator("a", has_text="more_horiz").last.click()
    page.get_by_role("link", name="Upload guides").click()
    shoot(page, f"guide-upload-{width}-{scheme}")
    other, long = GUIDE.replace("Acme Labs", "Globex"), "a-name-that-is-very-long-and-has-no-place-to-break" * 3
    files = [tmp_path / name for name in ("acme.md", f"{long}.md", "notes.txt")]
    for file, text in zip(files, (GUIDE, other, "Nothing of pay.\n"), strict=True):
        file.write_text(text, "utf-8")
    page.get_by_label("Guides", exact=True).set_input_files(files)
    page.get_by_label("Try only").check()
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="Tried: nothing was stored").wait_for()
    assert not CompanyGuide.objects.exists()
    page.get_by_label("Guides", exact=True).set_input_files(files)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="Done").wait_for()
    shoot(page, f"guide-upload-done-{width}-{scheme}")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.get_by_role("link", name="Acme Labs: Data Engineer").click()
    page.get_by_text("EUR 58,000").first.wait_for()
