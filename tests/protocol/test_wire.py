# SPDX-License-Identifier: BSD-3-Clause
"""Bytes on the wire: signatures, frames that are none, identities, topics, heartbeat."""
import json
import os
import re
import subprocess
import sys

import pytest
import zmq

from raw import Wire


@pytest.fixture
def wire(kernel):
    wire = Wire(kernel.manager.get_connection_info())
    wire.socket("iopub")
    assert wire.receive("iopub")["header"]["msg_type"] == "iopub_welcome"
    yield wire
    wire.close()


def still_answers(wire):
    """Nothing but this request is answered: what was sent before it was dropped."""
    header = wire.send("kernel_info_request")
    reply = wire.receive("shell")
    assert reply["parent"]["msg_id"] == header["msg_id"]
    states = [message["content"]["execution_state"] for message in wire.published(header)]
    assert states == ["busy", "idle"]


def four(wire, kind="kernel_info_request"):
    return wire.frames(wire.header(kind), {})


def test_a_wrong_signature_is_dropped(wire):
    for signature in (b"", b"0", b"0" * 63, b"0" * 64, b"0" * 65, b"0" * 5000, bytes(64)):
        frames = four(wire)
        frames[1] = signature
        wire.socket("shell").send_multipart(frames)
    frames = four(wire)
    wire.socket("shell").send_multipart([*frames[:1], frames[1].upper(), *frames[2:]])
    wire.socket("shell").send_multipart([*frames[:1], frames[1][:-1], *frames[2:]])
    wire.socket("shell").send_multipart([*frames[:-1], b'{"a": 1}'])
    still_answers(wire)


def test_nothing_is_parsed_before_it_is_verified(wire):
    """Bytes that would be answered as malformed if they were signed are not even that."""
    frames = wire.frames(wire.header("kernel_info_request"), b"\xff{")
    frames[1] = b"1" * 64
    wire.socket("shell").send_multipart(frames)
    still_answers(wire)


def test_a_message_played_again_is_dropped(wire):
    frames = four(wire)
    wire.socket("shell").send_multipart(frames)
    assert wire.receive("shell")["parent"]["msg_id"] == json.loads(frames[2])["msg_id"]
    for _ in range(3):
        wire.socket("shell").send_multipart(frames)
        wire.socket("control").send_multipart(frames)
    still_answers(wire)


def test_a_forged_copy_does_not_use_up_the_original(wire):
    frames = four(wire)
    forged = [*frames[:5], b'{"forged": 1}']
    wire.socket("shell").send_multipart(forged)
    wire.socket("shell").send_multipart(frames)
    assert wire.receive("shell")["parent"]["msg_id"] == json.loads(frames[2])["msg_id"]


@pytest.mark.parametrize("count", range(6))
def test_frames_that_are_too_few_are_dropped(wire, count):
    frames = four(wire)
    wire.socket("shell").send_multipart(frames[:count] or [b""])
    wire.socket("control").send_multipart(frames[:count] or [b""])
    wire.socket("stdin").send_multipart(frames[:count] or [b""])
    wire.socket("shell").send_multipart(frames[1:])
    still_answers(wire)


def test_thousands_of_frames_are_dropped(wire):
    wire.socket("shell").send_multipart([b"x"] * 10000)
    wire.socket("shell").send_multipart([b"x"] * 10000 + four(wire))
    still_answers(wire)


def test_buffers_are_not_signed(wire):
    frames = four(wire)
    wire.socket("shell").send_multipart([*frames, b"buffer", b"", bytes(1000)])
    assert wire.receive("shell")["parent"]["msg_id"] == json.loads(frames[2])["msg_id"]


@pytest.mark.parametrize("header", [
    b"", b"{", b"[]", b"null", b"{}", b'{"msg_id": 1, "msg_type": "kernel_info_request"}',
    b'{"msg_id": "a", "msg_type": null}', b'{"msg_id": "\xff", "msg_type": "kernel_info_request"}',
    b"[" * 100000, b'{"msg_id": "a", "msg_type": "kernel_info_request"} trailing'])
