import type { JobStatus } from "./job.ts";

type Nothing = Readonly<Record<string, never>>;

/** A pretrained network of the store, or one that can be had. */
export interface PretrainedNetwork {
  /** By which options name it. */
  readonly name: string;
  readonly title: string;
  /** `included`: it comes with the package; `published`: it can be downloaded. */
  readonly state: "included" | "stored" | "published" | "damaged";
  /** What is wrong with a damaged one, as half a sentence. */
  readonly damage: string | null;
  /** Of its weights; of a published one about, from its number of parameters. Null where it is not known. */
  readonly bytes: number | null;
  /** Height and width of the images that it was made for, in pixels; null where it takes any. */
  readonly size: number | null;
  /** Numbers that it makes of an image. */
  readonly features: number | null;
  readonly parameters: number | null;
  readonly licence: string | null;
  readonly citation: string | null;
  /** The other computer that it is downloaded from; null where it is not published. */
  readonly host: string | null;
  /** The latest download of it. */
  readonly job: { readonly id: string; readonly status: JobStatus } | null;
}

export interface PretrainedNetworks {
  /** Where the store lies, absolute: one for all workspaces of a user. */
  readonly folder: string;
  readonly networks: readonly PretrainedNetwork[];
  /** Weight files directly in the workspace and in the chosen folders, absolute, to be added. */
  readonly files: readonly string[];
}

/** How a network of one's own wants its input. */
export type InputKind = "torch" | "tensorflow" | "caffe" | "unit";

export interface BackboneQueries {
  "backbones/list": { readonly input: Nothing; readonly output: PretrainedNetworks };
}

export interface BackboneActions {
  /** Downloads published weights in a job: the one thing that asks another computer, and only when it is asked for. */
  "backbones/pull": {
    readonly input: {
      readonly name: string;
      /** A folder below the workspace or a chosen one that holds the file, instead of the download. */
      readonly from?: string | undefined;
    };
    readonly output: { readonly job: string };
  };
  /** Copies a weight file into the store, in a job: `.onnx`, `.h5` or `.safetensors`. */
  "backbones/add": {
    readonly input: {
      /** Below the workspace or a chosen folder. */
      readonly file: string;
      /** By default that of the file. */
      readonly as?: string | undefined;
      readonly licence?: string | undefined;
      readonly citation?: string | undefined;
      readonly inputScaling?: InputKind | undefined;
      readonly tap?: string | undefined;
    };
    readonly output: { readonly job: string };
  };
  /** Deletes weights from the store; never those that come with the package. */
  "backbones/remove": { readonly input: { readonly name: string }; readonly output: null };
}
