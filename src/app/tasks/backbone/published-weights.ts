import type { ArchitectureName } from "../../../learning/backbones/architecture-name.ts";

/** Weights that the authors of Keras Applications publish: trained on ImageNet, without the classifier. */
export interface PublishedWeights {
  /** What `mor backbone pull` takes: `vgg16`, `mobilenet-v2-0.35`. */
  readonly name: string;
  readonly architecture: ArchitectureName;
  /** Of MobileNet v2: the factor of its channels. */
  readonly width?: number;
  readonly title: string;
  /** Folder and file below the base address. */
  readonly file: string;
  readonly address: string;
  /** In hex; absent where none is published. */
  readonly md5?: string;
  /** Height and width of the images that it was trained on. */
  readonly size: number;
  readonly features: number;
  readonly parameters: number;
  readonly licence: string;
  readonly citation: string;
}

/** Addresses and checksums are those of Keras 3.15 (keras/src/applications, `file_hash`); sizes are not published. */
const baseAddress = "https://storage.googleapis.com/tensorflow/keras-applications/";

const references = {
  inception:
    "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016, doi:10.1109/CVPR.2016.308",
  vgg: "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015, doi:10.48550/arXiv.1409.1556",
  resnet:
    "He et al., Identity Mappings in Deep Residual Networks, ECCV 2016, doi:10.1007/978-3-319-46493-0_38",
  mobilenet:
    "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018, doi:10.1109/CVPR.2018.00474",
  densenet: "Huang et al., Densely Connected Convolutional Networks, CVPR 2017, doi:10.1109/CVPR.2017.243",
};

/** What the documentation of Keras says of the weights themselves (section "License" of each network). */
const licences = {
  inception: "Apache-2.0 (tensorflow/models)",
  vgg: "CC BY 4.0 (Visual Geometry Group, Oxford)",
  resnet: "BSD (facebook/fb.resnet.torch)",
  mobilenet: "Apache-2.0 (tensorflow/models)",
  densenet: "BSD 3-Clause (liuzhuang13/DenseNet)",
};

/** The nine networks of the paper in its order, MobileNet v2 in each of its widths. */
export const publishedWeights: readonly PublishedWeights[] = [
  published("inception", {
    name: "inception-v3",
    architecture: "inception-v3",
    title: "Inception v3",
    file: "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
    md5: "bcbd6486424b2319ff4ef7d526e38f63",
    size: 299,
    features: 2048,
    parameters: 21_802_784,
  }),
  published("vgg", {
    name: "vgg16",
    architecture: "vgg16",
    title: "VGG16",
    file: "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
    md5: "6d6bbae143d832006294945121d1f1fc",
    size: 224,
    features: 512,
    parameters: 14_714_688,
  }),
  resnet(50, "fac2f116257151a9d068a22e544a4917", 23_564_800),
  resnet(101, "c0ed64b8031c3730f411d2eb4eea35b5", 42_626_560),
  resnet(152, "ed17cf2e0169df9d443503ef94b23b33", 58_331_648),
  mobilenet(1, 1280, 2_257_984),
  mobilenet(0.35, 1280, 410_208),
  mobilenet(0.5, 1280, 706_224),
  mobilenet(0.75, 1280, 1_382_064),
  mobilenet(1.3, 1664, 3_766_048),
  mobilenet(1.4, 1792, 4_363_712),
  densenet(121, "30ee3e1110167f948a6b9946edeeb738", 1024, 7_037_504),
  densenet(169, "b8c4d4c20dd625c148057b9ff1c1176b", 1664, 12_642_880),
  densenet(201, "c13680b51ded0fb44dff2d8f86ac8bb1", 1920, 18_321_984),
];

/** Of that name; `mobilenet-v2-1.0` is the same as `mobilenet-v2`. */
export function publishedByName(name: string): PublishedWeights | undefined {
  const wanted = name === "mobilenet-v2-1.0" ? "mobilenet-v2" : name;
  return publishedWeights.find((entry) => entry.name === wanted);
}

type Facts = Omit<PublishedWeights, "address" | "licence" | "citation">;

function published(family: keyof typeof references, facts: Facts): PublishedWeights {
  return {
    ...facts,
    address: `${baseAddress}${facts.file}`,
    licence: licences[family],
    citation: references[family],
  };
}

function resnet(depth: 50 | 101 | 152, md5: string, parameters: number): PublishedWeights {
  return published("resnet", {
    name: `resnet${depth}-v2`,
    architecture: `resnet${depth}-v2`,
    title: `ResNet${depth} v2`,
    file: `resnet/resnet${depth}v2_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    md5,
    size: 224,
    features: 2048,
    parameters,
  });
}

/** Keras publishes no checksums of these. */
function mobilenet(width: number, features: number, parameters: number): PublishedWeights {
  const widthText = Number.isInteger(width) ? width.toFixed(1) : String(width);
  return published("mobilenet", {
    name: width === 1 ? "mobilenet-v2" : `mobilenet-v2-${widthText}`,
    architecture: "mobilenet-v2",
    width,
    title: `MobileNet v2 (width ${widthText})`,
    file: `mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${widthText}_224_no_top.h5`,
    size: 224,
    features,
    parameters,
  });
}

function densenet(
  depth: 121 | 169 | 201,
  md5: string,
  features: number,
  parameters: number,
): PublishedWeights {
  return published("densenet", {
    name: `densenet${depth}`,
    architecture: `densenet${depth}`,
    title: `DenseNet${depth}`,
    file: `densenet/densenet${depth}_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    md5,
    size: 224,
    features,
    parameters,
  });
}
