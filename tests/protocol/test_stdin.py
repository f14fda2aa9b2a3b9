# SPDX-License-Identifier: BSD-3-Clause
"""Questions to the reader: asked on stdin of the client that ran the cell, and of no other."""
import queue

import pytest

from conftest import LIMIT


def question(client):
    message = client.client.get_stdin_msg(timeout=LIMIT)
    assert message["msg_type"] == "input_request"
    return message


def answer(client, asked, value):
    reply = client.session.msg("input_reply", {"value": value, "status": "ok"},
                               parent=asked["header"])
    client.session.send(client.client.stdin_channel.socket, reply)


def test_an_answer_becomes_a_variable(client):
    cell = client.execute('print "before"; ask "How many?" name=n; print 2*n', allow_stdin=True)
    asked = question(client)
    assert asked["content"] == {"prompt": "How many?", "password": False}
    assert asked["parent_header"]["msg_id"] == cell
    # What was printed before the question is there before it is answered.
    assert client.showing(cell, "stream")["content"]["text"] == "before\n"
    answer(client, asked, "21")
    assert client.finish(cell).outputs()[-1]["content"]["data"]["text/plain"] == "2*n = 42"


def test_text_stays_text_and_a_secret_is_asked_for_as_one(client):
    cell = client.execute('ask "Word?" secret; print typeof(answer)', allow_stdin=True)
    asked = question(client)
    assert asked["content"]["password"] is True
    answer(client, asked, "21 birds é")
    assert "text" in client.finish(cell).outputs()[-1]["content"]["data"]["text/plain"]
    assert client.run("print answer").outputs()[0]["content"]["data"]["text/plain"].endswith(
        "21 birds é")


def test_nobody_is_asked_who_cannot_answer(client):
    reply = client.run('ask "How many?"', allow_stdin=False)
    assert reply.content["ename"] == "NotAnswered"
    with pytest.raises(queue.Empty):
        client.client.get_stdin_msg(timeout=0)
    assert client.run('ask "How many?" otherwise=3; print answer', allow_stdin=False).outputs()[
        0]["content"]["data"]["text/plain"] == "answer = 3"


def test_the_end_of_input_is_no_answer(client):
    cell = client.execute('ask "How many?"', allow_stdin=True)
    answer(client, question(client), "\x04")
    assert client.finish(cell).content["ename"] == "NotAnswered"


def test_a_question_can_be_interrupted_and_its_late_answer_answers_nothing(client):
    cell = client.execute('ask "First?" name=one', allow_stdin=True)
    asked = question(client)
    client.ask("interrupt_request", port="control")
    assert client.finish(cell).content["ename"] == "Interrupted"
    again = client.execute('ask "Second?" name=two; print two', allow_stdin=True)
    second = question(client)
    answer(client, asked, "1")
    answer(client, second, "2")
    assert client.finish(again).outputs()[0]["content"]["data"]["text/plain"] == "two = 2"
    assert client.run("print one").content["ename"] == "NameError"


def test_another_client_is_not_asked(kernel, client):
    other = kernel.client()
    cell = client.execute('ask "Mine?"', allow_stdin=True)
    asked = question(client)
    with pytest.raises(queue.Empty):
        other.client.get_stdin_msg(timeout=0)
    answer(client, asked, "yes")
    assert client.finish(cell).content["status"] == "ok"
