"""Classes of a folder of images with PyTorch: a DataLoader decodes with Pillow, a ResNet scores on some threads.

    python predict_folder_torch.py --images DIR --model model.onnx --out FILE.csv [--workers 2] [--threads 2] [--limit N]

The network and its weights are those of model.onnx, as `mor train --model resnet` writes it: one channel, whole images,
scaled image by image, one view. Prints a JSON line: seconds of all after the imports and the network are there, seconds of
start-up, processor seconds and peak memory of this process and its workers.
"""

import time

started = time.time()

import argparse
import csv
import json
import os
import pathlib
import resource

import numpy
import onnx
import torch
from onnx import numpy_helper
from PIL import Image
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--images", type=pathlib.Path, required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--out", required=True)
parser.add_argument("--workers", type=int, default=2)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--limit", type=int)
args = parser.parse_args()
torch.set_num_threads(args.threads)

stored = onnx.load(args.model)
description = json.loads({pair.key: pair.value for pair in stored.metadata_props}["deeplearnmor"])
weights = {tensor.name: torch.tensor(numpy_helper.to_array(tensor)) for tensor in stored.graph.initializer}
height, width = description["preprocessing"]["height"], description["preprocessing"]["width"]


class Conv(nn.Sequential):
    """Convolution, batch normalisation, ReLU."""

    def __init__(self, name, stride):
        weight = weights[f"{name}.weight"]
        conv = nn.Conv2d(weight.shape[1], weight.shape[0], 3, stride, 1, bias=False)
        norm = nn.BatchNorm2d(weight.shape[0])
        conv.weight.data = weight
        norm.weight.data, norm.bias.data = weights[f"{name}.norm.scale"], weights[f"{name}.norm.shift"]
        norm.running_mean, norm.running_var = (
            weights[f"{name}.norm.runningMean"],
            weights[f"{name}.norm.runningVariance"],
        )
        super().__init__(conv, norm, nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.body = nn.Sequential(Conv(f"{name}.first", 1), Conv(f"{name}.second", 1))

    def forward(self, x):
        return x + self.body(x)


classifier = nn.Linear(*weights["classifier.weight"].shape)
classifier.weight.data, classifier.bias.data = weights["classifier.weight"].T, weights["classifier.bias"]
network = nn.Sequential(
    Conv("stem", 2 if height > 40 else 1),
    Conv("stage1", 2),
    Residual("block1"),
    Conv("stage2", 2),
    Conv("stage3", 2),
    Residual("block2"),
    nn.AdaptiveMaxPool2d(1),
    nn.Flatten(),
    classifier,
)
network = network.eval().to(memory_format=torch.channels_last)

DEVIATION_FLOOR = 0.02


class Images(torch.utils.data.Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with Image.open(self.files[index]) as image:
            pixels = numpy.asarray(image)
        top = 65_535 if pixels.dtype == numpy.uint16 else 255
        pixels = pixels.astype(numpy.float32)
        scale = 1 / (pixels.std() + DEVIATION_FLOOR * top)
        # Area averaging, as ours: the same numbers, and faster than Pillow's antialiased bilinear filter.
        resized = Image.fromarray(pixels).resize((width, height), Image.BOX)
        return torch.from_numpy((numpy.asarray(resized) - pixels.mean()) * scale)[None]


def find_images(folder):
    return sorted(
        os.path.join(place, name)
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith((".jpg", ".tif"))
    )


def predict():
    files = find_images(args.images)[: args.limit]
    loader = torch.utils.data.DataLoader(Images(files), batch_size=args.batch, num_workers=args.workers)
    with open(args.out, "w", newline="", encoding="utf-8") as table, torch.inference_mode():
        writer = csv.writer(table)
        writer.writerow(["path", "predicted", "confidence", *(f"p_{name}" for name in description["classes"])])
        done = 0
        for batch in loader:
            batch = batch.contiguous(memory_format=torch.channels_last)
            probabilities = network(batch).softmax(1).tolist()
            for file, row in zip(files[done : done + len(probabilities)], probabilities):
                best = max(range(len(row)), key=row.__getitem__)
                writer.writerow([file, description["classes"][best], row[best], *row])
            done += len(probabilities)
    return done


ready = time.time()
count = predict()
ended = time.time()
usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(
    json.dumps(
        {
            "peer": f"PyTorch {torch.__version__}, Pillow {Image.__version__}, {args.workers} workers",
            "images": count,
            "seconds": ended - ready,
            "start_seconds": ready - started,
            "cpu_seconds": sum(one.ru_utime + one.ru_stime for one in usage),
            # A worker's memory is what its largest one took; most of it is shared with this process.
            "peak_bytes": usage[0].ru_maxrss * 1024,
            "worker_peak_bytes": usage[1].ru_maxrss * 1024 if args.workers > 0 else 0,
        }
    )
)
