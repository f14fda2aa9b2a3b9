# SPDX-License-Identifier: BSD-3-Clause
"""Whole training steps beside PyTorch eager, both with as many threads: arithmetic.py PROGRAM THREADS.

/bound: times what the multiply-adds alone would take at the peak; /least: by the least of our times.

OPENBLAS_NUM_THREADS and OMP_NUM_THREADS must say the same: they are read when PyTorch is loaded.

Needs the system's PyTorch (Debian: python3-torch). A median of steps each; the batch is made before."""
import os
import statistics
import subprocess
import sys
import time

# Inputs, width, depth, outputs, batch, and how many times faster than PyTorch the step should be with one thread,
# by SGD and by Adam; with two threads it should not be slower.
SHAPES = [(2, 8, 2, 1, 32, 100, 100), (2, 32, 8, 1, 32, 25, 40), (64, 64, 8, 10, 64, 4.5, 8),
          (784, 512, 2, 10, 128, 1.5, 1.5), (1024, 1024, 4, 10, 256, 1.2, 1.2)]
COMBINATIONS = [("relu", "sgd"), ("tanh", "adam")]
ROUNDS = 3  # of ours and theirs in turn


def torch_step(torch, shape, activation, optimizer):
    """A function that takes a step."""
    inputs, width, depth, outputs, batch = shape
    layers, last = [], inputs
    for _ in range(depth):
        layers += [torch.nn.Linear(last, width), torch.nn.ReLU() if activation == "relu" else torch.nn.Tanh()]
        last = width
    net = torch.nn.Sequential(*layers, torch.nn.Linear(last, outputs))
    loss = torch.nn.MSELoss() if outputs == 1 else torch.nn.CrossEntropyLoss()
    made = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer](net.parameters(), lr=1e-3)
    x = torch.randn(batch, inputs)
    y = torch.randn(batch, 1) if outputs == 1 else torch.arange(batch) % outputs

    def step():
        made.zero_grad()
        loss(net(x), y).backward()
        made.step()

    step()
    return step


def seconds_of(step):
    start = time.perf_counter()
    step()
    times, rounds = [], max(1, int(0.01 / (time.perf_counter() - start)))
    for _ in range(9):
        start = time.perf_counter()
        for _ in range(rounds):
            step()
        times.append((time.perf_counter() - start) / rounds)
    return statistics.median(times)


def multiply_adds(inputs, width, depth, outputs, batch):
    pairs = inputs * width + (depth - 1) * width * width + width * outputs
    return batch * (3 * pairs - inputs * width)  # no delta of the input


def said(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()


def row(program, torch, threads, shape, activation, optimizer):
    words = [program, "step", *map(str, shape), activation, optimizer, str(threads)]
    step, ours, least, theirs = torch_step(torch, shape, activation, optimizer), [], [], []
    for _ in range(ROUNDS):
        seconds, fastest, size, state = said(*words)
        ours.append(float(seconds))
        least.append(float(fastest))
        theirs.append(seconds_of(step))
    peak = float(said(program, "peak")[1])
    mine, other = statistics.median(ours), statistics.median(theirs)
    bound = 2e-9 * multiply_adds(*shape) / (peak * threads) if peak else float("nan")
    name = "{}-[{}]x{}-{}, {}".format(*shape)
    return (f"{name:24} {activation:5} {optimizer:5} {threads:7} {mine * 1e6:11.2f} {other * 1e6:11.2f}"
            f" {other / mine:7.1f} {{:>6}} {mine / bound:7.2f} {min(least) / bound:7.2f} {size:>6} {peak:>8} {state}")


def rows(program, torch, threads):
    torch.set_num_threads(threads)
    for *shape, sgd, adam in SHAPES:
        for activation, optimizer in COMBINATIONS:
            goal = 1 if threads > 1 else sgd if optimizer == "sgd" else adam
            print(row(program, torch, threads, shape, activation, optimizer).format(goal), flush=True)


def main():
    program, threads = sys.argv[1], int(sys.argv[2])
    try:
        import torch
    except ImportError:
        print("no PyTorch (Debian: python3-torch): training steps are not compared")
        return
    blas = [line.split("=")[-1] for line in open("/proc/self/maps", encoding="utf-8") if "blas" in line]
    libraries = sorted({os.path.realpath(line.split()[-1]) for line in blas})
    print(f"training steps, PyTorch {torch.__version__} eager, BLAS {', '.join(libraries) or 'none loaded'}")
    print(f"{'network, batch':24} {'':11} {'threads':>7} {'ours us':>11} {'torch us':>11} {'ratio':>7} {'goal':>6} {'/bound':>7} {'/least':>7}"
          f" {'bytes':>6} {'GFLOP/s':>8}")
    rows(program, torch, threads)


main()
