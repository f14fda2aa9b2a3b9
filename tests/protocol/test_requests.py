# SPDX-License-Identifier: BSD-3-Clause
"""Requests one by one: replies, what is published around them, and in what order."""
import re

import pytest

BUSY_IDLE = ["status", "status"]


def states(answer):
    return [message["content"]["execution_state"] for message in answer.published
            if message["msg_type"] == "status"]


@pytest.mark.parametrize("port", ["shell", "control"])
@pytest.mark.parametrize("kind, content", [
    ("kernel_info_request", {}),
    ("complete_request", {"code": "tr", "cursor_pos": 2}),
    ("inspect_request", {"code": "train", "cursor_pos": 2, "detail_level": 1}),
    ("is_complete_request", {"code": "print ("}),
    ("history_request", {"hist_access_type": "tail", "n": 5}),
    ("comm_info_request", {}),
    ("connect_request", {}),
    ("interrupt_request", {}),
    ("usage_request", {}),
])
def test_every_request_is_between_busy_and_idle(client, port, kind, content):
    answer = client.ask(kind, content, port)
    assert answer.types() == BUSY_IDLE
    assert states(answer) == ["busy", "idle"]
    assert answer.reply["msg_type"] == kind.replace("_request", "_reply")
    assert answer.content["status"] == ("incomplete" if kind == "is_complete_request" else "ok")


@pytest.mark.parametrize("port", ["shell", "control"])
@pytest.mark.parametrize("kind", ["make_coffee_request", "debug_request", "nonsense"])
def test_an_unknown_request_is_answered_by_an_error(client, port, kind):
    answer = client.ask(kind, {}, port)
    assert answer.content["status"] == "error"
    assert answer.content["ename"] == "ProtocolError"
    assert states(answer) == ["busy", "idle"]


def test_an_unknown_subshell_is_answered_by_an_error(client):
    request = client.send("kernel_info_request", {}, header={"subshell_id": "none such"})
    assert client.finish(request).content["ename"] == "SubshellNotFound"
    request = client.send("execute_request", {"code": "print 1"}, header={"subshell_id": "x"})
    assert client.finish(request).content["status"] == "error"
    request = client.send("kernel_info_request", {}, header={"subshell_id": None})
    assert client.finish(request).content["status"] == "ok"


def test_a_subshell_answers_while_a_cell_runs_and_its_cell_waits(client):
    subshell = client.ask("create_subshell_request", port="control").content["subshell_id"]
    listed = client.ask("list_subshell_request", port="control").content
    assert listed == {"status": "ok", "subshell_id": [subshell]}
    there = {"subshell_id": subshell}
    training = client.execute("net 8 relu he; train 100000")
    client.running(training)
    assert client.finish(client.send("comm_info_request", {}, header=there)).content["comms"] == {}
    waiting = client.send("execute_request", {"code": "print 6*7", "stop_on_error": True},
                          header=there)
    assert client.finish(client.send("complete_request", {"code": "tra", "cursor_pos": 3},
                                     header=there)).content["matches"] == ["train"]
    assert client.ask("interrupt_request", port="control").content["status"] == "ok"
    assert client.finish(training).content["ename"] == "Interrupted"
    # What the interrupt aborts are cells of the main shell: this one is not.
    assert client.finish(waiting).outputs()[0]["content"]["data"]["text/plain"] == "6*7 = 42"
    deleted = client.ask("delete_subshell_request", {"subshell_id": subshell}, "control")
    assert deleted.content == {"status": "ok"}
    gone = client.finish(client.send("kernel_info_request", {}, header=there)).content
    assert gone["ename"] == "SubshellNotFound"


def test_kernel_info(client):
    info = client.ask("kernel_info_request").content
    assert info["implementation"] == "puente"
    assert info["protocol_version"] == "5.5"
    assert info["language_info"] == {
        "name": "puente", "version": "1.0", "mimetype": "text/x-puente",
        "file_extension": ".puente", "pygments_lexer": "bash",
        "codemirror_mode": {"name": "puente", "mime": ["text/x-puente", "text/x-sh"],
                            "extensions": ["puente"]}}
    assert info["supported_features"] == ["kernel subshells"] and info["help_links"] == []


