import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeFolder, writePng } from "./make-images.ts";
import { runMor } from "./run-mor.ts";

let room: string;
let data: string;

/** Labels as people write them. */
const labels = ['elongated, "long"', "größer 🌱", "normal"] as const;

const store = mkdtempSync(join(tmpdir(), "mor-store-"));

beforeAll(async () => {
  await writeFolder(store, labels, 20);
});

afterAll(() => rmSync(store, { recursive: true, force: true }));

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-data-"));
  data = join(room, "my data");
  cpSync(store, data, { recursive: true });
});

afterEach(() => rmSync(room, { recursive: true, force: true }));

async function runJson(...words: string[]) {
  const { exitCode, stdout, stderr } = await runMor([...words, "--json"]);
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^([A-Z][^\n]*\n)*$/)]);
  return JSON.parse(stdout);
}

describe("mor inspect", () => {
  it("counts classes, groups, formats and intensities", async () => {
    const result = await runJson("inspect", data, "--by-pattern", "plant-\\d+", "--sample", "5");
    expect(result.images).toBe(60);
    expect(result.classes.map((entry: { label: string }) => entry.label)).toEqual([...labels].sort());
    expect(result.groups).toEqual({ count: 4, smallest: 15, largest: 15 });
    expect(result.formats).toEqual([
      expect.objectContaining({ width: 16, height: 16, pixelType: "uint8", channels: 1, count: 60 }),
    ]);
    expect(result.intensity).toHaveLength(3);
    for (const row of result.intensity) {
      expect(row.images).toBe(5);
      const ordered = [row.min, row.p1, row.median, row.p99, row.max];
      expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
    }
    const { stdout } = await runMor(["inspect", data]);
    expect(stdout).toMatch(/^größer 🌱 {2,}20$/m);
  });

  it("warns of what is strange", async () => {
    await writePng(join(data, "normal", "large.png"), 5000, 24);
    const white = sharp({ create: { width: 16, height: 16, channels: 3, background: "white" } });
    for (let i = 0; i < 4; i += 1)
      await white
        .clone()
        .png()
        .toFile(join(data, "größer 🌱", `white-${i}.png`));
    const first = readFileSync(join(data, "normal", "plant-0-0.png"));
    writeFileSync(join(data, "größer 🌱", "twin.png"), first);
    writeFileSync(join(data, "normal", "broken.png"), "no image");
    const { warnings, broken, duplicates } = await runJson("inspect", data);
    const text = warnings.join("\n");
    expect(text).toMatch(/No groups are known/);
    expect(text).toMatch(/size 24x24 \(only normal\)/);
    expect(text).toMatch(/channels 3 \(only größer 🌱\)/);
    expect(text).toMatch(/Of 25 images of "größer 🌱" \(uint8\) 4 are saturated/);
    expect(text).toMatch(/Labels may be wrong: .*: 1, for example .*twin\.png/);
    expect(broken).toEqual([{ path: "normal/broken.png", reason: expect.any(String) }]);
    expect(duplicates.pairs[0].kind).toBe("exact");
  });
});

