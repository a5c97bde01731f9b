import { describe, expect, it } from "vitest";
import { predictionColumns } from "../../../../src/app/server/runs/prediction-columns.ts";

const classes = ["actin", "golgi"];

describe("predictionColumns", () => {
  it("gives images the paths of the table, also those of a run that was trained elsewhere", () => {
    const predictions = [
      { path: "a.png", label: "actin", group: "p1", probability: [0.123456, 0.876544] },
      { path: "../other/b.png", probability: [0.5, 0.5] },
    ];
    const images = [
      { path: "images/a.png", label: "golgi", columns: {} },
      { path: "/data/other/b.png", label: "", columns: {} },
    ];
    const options = { part: "test", root: "/data/w/images", workspace: "/data/w", images };
    expect(predictionColumns({ classes, predictions }, options)).toMatchObject({
      path: ["images/a.png", "other/b.png"],
      label: [0, -1],
      predicted: [1, 0],
      labelNow: ["golgi", null],
      confidence: [0.8765, 0.5],
      probability: [0.1235, 0.8765, 0.5, 0.5],
      group: ["p1", null],
    });
    const elsewhere = predictionColumns({ classes, predictions }, { ...options, root: "/data/x" });
    expect(elsewhere.path[1]).toBe("/data/other/b.png");
    expect(elsewhere.labelNow).toEqual([null, ""]);
  });

  it("finds the table's own name of a file that the run names in another Unicode form", () => {
    const path = "images/e\u0301.png";
    const options = {
      part: "test",
      root: "/w",
      workspace: "/w",
      images: [{ path, label: "golgi", columns: {} }],
    };
    const predictions = [{ path: path.normalize("NFC"), probability: [0, 1] }];
    expect(predictionColumns({ classes, predictions }, options)).toMatchObject({
      path: [path],
      labelNow: ["golgi"],
    });
  });

  it("has empty columns for no predictions", () => {
    const options = { part: "val", root: "/r", workspace: "/r", images: [] };
    expect(predictionColumns({ classes, predictions: [] }, options)).toMatchObject({
      path: [],
      probability: [],
    });
  });
});
