import type { Convention, FeatureNetwork } from "../../engine/nn/feature-network.ts";
import { densenet } from "../../engine/nn/networks/densenet.ts";
import { inceptionV3 } from "../../engine/nn/networks/inception-v3.ts";
import { mobilenetV2 } from "../../engine/nn/networks/mobilenet-v2.ts";
import { resnetV2 } from "../../engine/nn/networks/resnet-v2.ts";
import { vgg16 } from "../../engine/nn/networks/vgg16.ts";
import type { ArchitectureName } from "./architecture-name.ts";
import type { InputScalingName } from "./backbone.ts";

export interface ArchitectureOptions {
  /** Factor of the numbers of channels; MobileNet v2 alone has it. 1 by default. */
  readonly width?: number | undefined;
  /** Where the weights come from; Keras by default. ResNet v2 and VGG16 are the same in both. */
  readonly convention?: Convention | undefined;
}

/** One of the nine networks, without its classifier: layers as in Keras Applications (`include_top=False, pooling="avg"`). */
export interface Architecture {
  readonly name: ArchitectureName;
  /** For reports: "MobileNet v2". */
  readonly title: string;
  readonly network: (options?: ArchitectureOptions) => FeatureNetwork;
  /** Height and width that the ImageNet weights were trained with. */
  readonly size: number;
  /** Smaller images leave nothing of the last feature map. */
  readonly smallestSize: number;
  /** Width of the features; for MobileNet v2 up to width 1. */
  readonly features: number;
  /** Numbers in all weights, running statistics included; at width 1. */
  readonly parameters: number;
  /** How the inputs of the official Keras weights are scaled. */
  readonly scaling: InputScalingName;
  readonly citation: string;
}

const resnetCitation =
  "K. He, X. Zhang, S. Ren, J. Sun: Identity mappings in deep residual networks. ECCV 2016. doi:10.1007/978-3-319-46493-0_38, arXiv:1603.05027";
const densenetCitation =
  "G. Huang, Z. Liu, L. van der Maaten, K. Q. Weinberger: Densely connected convolutional networks. CVPR 2017. doi:10.1109/CVPR.2017.243, arXiv:1608.06993";

/** The nine networks of the paper by name, in its order. */
export const architectures: Readonly<Record<ArchitectureName, Architecture>> = {
  "inception-v3": {
    name: "inception-v3",
    title: "Inception v3",
    network: ({ convention } = {}) => inceptionV3(convention),
    size: 299,
    smallestSize: 75,
    features: 2048,
    parameters: 21_802_784,
    scaling: "tensorflow",
    citation:
      "C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna: Rethinking the Inception architecture for computer vision. CVPR 2016. doi:10.1109/CVPR.2016.308, arXiv:1512.00567",
  },
  vgg16: {
    name: "vgg16",
    title: "VGG16",
    network: vgg16,
    size: 224,
    smallestSize: 32,
    features: 512,
    parameters: 14_714_688,
    scaling: "caffe",
    citation:
      "K. Simonyan, A. Zisserman: Very deep convolutional networks for large-scale image recognition. ICLR 2015. doi:10.48550/arXiv.1409.1556, arXiv:1409.1556",
  },
  "resnet50-v2": {
    ...residual("resnet50-v2", 50),
    parameters: 23_564_800,
  },
  "resnet101-v2": {
    ...residual("resnet101-v2", 101),
    parameters: 42_626_560,
  },
  "resnet152-v2": {
    ...residual("resnet152-v2", 152),
    parameters: 58_331_648,
  },
  "mobilenet-v2": {
    name: "mobilenet-v2",
    title: "MobileNet v2",
    network: ({ width = 1, convention = "keras" } = {}) => mobilenetV2({ width, convention }),
    size: 224,
    smallestSize: 32,
    features: 1280,
    parameters: 2_257_984,
    scaling: "tensorflow",
    citation:
      "M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen: MobileNetV2: inverted residuals and linear bottlenecks. CVPR 2018. doi:10.1109/CVPR.2018.00474, arXiv:1801.04381",
  },
  densenet121: { ...dense("densenet121", 121), features: 1024, parameters: 7_037_504 },
  densenet169: { ...dense("densenet169", 169), features: 1664, parameters: 12_642_880 },
  densenet201: { ...dense("densenet201", 201), features: 1920, parameters: 18_321_984 },
};

function residual(name: ArchitectureName, depth: 50 | 101 | 152): Omit<Architecture, "parameters"> {
  return {
    name,
    title: `ResNet${depth} v2`,
    network: () => resnetV2(depth),
    size: 224,
    smallestSize: 32,
    features: 2048,
    scaling: "tensorflow",
    citation: resnetCitation,
  };
}

function dense(
  name: ArchitectureName,
  depth: 121 | 169 | 201,
): Omit<Architecture, "parameters" | "features"> {
  return {
    name,
    title: `DenseNet${depth}`,
    network: ({ convention } = {}) => densenet(depth, convention),
    size: 224,
    smallestSize: 32,
    scaling: "torch",
    citation: densenetCitation,
  };
}