def test_a_header_that_cannot_be_read_is_dropped(wire, header):
    wire.socket("shell").send_multipart(wire.frames(header, {}))
    still_answers(wire)


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"null", b"1", b'"text"', b"[" * 100000, b'{"code": "\\ud800"}'])
@pytest.mark.parametrize("kind", ["kernel_info_request", "execute_request"])
def test_content_that_is_no_object_is_answered_by_an_error(wire, content, kind):
    header = wire.header(kind)
    wire.socket("shell").send_multipart(wire.frames(header, content))
    reply = wire.receive("shell")
    assert reply["parent"]["msg_id"] == header["msg_id"]
    assert reply["content"]["status"] == "error"
    states = [message["content"].get("execution_state") for message in wire.published(header)]
    assert states[0] == "busy" and states[-1] == "idle" and states.count("idle") == 1


@pytest.mark.parametrize("parent, metadata", [
    (b"", b""), (b"null", b"[]"), (b"\xff", b"\xff"), (b"{", b"{")])
def test_the_other_dictionaries_do_not_matter(wire, parent, metadata):
    header = wire.header("kernel_info_request")
    wire.socket("shell").send_multipart(wire.frames(header, {}, parent, metadata))
    assert wire.receive("shell")["content"]["status"] == "ok"


def test_invalid_utf8_in_a_cell_is_an_error_with_its_place(wire):
    header = wire.header("execute_request")
    wire.socket("shell").send_multipart(wire.frames(header, b'{"code": "print 1\\nprint \xff\xfe"}'))
    content = wire.receive("shell")["content"]
    assert content["status"] == "error" and content["ename"] == "SyntaxError"
    assert any("^" in line for line in content["traceback"])
    still_answers(wire)


def test_the_parent_header_comes_back_byte_for_byte(wire):
    header = (b'{ "msg_type":"kernel_info_request","msg_id":"x1","session":"s","trace":[1.50,'
              b'{"a":"\\u00e9"}],"date":"2020-01-01T00:00:00Z","username":"","version":"5.3" }')
    wire.socket("shell").send_multipart(wire.frames(header, {}))
    assert wire.receive("shell")["parent_bytes"] == header
    for message in wire.published({"msg_id": "x1"}):
        assert message["parent_bytes"] == header


def test_dates_are_utc_with_six_digits(wire):
    header = wire.send("execute_request", {"code": "print 1"})
    messages = [wire.receive("shell"), *wire.published(header)]
    dates = [message["header"]["date"] for message in messages]
    for date in dates:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", date)
    assert dates[1:] == sorted(dates[1:])


def test_all_identities_come_back_in_order(wire):
    socket = wire.socket("shell")
    header = wire.header("kernel_info_request")
    socket.send_multipart([b"first", b"", b"second", *wire.frames(header, {})])
    assert wire.receive("shell")["topic"] == [b"first", b"", b"second"]


def test_every_subscriber_is_welcomed_first(kernel, wire):
    others = [Wire(wire.info) for _ in range(3)]
    for other, topic in zip(others, (b"", b"", b"kernel.")):
        other.socket("iopub", subscribe=topic)
        message = other.receive("iopub")
        assert message["header"]["msg_type"] == "iopub_welcome"
        assert message["content"] == {"subscription": topic.decode()}
        assert message["parent"] == {} and message["topic"] == [topic]
    for other in others:
        other.close()


def test_hostile_subscribers_are_ignored(wire):
    hostile = wire.context.socket(zmq.XSUB)
    hostile.setsockopt(zmq.LINGER, 0)
    wire.prepare(hostile)
    hostile.connect(wire.endpoint("iopub"))
    for message in ([b""], [b"\x01\xff\xfe"], [b"\x01a\x00b"], [b"\x02x"], [b"\x01x", b"more"],
                    [b"x"] * 50, [bytes(100000)], [b"\x00"]):
        hostile.send_multipart(message)
    hostile.close()
    still_answers(wire)


