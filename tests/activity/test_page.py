"""The activity page: its figures are the journal's, nothing on it comes from elsewhere, and a browser can show it."""

import base64
import hashlib
import html
import json
import os
import re
import shutil
import stat
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rig import packages
from rig.receipts import number

from .journals import fill, lay_failures, plausible, this_afternoon

HERE = Path(__file__).parent
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)"> <!-- {{ 7*7 }}'
SVG = "{http://www.w3.org/2000/svg}"


def page_of(branch, *arguments):
    told = branch.command("report", *arguments).stdout.strip()
    return Path(told).read_text("utf-8")


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def bars_of(page, which):
    """Give each bar of a chart as the heights of its parts, by kind, and its title."""
    chart = re.findall(r"<svg.*?</svg>", page, re.DOTALL)[which]
    root = ET.fromstring(chart)  # noqa: S314 - a page of ours
    groups = list(root.iter("g"))
    return [
        ({part.get("data-kind"): float(part.get("height")) for part in group.iter("rect")}, group[0].text)
        for group in groups
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_charts_and_the_table_are_right_against_the_journal(home, seed):
    now = this_afternoon()
    receipts = plausible(home.state, now, seed)
    home.set(ui__language="en")
    page = page_of(home)
    table = data_of(page)["rows"]
    assert [row[1] for row in table] == [each[1] for each in reversed(receipts)]

    today = now.date()
    by_day = {today - timedelta(days=ago): Counter() for ago in reversed(range(30))}
    for when, _, outcome, *_ in receipts:
        if when.date() in by_day:
            by_day[when.date()][outcome] += 1
    bars = bars_of(page, 0)
    assert len(bars) == 30
    unit = next(
        height / by_day[day][kind]
        for (parts, _), day in zip(bars, by_day, strict=True)
        for kind, height in parts.items()
    )
    for (parts, title), (day, counts) in zip(bars, by_day.items(), strict=True):
        assert {kind: round(height / unit) for kind, height in parts.items()} == {k: n for k, n in counts.items() if n}
        assert title.endswith(f"Sent {counts['done']}, Sent before {counts['duplicate']}, Failed {counts['failed']}"), (
            day
        )

    by_hour = Counter(when.hour for when, *_ in receipts if when.date() in by_day)
    assert [int(title.rpartition(": ")[2].replace(",", "")) for _, title in bars_of(page, 1)] == [
        by_hour[hour] for hour in range(24)
    ]


def test_a_day_begins_at_the_machines_midnight(home):
    midnight = this_afternoon().replace(hour=0, minute=0)
    fates = [(midnight + timedelta(seconds=off), number(off + 5), "done", "accepted", "00", "") for off in (-1, 0, 1)]
    fill(home.state, fates)
    bars = bars_of(page_of(home), 0)
    assert [title.partition(": ")[2].split(",")[0] for _, title in bars[-2:]] == ["Terkirim 1", "Terkirim 2"]


def test_an_outage_is_told_with_its_tries(home):
    plausible(home.state, this_afternoon())
    text = page_of(home)
    section = text[text.index('id="outages"') : text.index('id="all"')]
    assert section.count("<tr>") == 2
    assert '<td class="number">38</td><td>Koneksi ke SISKOHAT terputus.</td>' in section


def test_failures_that_still_lie_there_are_told_with_what_to_do(home):
    receipts = plausible(home.state, this_afternoon())
    lay_failures(home.folder, receipts, 2)
    text = page_of(home)
    section = text[text.index('id="failures"') : text.index('id="month"')]
    assert section.count("<li>") == section.count("Yang harus dibuat:") == 2


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Belum ada bukti setoran yang dikirim."), ("en", "No receipt has been sent yet.")]
)
def test_an_empty_journal_and_none_make_a_page(home, language, words):
    home.set(ui__language=language)
    text = page_of(home)
    assert words in text
    assert f'<html lang="{language}">' in text
    assert "Traceback" not in text


def test_the_page_is_private_and_lets_nothing_in(home, tmp_path):
    plausible(home.state, this_afternoon())
    text = page_of(home, "-o", str(tmp_path / "page.html"))
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == 0o600
    policy = html.unescape(re.search(r'Content-Security-Policy" content="(.*?)"', text)[1])
    assert policy.startswith("default-src 'none'; ")
    for directive, element in (("style-src", "style"), ("script-src", "script")):
        inline = re.findall(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)
        assert len(inline) == 1
        digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"\s(?:style|on\w+)=", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    assert not re.search(r"(?:src|href)=", text)


