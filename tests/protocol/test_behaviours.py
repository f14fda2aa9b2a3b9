# SPDX-License-Identifier: BSD-3-Clause
"""What clients have come to expect of the kernel most of them were written for, beyond the
protocol's words: the order of things, and what is left alone."""
import os
import signal

import pytest

from conftest import LIMIT

LONG = "net 2 relu he; train 1000000"


def test_a_hundred_requests_are_answered_in_order(client):
    kinds = ("execute_request", "complete_request", "is_complete_request", "kernel_info_request")
    contents = ({"code": "print 1"}, {"code": "pri", "cursor_pos": 3}, {"code": "print 1"}, {})
    sent = {kind: [] for kind in kinds}
    for number in range(100):
        kind = kinds[number % 4]
        sent[kind].append(client.send(kind, contents[number % 4]))
    for kind, requests in sent.items():
        for request in requests:
            types = client.finish(request).types()
            assert types[0] == types[-1] == "status" and types.count("status") == 2, kind
    # Cells among themselves, and everything else among itself: dates never go back.
    assert not client.replies


def test_replies_of_one_kind_come_in_the_order_of_their_requests(client):
    requests = [client.execute(f"print {number}") for number in range(50)]
    replies = [client.client.get_shell_msg(timeout=LIMIT) for _ in requests]
    assert [reply["parent_header"]["msg_id"] for reply in replies] == requests
    assert [reply["content"]["execution_count"] for reply in replies] == list(range(1, 51))


def test_control_overtakes_the_cells_that_wait_and_keeps_its_own_order(client):
    running = client.execute(LONG)
    client.showing(running, "display_data")
    waiting = [client.execute("print 1", stop_on_error=False) for _ in range(20)]
    control = [client.send("kernel_info_request", {}, "control") for _ in range(20)]
    answers = [client.client.get_control_msg(timeout=LIMIT) for _ in control]
    assert [answer["parent_header"]["msg_id"] for answer in answers] == control
    assert not client.replies
    client.ask("interrupt_request", {}, "control")
    client.finish(running)
    for request in waiting:
        assert client.finish(request).content["status"] == "aborted"


def test_only_cells_are_aborted(client):
    running = client.execute(LONG)
    client.showing(running, "display_data")
    cell = client.execute("print 1")
    others = [client.send(kind, content) for kind, content in (
        ("complete_request", {"code": "pri", "cursor_pos": 3}), ("kernel_info_request", {}),
        ("history_request", {"hist_access_type": "tail", "n": 1}), ("comm_info_request", {}))]
    for request in others:
        assert client.finish(request).content["status"] == "ok"
    client.ask("interrupt_request", {}, "control")
    assert client.finish(running).content["status"] == "error"
    assert client.finish(cell).content["status"] == "aborted"


def test_a_question_is_interrupted_by_a_signal(kernel, client):
    cell = client.execute('ask "How many?"', allow_stdin=True)
    assert client.client.get_stdin_msg(timeout=LIMIT)["msg_type"] == "input_request"
    os.kill(kernel.pid, signal.SIGINT)
    assert client.finish(cell).content["ename"] == "Interrupted"
    assert client.run("print 6*7").content["status"] == "ok"


@pytest.mark.parametrize("code", ["", " ", "\n\n", "# a remark"])
def test_a_cell_of_nothing_is_answered(client, code):
    answer = client.run(code)
    assert answer.content["status"] == "ok" and not answer.outputs()


def test_every_character_comes_out_as_it_went_in(client):
    """Of one to four bytes; those the language has no word for are an error, and nothing more."""
    plain = "".join(chr(code) for code in [*range(0x20, 0x7f), *range(0xa1, 0x180), 0x20ac, 0xfffd,
                                           0x1f99c, 0x10ffff] if chr(code) not in '"\\$')
    answer = client.run(f'print "{plain}"; print 1')
    assert answer.text() == plain + "\n"
    for code in [*range(0x20), 0x7f, 0x80, 0x2028, 0xfeff, 0xffff]:
        answer = client.run(f'print "a{chr(code)}b"', stop_on_error=False)
        assert answer.content["status"] in ("ok", "error")
    assert client.run("print 6*7").content["status"] == "ok"


def test_a_server_that_nudges(kernel, client):
    """As jupyter_server does: sockets that ask, and are gone before the reply."""
    cell = client.execute(LONG)
    client.showing(cell, "display_data")
    for _ in range(30):
        for port in ("shell", "control"):
            socket = getattr(kernel.manager, f"connect_{port}")(identity=b"nudge")
            client.session.send(socket, "kernel_info_request")
            socket.close(linger=0)
    assert client.ask("kernel_info_request", {}, "control").content["status"] == "ok"
    client.ask("interrupt_request", {}, "control")
    assert client.finish(cell).content["ename"] == "Interrupted"


def test_cells_meet_the_state_that_cells_before_them_left(client):
    requests = [client.execute(code) for code in ("a = 1", "a = a + 1", "a = 2*a", "print a")]
    answers = [client.finish(request) for request in requests]
    assert answers[-1].outputs()[0]["content"]["data"]["text/plain"] == "a = 4"
