import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { chooseModels } from "../../../../../src/app/tasks/study/models/choose-models.ts";
import { paperTileAccuracy } from "../../../../../src/learning/report/study/paper-results.ts";
import { temporaryFolder } from "../../../../data/dataset/made-images.ts";
import { keepCacheIn } from "../small-study.ts";

let root = "";
beforeAll(async () => {
  root = await temporaryFolder();
});
keepCacheIn(() => root);

const made = { weights: "rule-made", recipe: "modern" } as const;
const stored = { weights: "imagenet", recipe: "modern" } as const;

describe("names of models", () => {
  it("paper means the twelve of the paper", async () => {
    const models = await chooseModels("paper", made);
    expect(models.map(({ paper }) => paper).sort()).toEqual(Object.keys(paperTileAccuracy).sort());
    expect(models.filter(({ training }) => training.head === "linear")).toHaveLength(9);
    expect(new Set(models.map(({ title }) => title)).size).toBe(12);
    for (const { folder } of models) expect(folder).toMatch(/^[\w.-]+$/);
  });

  it("say what mor train is asked for", async () => {
    const models = await chooseModels(
      " svm, forest-measurements ,vgg16,vgg16+dense,densenet121+finetune,mobilenet-v2-0.35+finetune-2,svm",
      made,
    );
    const weights = "rule-made";
    expect(models.map(({ training }) => training)).toEqual([
      { model: "svm", input: "pixels" },
      { model: "forest", input: "measurements" },
      { backbone: "vgg16", head: "logistic", weights },
      { backbone: "vgg16", head: "dense", weights },
      { backbone: "densenet121", fineTune: "all", weights },
      { backbone: "mobilenet-v2-0.35", fineTune: 2, weights },
    ]);
    expect(models.map(({ title }) => title)).toEqual([
      "SVM on pixels",
      "Random forest on measurements",
      "VGG16",
      "VGG16, dense head",
      "DenseNet121, fine-tuned",
      "MobileNet v2 (width 0.35), the last 2 blocks fine-tuned",
    ]);
  });

  it("without a head mean that of the recipe", async () => {
    const [model] = await chooseModels("vgg16", { ...made, recipe: "paper" });
    expect(model).toMatchObject({
      family: "frozen features and one linear layer",
      training: { head: "linear" },
    });
  });

  it("give a size to those alone that take one", async () => {
    const models = await chooseModels("paper-cnn,resnet,vgg16,svm,forest-measurements", {
      ...made,
      size: 96,
    });
    expect(models.map(({ training }) => training.size)).toEqual([undefined, 96, 96, undefined, undefined]);
  });

  it("keep apart two files of one name, also when one of them is left out later", async () => {
    await mkdir(join(root, "a"));
    await mkdir(join(root, "b"));
    const [a, b] = [join(root, "a", "Net.onnx"), join(root, "b", "Net.onnx")];
    await writeFile(a, "a");
    await writeFile(b, "b");
    const models = await chooseModels(`${a},${b}+dense,${b}`, made);
    expect(models.map(({ folder }) => folder)).toEqual(["net", "net-dense", "net-2"]);
    expect(new Set(models.map(({ title }) => title)).size).toBe(3);
    expect(models.map(({ training }) => training.weights)).toEqual(["imagenet", "imagenet", "imagenet"]);
    const [later] = await chooseModels(b, { ...made, before: models });
    expect(later?.folder).toBe("net-2");
  });

  it.each([
    ["mobilnet-v2", "Did you mean mobilenet-v2?"],
    ["densenet121+lin", "Did you mean densenet121+linear?"],
    ["resnet+linear", "networks also with +linear"],
    ["papre", "Did you mean paper?"],
    ["xyz", "Known are resnet, paper-cnn"],
    [",", "--models paper"],
  ])("that mean nothing are refused with the nearest: %s", async (name, hint) => {
    await expect(chooseModels(name, made)).rejects.toMatchObject({
      code: "usage",
      hint: expect.stringContaining(hint),
    });
  });

  it("without weights are told all at once", async () => {
    await expect(chooseModels("resnet,vgg16,densenet121+dense,vgg16+linear", stored)).rejects.toMatchObject({
      code: "input-missing",
      message: "Expected weights, got none of vgg16, densenet121",
      hint: expect.stringContaining('"mor backbone pull vgg16 densenet121"'),
    });
    await expect(chooseModels("resnet,missing.onnx", stored)).rejects.toMatchObject({
      code: "input-missing",
      message: expect.stringContaining("missing.onnx"),
    });
  });
});