def test_hostile_names_are_text(home):
    fill(home.state, [(this_afternoon(), HOSTILE, "failed", "not-understood", "77", HOSTILE)])
    (home.folder / "failed").mkdir()
    text = page_of(home)
    assert "<script>alert" not in text
    assert "<img" not in text
    assert data_of(text)["rows"][0][1] == HOSTILE


def test_a_hundred_thousand_receipts_are_shown_and_what_is_more_is_counted(home):
    now = this_afternoon()
    fill(
        home.state,
        (
            (now - timedelta(seconds=30 * (100_500 - i)), number(i), "done", "accepted", "00", "")
            for i in range(100_500)
        ),
    )
    text = page_of(home)
    assert len(data_of(text)["rows"]) == 100_000
    assert "500 bukti setoran yang lebih lama tidak ditampilkan" in text
    assert text.count("<tr><td>") < 300
    assert len(text) < 20_000_000


def test_open_hands_the_page_to_the_browser(home, tmp_path):
    opened = tmp_path / "opened.txt"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    home.environment["BROWSER"] = f"{browser} %s"
    home.command("report", "--open")
    assert opened.read_text().strip() == (home.state / "activity.html").as_uri()


def test_a_journal_or_a_place_that_is_of_no_use_is_told(home, tmp_path):
    (home.state / "journal.db").write_bytes(b"no journal at all" * 100)
    assert "catatan pengiriman tidak dapat dibaca" in home.command("report", code=1).stderr
    (home.state / "journal.db").unlink()
    (tmp_path / "file").write_text("x")
    assert "tidak dapat ditulis" in home.command("report", "-o", str(tmp_path / "file" / "page.html"), code=1).stderr


@pytest.fixture(scope="session")
def look_at():
    """Look at pages in a real browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not here: no browser to look at pages with")
    modules = packages.node_modules(HERE / "package.json", "no browser to look at pages with")

    def look(*wanted):
        command = [shutil.which("node"), HERE / "browser.js", chromium, json.dumps(wanted)]
        environment = {**os.environ, "NODE_PATH": str(modules)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=150, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return look


def test_a_browser_shows_it_searches_it_and_finds_it_accessible(home, look_at, tmp_path):
    now = this_afternoon()
    for language in ("id", "en"):
        home.set(ui__language=language)
        page_of(home, "-o", str(tmp_path / f"empty-{language}.html"))
    receipts = plausible(home.state, now)
    lay_failures(home.folder, receipts)
    for language in ("id", "en"):
        home.set(ui__language=language)
        page_of(home, "-o", str(tmp_path / f"full-{language}.html"))
    wanted = [
        {"file": str(tmp_path / f"{content}-{language}.html"), "scheme": scheme, "search": receipts[5][1]}
        for content in ("empty", "full")
        for language in ("id", "en")
        for scheme in ("light", "dark")
    ]
    for seen, asked in zip(look_at(*wanted), wanted, strict=True):
        assert seen["errors"] == [], asked
        assert [each for each in seen["violations"] if each.startswith(("serious", "critical"))] == [], asked
        if "full-id" in asked["file"]:
            total = f"{len(receipts):,}".replace(",", ".")
            assert seen["found"] == f"Bukti setoran 1 sampai 100 dari {total}"
            assert seen["older"] == f"Bukti setoran 101 sampai 200 dari {total}"
            assert (seen["rows"], seen["searched"].count(receipts[5][1])) == (100, 3)
            assert seen["failed"] == min(100, sum(each[2] == "failed" for each in receipts))


def test_a_browser_takes_hostile_names_for_text(home, look_at):
    fill(home.state, [(this_afternoon(), HOSTILE, "failed", "not-understood", "77", HOSTILE)])
    page_of(home)
    (seen,) = look_at({"file": str(home.state / "activity.html"), "scheme": "light", "search": "alert"})
    assert (seen["errors"], seen["dialogs"], seen["rows"]) == ([], 0, 1)
    assert "</script>" in seen["searched"]
