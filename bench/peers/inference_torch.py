"""Inference of one network with random weights in PyTorch, channels last, float32: ms per image.

    python inference_torch.py --network mobilenet-v2 [--size 224] [--batch 16] [--threads 2] [--runs 5]

Backbones end at their pooled features, as ours do. The structures are those of timm and torchvision; `resnet` is our
default network, written out. Prints a JSON line.
"""

import argparse
import json
import statistics
import sys
import time

import torch
from torch import nn

try:
    import torchvision
except RuntimeError:
    # Built for another PyTorch, it misses its own operators, which none of these networks uses.
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    stub = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        stub.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision
import timm

parser = argparse.ArgumentParser()
parser.add_argument("--network", default="mobilenet-v2")
parser.add_argument("--size", type=int, default=224)
parser.add_argument("--batch", type=int, default=16)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--runs", type=int, default=5)
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(0)

TIMM = {
    "inception-v3": "inception_v3",
    "resnet50-v2": "resnetv2_50",
    "resnet101-v2": "resnetv2_101",
    "resnet152-v2": "resnetv2_152",
    "mobilenet-v2": "mobilenetv2_100",
    "densenet121": "densenet121",
    "densenet169": "densenet169",
    "densenet201": "densenet201",
}


def conv(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(conv(width, width), conv(width, width))

    def forward(self, x):
        return x + self.body(x)


def default_network(w=32, classes=6):
    return nn.Sequential(
        conv(1, w, 2 if args.size > 40 else 1),
        *(conv(w, 2 * w, 2), Residual(2 * w), conv(2 * w, 4 * w, 2), conv(4 * w, 8 * w, 2), Residual(8 * w)),
        *(nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(8 * w, classes), nn.Softmax(1)),
    )


def build():
    if args.network == "resnet":
        return default_network(), 1, f"pytorch {torch.__version__}"
    if args.network == "vgg16":
        features = torchvision.models.vgg16(weights=None).features
        net = nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        return net, 3, f"pytorch {torch.__version__} torchvision {torchvision.__version__}"
    net = timm.create_model(TIMM[args.network], pretrained=False, num_classes=0)
    return net, 3, f"pytorch {torch.__version__} timm {timm.__version__}"


net, channels, peer = build()
net = net.eval().to(memory_format=torch.channels_last)
x = torch.rand(args.batch, channels, args.size, args.size).to(memory_format=torch.channels_last)
times = []
with torch.inference_mode():
    for run in range(2 + args.runs):
        start = time.perf_counter()
        net(x)
        if run >= 2:
            times.append(time.perf_counter() - start)
milliseconds = statistics.median(times) / args.batch * 1e3
print(json.dumps({"peer": f"{peer} channels_last", "infer_ms_per_image": milliseconds}))
