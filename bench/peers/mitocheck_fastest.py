"""Runs the training script of PyTorch in the precision that is faster here, and adds to what it prints.

    python mitocheck_fastest.py [--precision auto|bfloat16|float32] SCRIPT [arguments of the script, --threads N among them]

The script computes in bfloat16 by autocast. A processor without units for it emulates them, tens of times slower than
float32; whoever trains there leaves autocast out, and so does this program, without touching the script: for `auto` it
times a convolution in both.
"""

import argparse
import contextlib
import io
import json
import runpy
import sys
import time

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--precision", choices=["auto", "bfloat16", "float32"], default="auto")
parser.add_argument("script")
args, rest = parser.parse_known_args()
if "--threads" in rest:
    torch.set_num_threads(int(rest[rest.index("--threads") + 1]))


def seconds(dtype):
    """Of the quickest of three steps of a convolution like those of the network, after one that warms up."""
    net = torch.nn.Conv2d(64, 64, 3, padding=1).to(memory_format=torch.channels_last)
    x = torch.rand(8, 64, 16, 16).to(memory_format=torch.channels_last)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16):
            y = net(x)
        y.float().sum().backward()
        times.append(time.perf_counter() - start)
    return min(times[1:])


probe = {"bfloat16": seconds(torch.bfloat16), "float32": seconds(torch.float32)}
precision = min(probe, key=probe.get) if args.precision == "auto" else args.precision
if precision == "float32":
    torch.autocast = lambda *_, **__: contextlib.nullcontext()
sys.argv = [args.script, *rest]
printed = io.StringIO()
start = time.perf_counter()
with contextlib.redirect_stdout(printed):
    runpy.run_path(args.script, run_name="__main__")
result = json.loads(printed.getvalue().strip().splitlines()[-1])
print(
    json.dumps(
        {
            **result,
            "peer": result["peer"].replace("bf16", precision),
            "precision": precision,
            "script_seconds": round(time.perf_counter() - start, 1),
            "probe_ms": {name: round(value * 1e3, 2) for name, value in probe.items()},
        }
    )
)
