"""The same features with Python's onnxruntime: Pillow decodes and resizes, NumPy scales, batches run on some threads.

    python features_onnxruntime.py --images LIST --weights FILE.onnx [--batch 32] [--threads 2]

LIST has a path on each line. Decoding is done one batch ahead on threads of its own, or in turn with the network,
whichever is faster here; images that warm up are not counted. Prints a JSON line.
"""

import argparse
import concurrent.futures
import json
import time

import numpy
import onnxruntime
from PIL import Image

parser = argparse.ArgumentParser()
parser.add_argument("--images", required=True)
parser.add_argument("--weights", required=True)
parser.add_argument("--size", type=int, default=224)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--output", default="features")
args = parser.parse_args()

with open(args.images, encoding="utf-8") as lines:
    files = lines.read().splitlines()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = args.threads
session = onnxruntime.InferenceSession(args.weights, options, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name


def load(file):
    image = Image.open(file).convert("RGB").resize((args.size, args.size), Image.BILINEAR)
    return numpy.asarray(image, dtype=numpy.float32).transpose(2, 0, 1) * (1 / 127.5) - 1


def prepare(chunk):
    return numpy.stack([load(file) for file in chunk])


def chunks(of):
    return [of[start : start + args.batch] for start in range(0, len(of), args.batch)]


def in_turn(of):
    for chunk in chunks(of):
        yield prepare(chunk)


def ahead(of):
    parts = chunks(of)
    with concurrent.futures.ThreadPoolExecutor(args.threads) as pool:
        coming = [pool.submit(prepare, part) for part in parts[: args.threads]]
        for place in range(len(parts)):
            batch = coming.pop(0).result()
            if place + args.threads < len(parts):
                coming.append(pool.submit(prepare, parts[place + args.threads]))
            yield batch


def extract(of, batches):
    start, busy = time.perf_counter(), time.process_time()
    features = numpy.concatenate([session.run([args.output], {name: batch})[0] for batch in batches(of)])
    scale = 1e3 / len(of)
    return features, (time.perf_counter() - start) * scale, (time.process_time() - busy) * scale


warm_up = files[: 4 * args.batch]
extract(warm_up[: args.batch], in_turn)
trial = {way: extract(warm_up, way)[1] for way in (in_turn, ahead)}
best = min(trial, key=trial.get)
features, milliseconds, busy = extract(files, best)
print(
    json.dumps(
        {
            "peer": f"onnxruntime {onnxruntime.__version__}, {best.__name__}",
            "cold_ms_per_image": milliseconds,
            "cpu_ms_per_image": busy,
            "mean": float(features.mean()),
        }
    )
)
