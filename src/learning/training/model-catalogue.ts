import { paperCnn } from "../../engine/nn/networks/paper-cnn.ts";
import { resnet } from "../../engine/nn/networks/resnet.ts";
import type { Network } from "../../engine/nn/scope.ts";

export interface NetworkOptions {
  /** Filters of the first layer; later layers have multiples of it. */
  readonly width: number;
}

/** A network that can be trained from scratch, with what it asks of its input. */
export interface ModelDefinition {
  /** Phrase for reports: "compact residual network". */
  readonly title: string;
  readonly network: (classes: number, options: NetworkOptions) => Network;
  /** Filters of the first layer when the user does not say; absent where the network fixes them. */
  readonly width?: number;
  /** Where the network fixes them; otherwise they follow the data. */
  readonly channels?: 1 | 3;
  readonly size?: number;
}

export type ModelName = "paper-cnn" | "resnet";

/** A new network is one file under engine/nn/networks and one line here. */
export const models: Readonly<Record<ModelName, ModelDefinition>> = {
  "paper-cnn": {
    title: "convolutional neural network of Li et al. (2021)",
    network: (classes) => paperCnn(classes),
    channels: 3,
    size: 128,
  },
  resnet: {
    title: "compact residual network",
    network: (classes, { width }) => resnet(classes, { width }),
    width: 32,
  },
};

export const modelNames: readonly ModelName[] = ["resnet", "paper-cnn"];
