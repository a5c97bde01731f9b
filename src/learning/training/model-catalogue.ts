import { paperCnn } from "../../engine/nn/networks/paper-cnn.ts";
import { resnet } from "../../engine/nn/networks/resnet.ts";
import type { Network } from "../../engine/nn/scope.ts";

/** A network that can be trained from scratch, with what it asks of its input. */
export interface ModelDefinition {
  /** Phrase for reports: "compact residual network". */
  readonly title: string;
  readonly network: (classes: number) => Network;
  /** Where the network fixes them; otherwise they follow the data. */
  readonly channels?: 1 | 3;
  readonly size?: number;
}

export type ModelName = "paper-cnn" | "resnet";

/** A new network is one file under engine/nn/networks and one line here. */
export const models: Readonly<Record<ModelName, ModelDefinition>> = {
  "paper-cnn": {
    title: "convolutional neural network of Li et al. (2021)",
    network: paperCnn,
    channels: 3,
    size: 128,
  },
  resnet: { title: "compact residual network", network: (classes) => resnet(classes) },
};

export const modelNames: readonly ModelName[] = ["resnet", "paper-cnn"];
