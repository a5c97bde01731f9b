import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseSpec, specFields } from "../../../src/app/tasks/spec.ts";

const schema = z.strictObject({
  data: z.string().min(1).describe("Folder").meta({ metavar: "DATA" }),
  size: z.int().min(16).max(64).multipleOf(16).default(32).describe("Side").meta({ unit: "px" }),
  model: z.enum(["small", "large"]).default("small").describe("Model"),
  bits: z.literal([8, 16]).default(8),
  threads: z.union([z.int().min(1), z.literal("auto")]).default("auto"),
  rate: z.number().positive().max(1).optional(),
  images: z.array(z.string()).min(1).optional(),
  force: z.boolean().default(false),
});

describe("specFields", () => {
  it("tells kind, default, choices, unit and whether a value is needed", () => {
    const fields = specFields(schema);
    expect(fields.map((field) => `${field.key} ${field.kind}`)).toEqual([
      "data text",
      "size number",
      "model text",
      "bits number",
      "threads text",
      "rate number",
      "images list",
      "force flag",
    ]);
    const by = Object.fromEntries(fields.map((field) => [field.key, field]));
    expect(by.data).toMatchObject({ required: true, metavar: "DATA", description: "Folder" });
    expect(by.size).toMatchObject({ required: false, default: 32, unit: "px" });
    expect(by.model).toMatchObject({ choices: ["small", "large"] });
    expect(by.bits).toMatchObject({ choices: ["8", "16"] });
    expect(by.threads).toMatchObject({ mixed: true, choices: ["auto"] });
  });
});

describe("parseSpec", () => {
  it("fills in defaults", () => {
    expect(parseSpec(schema, { data: "x" })).toEqual({
      data: "x",
      size: 32,
      model: "small",
      bits: 8,
      threads: "auto",
      force: false,
    });
  });

  it.each([
    [{}, "Expected data, got nothing."],
    [{ data: "" }, 'Expected data to be a text that is not empty, got "".'],
    [{ data: "x", size: 8 }, "Expected size to be at least 16, got 8."],
    [{ data: "x", size: 128 }, "Expected size to be at most 64, got 128."],
    [{ data: "x", size: 20 }, "Expected size to be a multiple of 16, got 20."],
    [{ data: "x", size: 16.5 }, "Expected size to be a whole number, got 16.5."],
    [{ data: "x", size: "ten" }, 'Expected size to be a number, got "ten".'],
    [{ data: "x", model: "huge" }, 'Expected model to be small or large, got "huge".'],
    [{ data: "x", bits: 12 }, "Expected bits to be 8 or 16, got 12."],
    [{ data: "x", threads: "many" }, 'Expected threads to be a number or auto, got "many".'],
    [{ data: "x", rate: 0 }, "Expected rate to be more than 0, got 0."],
    [{ data: "x", images: [] }, "Expected images to be a list of at least 1, got []."],
    [{ data: "x", images: ["a", 3] }, "Expected images[1] to be a text, got 3."],
    [{ data: "x", force: "yes" }, 'Expected force to be true or false, got "yes".'],
    [{ data: "x", other: 1 }, "Unknown: other."],
  ])("refuses %j", (values, message) => {
    expect(() => parseSpec(schema, values)).toThrowError(expect.objectContaining({ code: "usage" }));
    expect(() => parseSpec(schema, values)).toThrowError(message);
  });

  it("names what the user wrote", () => {
    expect(() => parseSpec(schema, { data: "x", size: 1 }, (key) => `--${key}`)).toThrowError(
      "Expected --size to be at least 16, got 1.",
    );
  });
});
