import json
import smtplib
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest

from scripts._dev.catcher import Catcher
from scripts._dev.mail_store import MailStore
from scripts._dev.ports import free_port


@pytest.fixture
def catcher(tmp_path):
    mail_port = free_port()
    running = Catcher(tmp_path / "mail", mail_port, 0)
    running.start()
    running.mail_port = mail_port
    yield running
    running.stop()


def send(catcher, subject="Weekly update", to="ann@acme.example", kind="weekly_update"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "PM <pm@msp.example>", to, subject
    message["X-Mail-Kind"] = kind
    message.set_content("On track – see http://127.0.0.1:8000/portal/abc/ <b>")
    message.add_alternative("<p>On <b>track</b></p><script>alert(1)</script>", subtype="html")
    with smtplib.SMTP("127.0.0.1", catcher.mail_port) as smtp:
        smtp.send_message(message)


def ask(catcher, path, method="GET", **headers):
    address = f"http://127.0.0.1:{catcher.page_port}{path}"
    request = urllib.request.Request(address, method=method, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode(), answer.headers


def messages(catcher, query=""):
    return json.loads(ask(catcher, f"/api/messages{query}")[0])


def test_a_mail_sent_by_smtp_is_read_as_json(catcher):
    send(catcher)
    [found] = messages(catcher)
    assert (found["from"], found["to"]) == ("PM <pm@msp.example>", "ann@acme.example")
    assert found["subject"] == "Weekly update"
    assert found["headers"]["X-Mail-Kind"] == "weekly_update"
    assert found["text"].startswith("On track –")
    assert "<b>track</b>" in found["html"]
    assert json.loads(ask(catcher, f"/api/messages/{found['id']}")[0]) == found


def test_mails_are_listed_newest_first_and_searched(catcher):
    send(catcher, subject="One")
    send(catcher, subject="Two", to="bob@other.example", kind="invitation")
    assert [mail["subject"] for mail in messages(catcher)] == ["Two", "One"]
    assert [mail["subject"] for mail in messages(catcher, "?to=ANN@")] == ["One"]
    assert [mail["subject"] for mail in messages(catcher, "?subject=two")] == ["Two"]
    assert [mail["subject"] for mail in messages(catcher, "?kind=weekly_update")] == ["One"]


def test_deleting_empties_the_list(catcher):
    send(catcher)
    assert json.loads(ask(catcher, "/api/messages", "DELETE")[0]) == {"deleted": 1}
    assert messages(catcher) == []


def test_a_mail_is_shown_without_running_what_it_brings(catcher):
    send(catcher)
    [found] = messages(catcher)
    page, headers = ask(catcher, f"/messages/{found['id']}")
    assert "<iframe" in page
    assert "script-src" not in headers["Content-Security-Policy"]
    framed, headers = ask(catcher, f"/messages/{found['id']}/html")
    assert "<b>track</b>" in framed
    assert headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert "allow-scripts" not in headers["Content-Security-Policy"]
    text, _ = ask(catcher, f"/messages/{found['id']}?view=text")
    assert '<a href="http://127.0.0.1:8000/portal/abc/"' in text
    assert "&lt;b&gt;" in text
    assert "X-Mail-Kind: weekly_update" in ask(catcher, f"/messages/{found['id']}?view=source")[0]
    assert "<td>weekly_update</td>" in ask(catcher, f"/messages/{found['id']}?view=headers")[0]


def test_the_list_page_links_to_each_mail(catcher):
    assert "No mail here yet" in ask(catcher, "/")[0]
    send(catcher, subject="<i>Sly</i>")
    page, _ = ask(catcher, "/")
    assert "&lt;i&gt;Sly&lt;/i&gt;" in page
    assert f"/messages/{messages(catcher)[0]['id']}" in page


def test_a_foreign_host_name_gets_nothing(catcher):
    send(catcher)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(catcher, "/api/messages", Host="evil.example")


def test_only_the_page_itself_can_press_delete_all(catcher):
    send(catcher)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(catcher, "/clear", "POST", Origin="http://evil.example")
    assert len(messages(catcher)) == 1
    ask(catcher, "/clear", "POST", Origin=f"http://127.0.0.1:{catcher.page_port}")
    assert messages(catcher) == []


def test_mails_survive_a_restart_and_the_oldest_go(tmp_path):
    store = MailStore(tmp_path, kept=2)
    for number in range(3):
        store.add("pm@msp.example", ["ann@acme.example"], f"Subject: {number}\r\n\r\n".encode())
    again = MailStore(tmp_path, kept=2)
    assert [mail.header("Subject") for mail in again.find()] == ["2", "1"]
    assert len(list(tmp_path.iterdir())) == 2
