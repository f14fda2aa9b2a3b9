# SPDX-License-Identifier: BSD-3-Clause
"""A session that outlives the process it was computed in, and going back in it."""
import os
import signal

import pytest

from conftest import is_gone, wait_until

LONG = "broken = 1; net 2 relu he name=late; train 1000000"


def shown(reply):
    return reply.outputs()[-1]["content"]["data"]["text/plain"]


@pytest.fixture
def made(kernel, client):
    """A trained network, a variable and an option; the worker has left a copy since."""
    client.run("data moons; net 2x4 relu he seed=3 name=lucia; train 3 quiet")
    client.run("a = 20")
    client.run("set digits 4")
    wait_until(lambda: len(kernel.copies()) == 3)
    assert kernel.worker()
    return shown(client.run("print loss"))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_what_cells_made_survives_the_workers_death(kernel, client, made, number):
    request = client.execute(LONG)
    client.showing(request, "display_data")
    worker = kernel.worker()
    os.kill(worker, number)
    answer = client.finish(request)
    assert answer.content["ename"] == "WorkerDied"
    words = " ".join(answer.content["traceback"])
    assert "as they were after [3]" in words and "what this cell did is lost" in words
    assert kernel.worker() != worker
    assert shown(client.run("print loss")) == made
    assert shown(client.run("print a")) == "a = 20"
    # What the dead one had begun is not there.
    assert client.run("print broken").content["ename"] == "NameError"
    assert client.run("use late").content["ename"] == "NameError"
    assert client.ask("complete_request", {"code": "use luc", "cursor_pos": 7}
                      ).content["matches"] == ["lucia"]
    # It learns on, to the bit, as one that never died: from the same network and the same seed.
    assert client.run("train 2 quiet").content["status"] == "ok"
    after = shown(client.run("print loss"))
    client.run("reset; train 5 quiet")
    assert shown(client.run("print loss")) == after


def test_one_death_after_the_other(kernel, client, made):
    for _ in range(5):
        worker = kernel.worker()
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: kernel.worker() != worker)
        assert shown(client.run("print a")) == "a = 20"
    assert shown(client.run("print loss")) == made


def test_a_death_between_cells_is_told_in_the_next(kernel, client, made):
    """Where there is no copy of what the last cell did: all of them are killed here."""
    worker = kernel.worker()
    for pid in (*kernel.copies(), worker):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: kernel.worker() != worker)
    answer = client.run("print 6*7")
    assert "SIGKILL" in answer.text() and "are lost" in answer.text()
    assert answer.content["status"] == "ok"
    assert client.run("print 6*7").text() == ""


def test_a_loop_that_is_ended_loses_only_its_cell(kernel, client, made):
    """Stopped by somebody, it ignores the interrupt, as a loop would."""
    request = client.execute(LONG)
    client.showing(request, "display_data")
    os.kill(kernel.worker(), signal.SIGSTOP)
    client.ask("interrupt_request", {}, "control")
    answer = client.finish(request)
    assert answer.content["ename"] == "WorkerDied" and "2 seconds" in answer.content["evalue"]
    assert "as they were after [3]" in " ".join(answer.content["traceback"])
    assert shown(client.run("print a")) == "a = 20"


def test_a_cell_that_changes_nothing_leaves_no_copy(kernel, client, made):
    before = kernel.copies()
    for code in ("print a", "help train page", "fail", "nonsense", "stats", "print loss"):
        client.run(code)
    client.run("b = 1")
    wait_until(lambda: len(kernel.copies()) == len(before) + 1)
    assert set(before) < set(kernel.copies())


def test_undo(kernel, client, made):
    client.run("a = 30; net 1 tanh lecun name=other quiet")
    answer = client.run("undo; print a")
    assert answer.text() == "undone: networks, data and variables are as they were after [3]\n"
    assert shown(answer) == "a = 20"
    assert client.run("use other").content["ename"] == "NameError"
    assert shown(client.run("print loss")) == made
    assert client.run("undo 2").text().endswith("after [1]\n")
    assert client.run("print a").content["ename"] == "NameError"
    assert client.run("undo").text().endswith("at the start\n")
    failed = client.run("undo")
    assert failed.content["ename"] == "ValueError"
    assert failed.content["evalue"] == "there is nothing left to undo"
    assert client.run("undo", silent=True).content["status"] == "error"


def test_undo_takes_back_its_own_cell_first(client, made):
    answer = client.run("a = 99; undo; print a", user_expressions={"twice": "2*a"})
    assert answer.text().endswith("after [3]\n")
    assert shown(answer) == "a = 20"
    assert answer.content["user_expressions"]["twice"]["data"]["text/plain"] == "2*a = 40"
    wrong = client.run("a = 98\nundo; print nowhere").content
    assert "2 | undo; print nowhere" in "\n".join(wrong["traceback"])


def test_the_oldest_copies_go(kernel, client):
    for number in range(12):
        client.run(f"a = {number}")
    wait_until(lambda: len(kernel.copies()) == 8)
    assert "undo 7" in " ".join(client.run("undo 9").content["traceback"])
    assert shown(client.run("undo 7; print a")) == "a = 4"


@pytest.mark.parametrize("orphaned", [False, True])
def test_one_that_was_let_go_of_leaves_nothing(kernel, client, orphaned):
    """The oldest is stopped, so that it ends when the worker, or the front, is long at rest."""
    client.run("a = 0")
    wait_until(lambda: len(kernel.copies()) == 1)
    [oldest] = kernel.copies()
    os.kill(oldest, signal.SIGSTOP)
    for number in range(1, 9):
        client.run(f"a = {number}")
        wait_until(lambda: len(kernel.copies()) == number + 1)
    assert shown(client.run("print a")) == "a = 8"  # behind the ninth copy, on the same channel
    worker = kernel.worker()
    if orphaned:
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: kernel.worker() != worker)
    assert shown(client.run("print a")) == "a = 8"
    os.kill(oldest, signal.SIGCONT)
    wait_until(lambda: not os.path.exists(f"/proc/{oldest}"))


def test_nothing_of_it_is_left(kernel, client, made):
    family = [kernel.pid, kernel.worker(), *kernel.copies()]
    assert len(family) == 5
    client.ask("shutdown_request", {}, "control")
    wait_until(lambda: all(map(is_gone, family)))


def test_copies_go_with_a_front_that_is_killed(kernel, client, made):
    family = [kernel.worker(), *kernel.copies()]
    os.kill(kernel.pid, signal.SIGKILL)
    wait_until(lambda: all(map(is_gone, family)))
