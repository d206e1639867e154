"""Every text is there in every language."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[3]
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def test_the_catalogs_are_complete_and_compiled() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "messages.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("address", "text"),
    [("/", "加入对话"), ("/accounts/login/", "登录"), ("/texts.js", "已连接")],
)
def test_a_chinese_browser_gets_chinese(address: str, text: str) -> None:
    page = Client().get(address, **CHINESE)
    # The catalog of the scripts is plain ASCII, with escapes.
    content = page.content.decode()
    assert text in content or text.encode("unicode_escape").decode() in content


def test_the_language_can_be_chosen() -> None:
    client = Client()
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    assert '<html lang="zh-hans">' in client.get("/").content.decode()
