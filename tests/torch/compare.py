# SPDX-License-Identifier: BSD-3-Clause
#
# compare.py ORACLE: what the oracle prints against PyTorch in float64, a TAP line for each row of the
# catalogues. A row that has no partner here is a failure: every row must be compared.
import functools
import math
import subprocess
import sys
import warnings

import torch
from torch import nn, optim

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)

OPTIMIZERS = {
    "sgd": lambda p, wd: optim.SGD(p, lr=0.1, weight_decay=wd),
    "momentum": lambda p, wd: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=wd),
    "nesterov": lambda p, wd: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=wd),
    "adam": lambda p, wd: optim.Adam(p, weight_decay=wd),
    "amsgrad": lambda p, wd: optim.Adam(p, amsgrad=True, weight_decay=wd),
    "adamw": lambda p, wd: optim.AdamW(p, weight_decay=wd),
    "rmsprop": lambda p, wd: optim.RMSprop(p, weight_decay=wd),
    "rmsprop-centered": lambda p, wd: optim.RMSprop(p, centered=True, weight_decay=wd),
    "adagrad": lambda p, wd: optim.Adagrad(p, weight_decay=wd),
    "adadelta": lambda p, wd: optim.Adadelta(p, weight_decay=wd),
    "rprop": lambda p, wd: optim.Rprop(p),
}

SCHEDULES = {
    "constant": lambda o: optim.lr_scheduler.LambdaLR(o, lambda t: 1.0),
    "step": lambda o: optim.lr_scheduler.StepLR(o, 10),
    "exponential": lambda o: optim.lr_scheduler.ExponentialLR(o, 0.95),
    "cosine": lambda o: optim.lr_scheduler.CosineAnnealingLR(o, 40),
    "warmup": lambda o: optim.lr_scheduler.LinearLR(o),
    "plateau": lambda o: optim.lr_scheduler.ReduceLROnPlateau(o),
}

LOSSES = {
    "cross-entropy": nn.CrossEntropyLoss(),
    "smoothed": nn.CrossEntropyLoss(label_smoothing=0.1),
    "mse": nn.MSELoss(),
    "bce": nn.BCEWithLogitsLoss(),
    "l1": nn.L1Loss(),
    "huber": nn.HuberLoss(),
    "huber-0.4": nn.HuberLoss(delta=0.4),
    "smooth-l1": nn.SmoothL1Loss(),
    "smooth-l1-0.4": nn.SmoothL1Loss(beta=0.4),
    "hinge": nn.MultiMarginLoss(),
}


def gradient(t):
    return ((t * 37 + 11) % 101 - 47) / 64


def optimized(name, decay):
    p = torch.ones(1, requires_grad=True)
    if name == "rprop" and decay:  # it has no weight decay of its own: added to the gradient
        optimizer, added = OPTIMIZERS[name]([p], 0), decay
    else:
        optimizer, added = OPTIMIZERS[name]([p], decay), 0
    path = []
    for t in range(100):
        p.grad = torch.full((1,), gradient(t)) + added * p.detach()
        optimizer.step()
        path.append(p.item())
    return path


def scheduled(name):
    optimizer = optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
    schedule = SCHEDULES[name](optimizer)
    rates = []
    for t in range(40):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        loss = 1 / (t + 1) if t < 8 else 0.3 if t < 30 else 0.01
        schedule.step(*([loss] if name == "plateau" else []))
    return rates


def lost(name):
    outputs = 1 if name == "bce" else 5
    z = torch.tensor([[3 * gradient(s * outputs + k) for k in range(outputs)] for s in range(7)])
    z.requires_grad_()
    target = torch.tensor([[gradient(50 + s * outputs + k) for k in range(outputs)] for s in range(7)])
    if name == "bce":
        target = torch.tensor([[float(s % 2)] for s in range(7)])
    elif name in ("cross-entropy", "smoothed", "hinge"):
        target = torch.tensor([s % outputs for s in range(7)])
    loss = LOSSES[name](z, target)
    loss.backward()
    return [loss.item()] + z.grad.flatten().tolist()


INITIALIZERS = {
    "zeros": nn.init.zeros_,
    "ones": nn.init.ones_,
    "constant": lambda w: nn.init.constant_(w, 0.1),
    "normal": lambda w: nn.init.normal_(w, std=0.05),
    "uniform": lambda w: nn.init.uniform_(w, -0.05, 0.05),
    "truncated": lambda w: nn.init.trunc_normal_(w, std=0.05, a=-0.1, b=0.1),
    "xavier": nn.init.xavier_normal_,
    "he": lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"),
    "orthogonal": nn.init.orthogonal_,
    "identity": nn.init.eye_,
    "sparse": lambda w: nn.init.sparse_(w, 0.1),
    "xavier-uniform": nn.init.xavier_uniform_,
    "he-uniform": lambda w: nn.init.kaiming_uniform_(w, nonlinearity="relu"),
}