describe("mor partition", () => {
  it("writes a manifest that opens from where it stands", async () => {
    const out = join(room, "cuts", "manifest.csv");
    const result = await runJson("partition", data, "--out", out, "--seed", "3");
    expect(result.root).toBe(data);
    expect(result.warnings.join()).toContain("--root");
    const [{ parts }] = result.manifests;
    expect(parts.map((part: { samples: number }) => part.samples)).toEqual([48, 6, 6]);
    const opened = await runJson("inspect", out, "--root", data);
    expect(opened.parts).toEqual(parts);

    const beside = await runJson("partition", data, "--out", join(room, "m.csv"));
    expect(beside.root).toBe(room);
    expect((await runJson("inspect", join(room, "m.csv"))).images).toBe(60);
  });

  it("keeps groups together", async () => {
    const out = join(room, "m.csv");
    const pattern = ["--by-pattern", "plant-\\d+"];
    await runJson("partition", data, "--out", out, ...pattern, "--ratio", "2:1:1", "--skip-duplicates");
    const partsOf = new Map<string, Set<string>>();
    for (const line of readFileSync(out, "utf8").trim().split("\n").slice(1)) {
      const [, part = "", group = ""] = /,(train|val|test),(plant-\d)$/.exec(line) ?? [];
      partsOf.set(group, (partsOf.get(group) ?? new Set()).add(part));
    }
    expect([...partsOf.keys()].sort()).toEqual(["plant-0", "plant-1", "plant-2", "plant-3"]);
    for (const parts of partsOf.values()) expect(parts.size).toBe(1);
  });

  it("writes one manifest for each fold, each image once in test", async () => {
    const result = await runJson("partition", data, "--out", join(room, "m.csv"), "--folds", "4");
    expect(readdirSync(room).sort()).toEqual([
      "m-fold-1.csv",
      "m-fold-2.csv",
      "m-fold-3.csv",
      "m-fold-4.csv",
      "my data",
    ]);
    const tested = result.manifests.flatMap(({ file }: { file: string }) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.includes(",test")),
    );
    expect(new Set(tested).size).toBe(60);
  });

  it("replaces its own manifest alone, and only with --force", async () => {
    const out = join(room, "m.csv");
    const words = ["partition", data, "--out", out, "--skip-duplicates"];
    expect((await runMor(words)).exitCode).toBe(0);
    const refused = await runMor(words);
    expect([refused.exitCode, refused.stderr.includes("--force")]).toEqual([1, true]);
    expect((await runMor([...words, "--force"])).exitCode).toBe(0);
    writeFileSync(out, "dear diary");
    expect((await runMor([...words, "--force"])).exitCode).toBe(1);
    expect(readFileSync(out, "utf8")).toBe("dear diary");
  });

  it("never overwrites its input", async () => {
    const out = join(room, "m.csv");
    await runMor(["partition", data, "--out", out]);
    const { exitCode, stderr } = await runMor(["partition", out, "--out", out, "--force"]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("got the input")]);
  });

  it("explains in flags what the library explains in options", async () => {
    writeFileSync(join(data, "normal", "broken.png"), "no image");
    const { exitCode, stderr } = await runMor(["partition", data, "--out", join(room, "m.csv")]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("(--max-broken)");
    const wrong = await runMor(["partition", data, "--out", join(room, "m.csv"), "--ratio", "8:1"]);
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('Expected --ratio to be three numbers such as 8:1:1, got "8:1".'),
    ]);
  });
});

describe("mor tiles", () => {
  it("writes the paper's tiles, and nothing over other data", async () => {
    const out = join(room, "tiles");
    const result = await runJson("tiles", data, "--out", out);
    expect(result.perPart).toEqual({ train: 48 * 32, val: 6 * 4, test: 6 * 4 });
    const files = readdirSync(join(out, "train", "normal"));
    expect(files).toHaveLength(16 * 32);
    expect(files[0]).toMatch(/^plant-\d-\d+_quarterId=11_augmentId=1\.png$/);
    expect((await runMor(["tiles", data, "--out", out])).exitCode).toBe(1);
    expect((await runMor(["tiles", data, "--out", out, "--force"])).exitCode).toBe(0);
    const overInput = await runMor(["tiles", data, "--out", room, "--force"]);
    expect([overInput.exitCode, overInput.stderr]).toEqual([1, expect.stringContaining("the input")]);
  });
});

describe("mor evaluate --predictions", () => {
  it("prints each level beside the others", async () => {
    const file = join(room, "p.csv");
    const rows = ["a", "b"].flatMap((label) =>
      Array.from(
        { length: 30 },
        (_, i) => `${label}${i},g${i % 10}-${label},${label},${label === "a" ? "0.8,0.2" : "0.1,0.9"}`,
      ),
    );
    writeFileSync(file, `path,group,label,p_a,p_b\n${rows.join("\n")}\n`);
    const { exitCode, stdout } = await runMor(["evaluate", "--predictions", file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^test {2,}per image {2,}per group$/m);
    expect(stdout).toMatch(/^accuracy {2,}1\.000.* {2,}1\.000/m);
    const metrics = await runJson("evaluate", "--predictions", file);
    expect(Object.keys(metrics.levels)).toEqual(["image", "group"]);
    expect(metrics.levels.image.accuracy).toMatchObject({ value: 1 });
  });

  it("refuses what are no predictions, with exit code 1", async () => {
    const file = join(room, "p.csv");
    writeFileSync(file, "path,label\nx,y\n");
    const { exitCode, stdout } = await runMor(["evaluate", "--predictions", file, "--json"]);
    expect([exitCode, JSON.parse(stdout).error.code]).toEqual([1, "predictions-invalid"]);
  });
});
