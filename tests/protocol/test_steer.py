# SPDX-License-Identifier: BSD-3-Clause
"""A training that is steered while it runs, through a comm."""
LONG = "data moons; net 2x4 relu he; train 1000000 lr=0.01; print 6*7"


def controls(client, wanted):
    """Waits until what can be steered is so."""
    return client.published(lambda m: m["msg_type"] == "comm_msg"
                            and m["content"]["data"]["controls"] == wanted)


def steer(client, name, value):
    return client.send("comm_msg", {"comm_id": "c1", "data": {"name": name, "value": value}})


def test_a_training_is_steered_and_ended(client):
    client.send("comm_open", {"comm_id": "c1", "target_name": "puente.steer", "data": {}})
    controls(client, {})
    request = client.execute(LONG)
    controls(client, {"lr": 0.01, "stop": 0})
    steer(client, "lr", 0.5)
    controls(client, {"lr": 0.5, "stop": 0})
    steer(client, "lr", -1)  # refused by the command: it goes on as it was
    steer(client, "depth", 3)
    refused = client.published(lambda m: "refused" in m["content"].get("data", {}))
    assert refused["content"]["data"]["refused"] == "depth"
    client.until_idle(steer(client, "stop", 1))
    answer = client.finish(request)
    assert answer.content["status"] == "ok"
    assert answer.outputs()[-1]["content"]["data"]["text/plain"] == "6*7 = 42"
    assert client.ask("comm_info_request").content["comms"] == {
        "c1": {"target_name": "puente.steer"}}
    client.until_idle(client.send("comm_close", {"comm_id": "c1", "data": {}}))
    assert client.ask("comm_info_request").content["comms"] == {}
