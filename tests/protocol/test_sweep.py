# SPDX-License-Identifier: BSD-3-Clause
"""A sweep that is stopped keeps its rows and goes on, to the same bits."""

SWEEP = "net 2x16 tanh quiet; sweep lr=0.01..1.5..0.01 epochs=2"


def losses(client):
    return client.run("print sweep.loss", user_expressions={"loss": "sweep.loss"}
                      ).content["user_expressions"]["loss"]["data"]["text/plain"]


def test_a_sweep_that_was_stopped_goes_on(client):
    request = client.execute(SWEEP, allow_stdin=True)  # somebody watches: there is progress
    client.showing(request, "display_data")
    client.ask("interrupt_request", {}, "control")
    stopped = client.finish(request).content
    assert stopped["ename"] == "Interrupted"
    assert "of 150 points are done" in "\n".join(stopped["traceback"])
    assert client.run(SWEEP).content["status"] == "ok"
    resumed = losses(client)
    assert client.run(SWEEP).content["status"] == "ok"  # complete: this one starts again
    assert losses(client) == resumed