FLOOD = """
import sys, zmq
socket = zmq.Context().socket(zmq.XSUB)
socket.setsockopt(zmq.SNDHWM, 0)
socket.connect(sys.argv[1])
for number in range(20000000):
    socket.send(b"\\1many")
    if number == 500000:
        print(flush=True)
"""


@pytest.mark.skipif(os.environ.get("PUENTE_TRANSPORT") == "curve", reason="the flood has no key")
def test_a_flood_of_subscriptions_keeps_nobody_waiting(wire):
    """Nobody signs them, and each is welcomed."""
    still_answers(wire)
    flood = subprocess.Popen([sys.executable, "-c", FLOOD, wire.endpoint("iopub")],
                             stdout=subprocess.PIPE)
    try:
        flood.stdout.readline()
        for _ in range(20):
            assert wire.ask("kernel_info_request")["content"]["status"] == "ok"
        assert flood.poll() is None
    finally:
        flood.kill()
        flood.wait()
        flood.stdout.close()


def test_a_subscription_longer_than_any_topic_ends_its_connection(wire):
    """libzmq would keep some thirty bytes for each of its own."""
    hostile = wire.context.socket(zmq.XSUB)
    hostile.setsockopt(zmq.LINGER, 0)
    wire.prepare(hostile)
    monitor = hostile.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    hostile.connect(wire.endpoint("iopub"))
    hostile.send(b"\1" + b"x" * 100000)
    assert monitor.poll(30000)
    hostile.disable_monitor()
    hostile.close()
    still_answers(wire)


def test_the_heartbeat_returns_any_bytes_even_while_a_cell_runs(wire):
    header = wire.send("execute_request", {"code": "net 2 relu he; train 100000"})
    while wire.receive("iopub")["header"]["msg_type"] != "execute_input":
        pass
    for data in (b"ping", b"", bytes(range(256)), bytes(1 << 20)):
        wire.socket("hb").send(data)
        assert wire.socket("hb").recv() == data
    assert wire.ask("interrupt_request", name="control")["content"] == {"status": "ok"}
    assert wire.published(header)[-1]["content"] == {"execution_state": "idle"}


def test_a_client_that_comes_back_takes_its_identity_along(wire):
    """ROUTER_HANDOVER: without it the second connection would never get an answer."""
    first = wire.socket("shell")
    still_answers(wire)
    del wire.sockets["shell"]
    for _ in range(3):
        still_answers(wire)
        del wire.sockets["shell"]
    first.close()


def test_answers_to_peers_that_are_gone_harm_nobody(wire):
    for _ in range(20):
        other = Wire(wire.info)
        other.send("kernel_info_request")
        other.send("kernel_info_request", name="control")
        other.close()
    header = wire.send("kernel_info_request")
    while wire.receive("shell")["parent"].get("msg_id") != header["msg_id"]:
        pass


def test_a_cell_of_a_megabyte(wire):
    """The last statement of a million comments, and a string of a million letters."""
    code = "# " + "x" * 1000 + "\n"
    code = code * 1000 + "print 6*7"
    header = wire.send("execute_request", {"code": code})
    assert wire.receive("shell")["content"]["status"] == "ok"
    results = [message["content"]["data"]["text/plain"] for message in wire.published(header)
               if message["header"]["msg_type"] == "execute_result"]
    assert results == ["6*7 = 42"]
    header = wire.send("execute_request", {"code": 'print "' + "ñ" * (1 << 20) + '"'})
    assert wire.receive("shell")["content"]["status"] == "ok"
    texts = [message["content"]["text"] for message in wire.published(header)
             if message["header"]["msg_type"] == "stream"]
    assert "".join(texts) == "ñ" * (1 << 20) + "\n"
