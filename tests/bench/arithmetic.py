# SPDX-License-Identifier: BSD-3-Clause
"""Whole training steps beside PyTorch eager, both with as many threads: arithmetic.py PROGRAM IDLE THREADS.

Medians of all runs, and of those before and after which the core was found to be ours alone (IDLE: a library that
tells; for PyTorch's second thread it does not); /bound: times what the multiply-adds alone would take at the peak.

OPENBLAS_NUM_THREADS and OMP_NUM_THREADS must say the same: they are read when PyTorch is loaded.

Needs the system's PyTorch (Debian: python3-torch). The batch is made before."""
import ctypes
import math
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
LEAST, ALONE, RUN, PATIENCE = 9, 3, 4e-4, 0.7  # runs of a round, and those undisturbed; seconds of both
SLACK = 1.05  # idling may take so much longer


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


class Watch:
    """Whether the core is ours alone: idling takes as little time as it ever did."""

    def __init__(self, idle):
        self.idle, self.fastest = idle, math.inf
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            self.look()

    def look(self):
        seconds = self.idle()
        self.fastest = min(self.fastest, seconds)
        return seconds

    def seconds_of(self, step):
        """Medians: of all runs, and of the undisturbed, of which there may be none."""
        start = time.perf_counter()
        step()
        steps = max(1, int(RUN / (time.perf_counter() - start)))
        runs, end = [], time.perf_counter() + PATIENCE
        while len(runs) < LEAST or time.perf_counter() < end:
            before, start = self.look(), time.perf_counter()
            for _ in range(steps):
                step()
            seconds = (time.perf_counter() - start) / steps
            runs.append((max(before, self.look()), seconds))
        alone = [seconds for around, seconds in runs if around < SLACK * self.fastest]
        return statistics.median(seconds for _, seconds in runs), median(alone if len(alone) >= ALONE else [])


def median(numbers):
    numbers = [number for number in numbers if not math.isnan(number)]
    return statistics.median(numbers) if numbers else math.nan


def multiply_adds(inputs, width, depth, outputs, batch):
    pairs = inputs * width + (depth - 1) * width * width + width * outputs
    return batch * (3 * pairs - inputs * width)  # no delta of the input


def said(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()


def row(program, torch, watch, threads, shape, activation, optimizer):
    words = [program, "step", *map(str, shape), activation, optimizer, str(threads)]
    step, ours, theirs = torch_step(torch, shape, activation, optimizer), [], []
    for _ in range(ROUNDS):
        seconds, alone, size, state = said(*words, str(watch.fastest))
        ours.append((float(seconds), float(alone)))
        theirs.append(watch.seconds_of(step))
    peak = float(said(program, "peak")[1])
    bound = 2e-9 * multiply_adds(*shape) / (peak * threads) if peak else math.nan
    name = "{}-[{}]x{}-{}, {}".format(*shape)
    text = f"{name:24} {activation:5} {optimizer:5} {{:>5}}"
    for mine, other in zip(map(median, zip(*ours)), map(median, zip(*theirs))):
        text += f" | {mine * 1e6:9.2f} {other * 1e6:9.1f} {other / mine:6.2f} {mine / bound:6.2f}"
    return text + f" | {size:>5} {peak:>7} {state}"


def rows(program, torch, watch, threads):
    torch.set_num_threads(threads)
    for *shape, sgd, adam in SHAPES:
        for activation, optimizer in COMBINATIONS:
            goal = 1 if threads > 1 else sgd if optimizer == "sgd" else adam
            print(row(program, torch, watch, threads, shape, activation, optimizer).format(goal), flush=True)


def main():
    program, library, threads = sys.argv[1], ctypes.CDLL(os.path.abspath(sys.argv[2])), int(sys.argv[3])
    library.bench_idle.restype = ctypes.c_double
    try:
        import torch
    except ImportError:
        print("no PyTorch (Debian: python3-torch): training steps are not compared")
        return
    blas = [line.split("=")[-1] for line in open("/proc/self/maps", encoding="utf-8") if "blas" in line]
    libraries = sorted({os.path.realpath(line.split()[-1]) for line in blas})
    print(f"training steps, threads {threads}, PyTorch {torch.__version__} eager,"
          f" BLAS {', '.join(libraries) or 'none loaded'}")
    columns = f" | {'ours us':>9} {'torch us':>9} {'ratio':>6} {'/bound':>6}"
    print("medians of all runs | of those undisturbed")
    print(f"{'network, batch':36} {'goal':>5}{columns * 2} | {'bytes':>5} {'GFLOP/s':>7}")
    rows(program, torch, Watch(library.bench_idle), threads)


main()