def weighed(name):
    """Weights, then biases, of a layer after torch.manual_seed(12345)."""
    kind, distribution, shape = name.rsplit("-", 2)
    inputs, outputs = (int(n) for n in shape.split("x"))
    torch.manual_seed(12345)
    if kind == "torch-default":
        layer = nn.Linear(inputs, outputs, dtype=torch.float32)
        return layer.weight.flatten().tolist() + layer.bias.tolist()
    weight = torch.empty(outputs, inputs, dtype=torch.float32)
    INITIALIZERS[kind if distribution == "default" else f"{kind}-{distribution}"](weight)
    return weight.flatten().tolist() + [0.0] * outputs


ACTIVATIONS = {
    "linear": nn.Identity, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh,
    # nn.Hardsigmoid itself multiplies by 1/6 as rounded to binary32
    "hard-sigmoid": lambda: Function(lambda z: nn.functional.relu6(z + 3) / 6),
    "hard-tanh": nn.Hardtanh, "relu": nn.ReLU, "relu6": nn.ReLU6, "leaky": nn.LeakyReLU,
    "prelu": nn.PReLU, "elu": nn.ELU, "selu": nn.SELU, "gelu": nn.GELU,
    "gelu-tanh": lambda: nn.GELU(approximate="tanh"), "silu": nn.SiLU, "hard-swish": nn.Hardswish,
    "softplus": nn.Softplus, "softsign": nn.Softsign, "mish": nn.Mish,
    "sine": lambda: Function(torch.sin),
    "erf": lambda: Function(lambda z: torch.erf(math.sqrt(math.pi) / 2 * z)),
}
NORMS = {"no-norm": None, "layernorm": nn.LayerNorm, "batchnorm": nn.BatchNorm1d}


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.forward = function


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def built(name):
    """A network of 3 inputs, 3 x 6 units and 4 classes, its parameters in Puente's order."""
    activation, norm, shape = name.split("/")
    layers, inputs = [], 3
    for _ in range(3):
        between = [NORMS[norm](6)] if NORMS[norm] else []
        kind = Residual if shape == "residual" and inputs == 6 else nn.Sequential
        layers.append(kind(nn.Linear(inputs, 6), *between, ACTIVATIONS[activation]()))
        inputs = 6
    model = nn.Sequential(*layers, nn.Linear(6, 4))
    number = 0
    for parameter in model.parameters():
        count, turned = parameter.numel(), parameter.dim() == 2
        numbers = torch.tensor([float(torch.tensor(gradient(3 * i + 1) * 0.75, dtype=torch.float32))
                                for i in range(number, number + count)])
        parameter.data = numbers.reshape(parameter.shape[::-1]).T.clone() if turned else numbers
        number += count
    return model


@functools.lru_cache
def trained(name):
    """The gradient before the first of 100 steps of SGD, and the losses before each."""
    model = built(name)
    x = torch.tensor([gradient(5 * i + 2) for i in range(60)]).reshape(20, 3)
    y = torch.tensor([s * s % 4 for s in range(20)])
    optimizer = optim.SGD(model.parameters(), lr=0.05)
    losses, first = [], None
    for _ in range(100):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x), y)
        loss.backward()
        losses.append(loss.item())
        first = first or [g for p in model.parameters() for g in p.grad.T.flatten().tolist()]
        optimizer.step()
    return first, losses


def expected(what, name):
    if what in ("gradient", "training"):
        return trained(name)[what == "training"]
    if what == "weights":
        return weighed(name)
    if what in ("optimizer", "decayed"):
        return optimized(name, 0.01 if what == "decayed" else 0)
    return scheduled(name) if what == "schedule" else lost(name)


def distance(xs, ys):
    """Largest difference, relative to the largest number."""
    if len(xs) != len(ys):
        return float("inf")
    size = max(abs(y) for y in ys) or 1
    return max(abs(x - y) for x, y in zip(xs, ys)) / size


# 100 steps of binary32 round 100 times; everything else is one evaluation.
TOLERANCE = {("optimizer", 32): 2e-5, ("decayed", 32): 2e-5, ("loss", 32): 1e-6,
             ("weights", 32): 1e-6, ("gradient", 32): 1e-5, ("training", 32): 1e-4,
             ("training", 64): 1e-6}


def main():
    lines = subprocess.run([sys.argv[1]], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    failed = 0
    for number, line in enumerate(lines, 1):
        what, name, bits, *numbers = line.split()
        title = f"{what} {name} in binary{bits}"
        try:
            wanted = expected(what, name)
            steps = slice(10 if (what, bits) == ("training", "32") else None)
            far = distance([float(x) for x in numbers], wanted[steps])
        except KeyError:
            far = float("nan")
        good = far <= TOLERANCE.get((what, int(bits)), 1e-12)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {title}: {far:.1e} from PyTorch")
    print(f"1..{len(lines)}")
    sys.exit(failed > 0)


main()