def test_messages_carry_the_kernels_own_session_and_dates_with_a_zone(client):
    first, second = client.ask("kernel_info_request"), client.run("print 1")
    messages = [first.reply, second.reply, *first.published, *second.published]
    assert {message["header"]["session"] for message in messages} == {
        first.reply["header"]["session"]}
    assert first.reply["header"]["session"] != client.session.session
    assert len({message["header"]["msg_id"] for message in messages}) == len(messages)
    for message in messages:
        date = client.session.msg_header("x")["date"], message["header"]["date"]
        assert date[1].tzinfo is not None and date[1] <= date[0]


def test_a_cell_in_order(client):
    answer = client.run('print "a"; net 2 relu he; print "b"; print 6*7')
    assert answer.types() == ["status", "execute_input", "stream", "display_data", "stream",
                              "execute_result", "status"]
    assert answer.content["status"] == "ok"
    count = answer.content["execution_count"]
    assert answer.published[1]["content"] == {
        "code": 'print "a"; net 2 relu he; print "b"; print 6*7', "execution_count": count}
    assert answer.published[5]["content"]["execution_count"] == count
    assert answer.published[5]["content"]["data"]["text/plain"] == "6*7 = 42"
    assert answer.text() == "a\nb\n"
    assert answer.reply["metadata"]["status"] == "ok"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
                        answer.reply["metadata"]["started"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                        if hasattr(answer.reply["metadata"]["started"], "strftime")
                        else answer.reply["metadata"]["started"])


def test_an_error_is_one_message_with_a_caret(client):
    answer = client.run("print 1\nfali")
    assert [message["msg_type"] for message in answer.outputs()] == ["error"]
    error = answer.outputs()[0]["content"]
    assert error["ename"] == "NameError" == answer.content["ename"]
    assert set(error) == {"ename", "evalue", "traceback"}
    assert any("^^^^" in line for line in error["traceback"])
    assert "fail" in error["traceback"][-1]


def test_silent_says_nothing_and_counts_nothing(client):
    before = client.run("print 1").content["execution_count"]
    for code in ('print "x"; net 2 relu he; print 2', "clear", 'fail "x"'):
        answer = client.run(code, silent=True, store_history=True)
        assert answer.types() == BUSY_IDLE
        assert answer.content["execution_count"] == before
    assert answer.content["status"] == "error"
    assert client.run("print 1").content["execution_count"] == before + 1
    history = client.ask("history_request", {"hist_access_type": "tail", "n": 10}).content
    assert [entry[2] for entry in history["history"]] == ["print 1", "print 1"]


def test_what_is_not_stored_is_not_counted(client):
    assert client.run("print 1").content["execution_count"] == 1
    answer = client.run("print 2", store_history=False)
    assert answer.content["execution_count"] == 1
    assert answer.outputs()[0]["content"]["data"]["text/plain"] == "2 = 2"
    assert client.run("").content == {"status": "ok", "execution_count": 1, "payload": [],
                                      "user_expressions": {}}
    assert client.run("print 3").content["execution_count"] == 2


def test_user_expressions(client):
    answer = client.run("x = 20", user_expressions={
        "twice": "2*x", "wrong": "1 +", "unknown": "nowhere + 1", "number": 5})
    expressions = answer.content["user_expressions"]
    assert expressions["twice"]["status"] == "ok"
    assert expressions["twice"]["data"]["text/plain"].endswith("40")
    assert expressions["twice"]["metadata"] == {}
    assert expressions["wrong"]["ename"] == "SyntaxError"
    assert expressions["unknown"]["ename"] == "NameError"
    assert expressions["number"]["status"] == "error"
    assert all(entry["traceback"] for entry in expressions.values() if "ename" in entry)
    assert answer.content["status"] == "ok" and not answer.outputs()
    failed = client.run("fail", user_expressions={"twice": "2*x"})
    assert failed.content["user_expressions"] == {}


def test_the_pager_gets_a_payload(client):
    answer = client.run("help train page")
    (payload,) = answer.content["payload"]
    assert payload["source"] == "page" and payload["start"] == 0
    assert "train" in payload["data"]["text/plain"]
    assert not answer.outputs()


def test_completion_counts_code_points(client):
    client.run("camión = 3")
    code = 'print "🦜🦜"; tra'
    content = client.ask("complete_request", {"code": code, "cursor_pos": len(code)}).content
    assert content["matches"] == ["train"]
    assert (content["cursor_start"], content["cursor_end"]) == (len(code) - 3, len(code))
    (typed,) = content["metadata"]["_jupyter_types_experimental"]
    assert typed["text"] == "train" and typed["type"] == "command" and typed["signature"]
    assert (typed["start"], typed["end"]) == (len(code) - 3, len(code))
    content = client.ask("complete_request", {"code": "print cami", "cursor_pos": 10}).content
    assert content["matches"] == ["camión"]


