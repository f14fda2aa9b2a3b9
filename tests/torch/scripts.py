# SPDX-License-Identifier: BSD-3-Clause
#
# scripts.py PUENTE: trains with Puente, exports, runs the script, compares the loss both came to. A TAP
# line for each row of the catalogues, which are asked for with *.
import contextlib
import io
import os
import pathlib
import re
import runpy
import subprocess
import sys
import tempfile

PUENTE = sys.argv[1]
NET = "data moons n=150 quiet\nnet 2x12 {act} xavier loss={loss} {net} quiet\n"
NUMBER = "data sine n=150 quiet\nnet 2x12 {act} xavier loss={loss} {net} quiet\n"
RUN = "train 4 opt={opt} batch=40 schedule={schedule} {more} quiet\nexport torch \"net.py\"\n"
PLAIN = {"act": "tanh", "loss": "cross-entropy", "opt": "adam", "schedule": "constant", "more": "",
         "net": ""}


def puente(cell):
    pathlib.Path("cell").write_text(cell)
    done = subprocess.run([PUENTE, "run", "cell"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
    return done.stdout


def rows(kind):
    """The rows of a catalogue, from the message about a row that is none."""
    said = puente(f"net 2x4 quiet\n{kind}qqqqqqqqqqqq")
    said = re.search(r"^one of (.*)$", said, re.MULTILINE).group(1).split(", ")
    return [row for row in said if " " not in row]  # not "or a formula of x in quotes"


def compared(case):
    """The relative distance of the losses; what was said instead when there is none."""
    settings = PLAIN | case
    number = settings["loss"].split("(")[0] in ("mse", "l1", "huber", "smooth-l1")
    said = puente((NUMBER if number else NET).format(**settings) + RUN.format(**settings))
    if "net.safetensors" not in said:
        return said
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path("net.py")
    theirs = float(re.findall(r"train loss ([0-9.e+-]+)", printed.getvalue())[-2])
    ours = float(re.search(r"Puente came to train loss ([0-9.e+-]+)", printed.getvalue()).group(1))
    return abs(theirs - ours) / abs(ours)


def main():
    formulas = ["x*tanh(log(1+exp(x)))", "max(x, x/9) - 0.1*(x > 1)", "min(x^2, abs(x), 2)*sin(2*pi*x)",
                "erf(x)/(1 + exp(-x)) - 2^(-x*x) + sqrt(1+x^2)"]
    cases = ([{"act": row} for row in rows("act ")] + [{"act": "leaky(0.3)"}]
             + [{"act": f'"{formula}"'} for formula in formulas]
             + [{"loss": row} for row in rows("net loss=")] + [{"loss": "huber(0.4)"}]
             + [{"opt": row} for row in rows("train opt=")]
             + [{"schedule": row} for row in rows("train schedule=")]
             + [{"net": net} for net in ("residual", "layernorm", "batchnorm", "residual layernorm",
                                         "residual batchnorm")]
             + [{"more": more} for more in ("clip=0.1", "decay=0.1", "opt=sgd momentum=0.9", "steps=7")])
    for case in cases:
        if "batchnorm" in case.get("net", ""):  # Adam would follow the noise in biases without effect
            case["opt"] = "sgd"
        if case.get("more", "").startswith("opt="):
            case["opt"], case["more"] = "sgd", "momentum=0.9"
    failed = 0
    for number, case in enumerate(cases, 1):
        far = compared(case)
        # binary32 RMSprop amplifies the order in which a batch is summed
        limit = 1e-3 if case.get("opt", "").startswith("rmsprop") else 1e-4
        good = isinstance(far, float) and far <= limit
        failed += not good
        title = ", ".join(f"{name} {value}" for name, value in case.items() if value)
        print(f"{'ok' if good else 'not ok'} {number} - {title}: {far} from PyTorch".replace("\n", " "))
    print(f"1..{len(cases)}")
    return failed > 0


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    failed = main()
    os.chdir("/")
sys.exit(failed)
