import { describe, expect, it } from "vitest";
import { writeMethods } from "../../../src/learning/report/methods-text.ts";
import { sampleReport } from "../../support/report-sample.ts";

describe("methods text", () => {
  it("tells how the images were partitioned, what was trained and how it scored", () => {
    const [data = "", training = "", scores = "", software = ""] = writeMethods(sampleReport());
    expect(data).toContain("1,782 images in 6 classes (chlo_enlarged, n = 300;");
    expect(data).toContain(
      "Images were partitioned at random by plant, stratified by class, into training, validation and test parts",
    );
    expect(data).toContain("seed 1), so that no plant contributed images to more than one part.");
    expect(training).toContain(
      "with AdamW (one-cycle schedule, learning rate 0.004, batch size 64, label smoothing 0.1)",
    );
    expect(training).toContain("The weights of epoch 48 were kept");
    expect(scores).toMatch(
      /On the test part, \d+ of 180 images were classified correctly \(accuracy 9\d\.\d/,
    );
    expect(software).toContain("doi:10.1093/plphys/kiab223");
  });

  it("does not say what it does not know", () => {
    const sample = sampleReport({ epochs: 0 });
    const { partition: _, groupName: __, ...data } = sample.data;
    const { methods: ___, ...run } = sample.run;
    const counts = [{ part: "test", perClass: sample.data.classes.map(() => 30), groups: null }];
    const text = writeMethods({
      ...sample,
      run: { ...run, seed: null, dataHash: null, device: null, versions: {} },
      data: { ...data, counts, broken: [], duplicates: [] },
    }).join(" ");
    expect(text).not.toMatch(/partitioned|trained|seed|SHA|null|undefined|NaN|Software/);
  });
});