@pytest.mark.parametrize("position", [-5, 0, 4, 10**6, 10**30, 2.5, "x", None])
def test_any_cursor_is_answered(client, position):
    code = "🦜 né"
    for kind in ("complete_request", "inspect_request"):
        content = client.ask(kind, {"code": code, "cursor_pos": position}).content
        assert content["status"] == "ok"
    content = client.ask("complete_request", {"code": code, "cursor_pos": position}).content
    assert 0 <= content["cursor_start"] <= content["cursor_end"] <= len(code)


def test_inspection(client):
    content = client.ask("inspect_request", {"code": "train 50", "cursor_pos": 3}).content
    assert content["found"] and "train" in content["data"]["text/plain"]
    more = client.ask("inspect_request",
                      {"code": "train 50", "cursor_pos": 3, "detail_level": 1}).content
    assert len(more["data"]["text/plain"]) > len(content["data"]["text/plain"])
    nothing = client.ask("inspect_request", {"code": "zzz", "cursor_pos": 2}).content
    assert nothing == {"status": "ok", "found": False, "data": {}, "metadata": {}}


def test_is_complete_gives_an_indent_only_when_incomplete(client):
    def ask(code):
        return client.ask("is_complete_request", {"code": code}).content
    assert ask("print 1") == {"status": "complete"}
    assert ask("print 1 +* 2") == {"status": "invalid"}
    incomplete = ask("print (1,")
    assert incomplete["status"] == "incomplete" and incomplete["indent"].strip(" ") == ""


def test_history(client):
    for code in ("print 1", "print 2", "x = 3", "print 2"):
        client.run(code)

    def ask(**content):
        return client.ask("history_request", {"raw": True, "output": False, **content}
                          ).content["history"]
    assert ask(hist_access_type="tail", n=2) == [[1, 3, "x = 3"], [1, 4, "print 2"]]
    assert ask(hist_access_type="tail", n=0) == []
    assert ask(hist_access_type="range", session=0, start=2, stop=4) == [
        [1, 2, "print 2"], [1, 3, "x = 3"]]
    assert ask(hist_access_type="range", session=7, start=1, stop=9) == []
    assert ask(hist_access_type="search", pattern="print*", n=2) == [
        [1, 2, "print 2"], [1, 4, "print 2"]]
    assert ask(hist_access_type="search", pattern="print*", unique=True) == [
        [1, 1, "print 1"], [1, 4, "print 2"]]
    assert ask(hist_access_type="range", session=1, start=2, stop=4, output=True) == [
        [1, 2, ["print 2", "2 = 2"]], [1, 3, ["x = 3", None]]]


def test_a_comm_to_an_unknown_target_is_closed(client):
    request = client.send("comm_open", {"comm_id": "c1", "target_name": "nowhere", "data": {}})
    published = client.until_idle(request)
    assert [message["msg_type"] for message in published] == ["status", "comm_close", "status"]
    assert published[1]["content"] == {"comm_id": "c1", "data": {}}
    request = client.send("comm_msg", {"comm_id": "c1", "data": {}})
    assert len(client.until_idle(request)) == 2
    assert client.ask("comm_info_request").content["comms"] == {}


def test_connect_gives_the_ports(kernel, client):
    content = client.ask("connect_request").content
    info = kernel.manager.get_connection_info()
    for port in ("shell", "iopub", "stdin", "control", "hb"):
        assert content[port + "_port"] == info[port + "_port"]


def test_usage_is_of_both_processes(kernel, client):
    client.run("net 2 relu he")
    usage = client.ask("usage_request", {}, "control").content
    assert usage["pid"] == kernel.pid
    assert usage["cpu_count"] >= 1 and usage["hostname"]
    assert usage["kernel_memory"] > 1 << 20
    memory = usage["host_virtual_memory"]
    assert 0 < memory["available"] <= memory["total"] and 0 < memory["percent"] < 100


def test_clear_output(client):
    answer = client.run('print "a"; clear')
    assert [m["msg_type"] for m in answer.outputs()] == ["stream", "clear_output"]
    assert set(answer.outputs()[1]["content"]) == {"wait"}


def test_execute_on_control(client):
    answer = client.ask("execute_request", {"code": "print 6*7"}, "control")
    assert answer.content["status"] == "ok"
    assert answer.outputs()[0]["content"]["data"]["text/plain"] == "6*7 = 42"
