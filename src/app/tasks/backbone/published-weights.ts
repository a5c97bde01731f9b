import type { ArchitectureName } from "../../../learning/backbones/architecture-name.ts";
import { architectures } from "../../../learning/backbones/architectures.ts";

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
  published("inception-v3", licences.inception, {
    file: "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
    md5: "bcbd6486424b2319ff4ef7d526e38f63",
  }),
  published("vgg16", licences.vgg, {
    file: "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
    md5: "6d6bbae143d832006294945121d1f1fc",
  }),
  resnet(50, "fac2f116257151a9d068a22e544a4917"),
  resnet(101, "c0ed64b8031c3730f411d2eb4eea35b5"),
  resnet(152, "ed17cf2e0169df9d443503ef94b23b33"),
  mobilenet(1, 1280, 2_257_984),
  mobilenet(0.35, 1280, 410_208),
  mobilenet(0.5, 1280, 706_224),
  mobilenet(0.75, 1280, 1_382_064),
  mobilenet(1.3, 1664, 3_766_048),
  mobilenet(1.4, 1792, 4_363_712),
  densenet(121, "30ee3e1110167f948a6b9946edeeb738"),
  densenet(169, "b8c4d4c20dd625c148057b9ff1c1176b"),
  densenet(201, "c13680b51ded0fb44dff2d8f86ac8bb1"),
];

/** Of that name; `mobilenet-v2-1.0` is the same as `mobilenet-v2`. */
export function publishedByName(name: string): PublishedWeights | undefined {
  const wanted = name === "mobilenet-v2-1.0" ? "mobilenet-v2" : name;
  return publishedWeights.find((entry) => entry.name === wanted);
}

type Own = Pick<PublishedWeights, "file"> & Partial<PublishedWeights>;

function published(architecture: ArchitectureName, licence: string, own: Own): PublishedWeights {
  const { title, size, features, parameters, citation } = architectures[architecture];
  return {
    name: architecture,
    architecture,
    title,
    size,
    features,
    parameters,
    licence,
    citation,
    address: `${baseAddress}${own.file}`,
    ...own,
  };
}

function resnet(depth: 50 | 101 | 152, md5: string): PublishedWeights {
  const file = `resnet/resnet${depth}v2_weights_tf_dim_ordering_tf_kernels_notop.h5`;
  return published(`resnet${depth}-v2`, licences.resnet, { file, md5 });
}

function densenet(depth: 121 | 169 | 201, md5: string): PublishedWeights {
  const file = `densenet/densenet${depth}_weights_tf_dim_ordering_tf_kernels_notop.h5`;
  return published(`densenet${depth}`, licences.densenet, { file, md5 });
}

/** Keras publishes no checksums of these. */
function mobilenet(width: number, features: number, parameters: number): PublishedWeights {
  const text = Number.isInteger(width) ? width.toFixed(1) : String(width);
  return published("mobilenet-v2", licences.mobilenet, {
    ...(width === 1 ? {} : { name: `mobilenet-v2-${text}` }),
    file: `mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${text}_224_no_top.h5`,
    title: `MobileNet v2 (width ${text})`,
    width,
    features,
    parameters,
  });
}
