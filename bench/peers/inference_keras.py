"""Inference of one network with random weights in Keras on TensorFlow: ms per image.

    python inference_keras.py --network mobilenet-v2 [--size 224] [--batch 16] [--threads 2] [--runs 5]

Backbones are those of keras.applications, up to their pooled features, as ours; `resnet` is our default network,
written out. Prints a JSON line.
"""

import argparse
import json
import os
import statistics
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import tensorflow
from keras import layers

parser = argparse.ArgumentParser()
parser.add_argument("--network", default="mobilenet-v2")
parser.add_argument("--size", type=int, default=224)
parser.add_argument("--batch", type=int, default=16)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--runs", type=int, default=5)
args = parser.parse_args()
tensorflow.config.threading.set_intra_op_parallelism_threads(args.threads)

APPLICATIONS = {
    "inception-v3": "InceptionV3",
    "vgg16": "VGG16",
    "resnet50-v2": "ResNet50V2",
    "resnet101-v2": "ResNet101V2",
    "resnet152-v2": "ResNet152V2",
    "mobilenet-v2": "MobileNetV2",
    "densenet121": "DenseNet121",
    "densenet169": "DenseNet169",
    "densenet201": "DenseNet201",
}


def conv(x, width, stride=1):
    # Padding as in PyTorch: one pixel on every side.
    x = layers.Conv2D(width, 3, stride, use_bias=False)(layers.ZeroPadding2D(1)(x))
    return layers.ReLU()(layers.BatchNormalization()(x))


def residual(x, width):
    return layers.Add()([x, conv(conv(x, width), width)])


def default_network(w=32, classes=6):
    image = keras.Input((args.size, args.size, 1))
    x = conv(conv(image, w, 2 if args.size > 40 else 1), 2 * w, 2)
    x = conv(conv(residual(x, 2 * w), 4 * w, 2), 8 * w, 2)
    x = layers.Dropout(0.3)(layers.GlobalMaxPooling2D()(residual(x, 8 * w)))
    return keras.Model(image, layers.Dense(classes, activation="softmax")(x))


if args.network == "resnet":
    net = default_network()
else:
    build = getattr(keras.applications, APPLICATIONS[args.network])
    net = build(weights=None, include_top=False, pooling="avg", input_shape=(args.size, args.size, 3))
channels = 1 if args.network == "resnet" else 3
x = tensorflow.constant(numpy.random.rand(args.batch, args.size, args.size, channels).astype("f4"))
forward = tensorflow.function(lambda images: net(images, training=False))
times = []
for run in range(2 + args.runs):
    start = time.perf_counter()
    forward(x)
    if run >= 2:
        times.append(time.perf_counter() - start)
milliseconds = statistics.median(times) / args.batch * 1e3
peer = f"keras {keras.__version__} tensorflow {tensorflow.__version__}"
print(json.dumps({"peer": peer, "infer_ms_per_image": milliseconds}))
