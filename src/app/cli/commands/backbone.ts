import { backboneTask, backboneTaskSpec } from "../../tasks/backbone/backbone-task.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatBackbones } from "../terminal/backbone-text.ts";

export const backboneCommand: Command = defineCommand({
  spec: backboneTaskSpec,
  task: backboneTask,
  positionals: ["action", "targets"],
  examples: [
    { purpose: "see what there is, and what can be had", line: "mor backbone list" },
    { purpose: "download weights trained on ImageNet", line: "mor backbone pull mobilenet-v2 densenet121" },
    {
      purpose: "take them from a mirror, or from a folder on a memory stick",
      line: "mor backbone pull vgg16 --from /media/stick",
    },
    {
      purpose: "use a network of your own",
      line: "mor backbone add leaf-net.onnx --licence 'CC BY 4.0' --citation 'Doe 2025, doi:10.1000/1'",
    },
    {
      purpose: "register an official file that was fetched by hand",
      line: "mor backbone add vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5 --as vgg16",
    },
    { purpose: "free the space", line: "mor backbone remove vgg16" },
  ],
  print: formatBackbones,
});
