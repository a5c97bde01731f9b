import { z } from "zod";
import type { SpecSchema } from "../tasks/spec.ts";

export interface ServeSpec {
  readonly workspace: string;
  readonly port?: number | undefined;
  readonly open: boolean;
  readonly browse: readonly string[];
}

export const serveSpec: SpecSchema<ServeSpec> = z.strictObject({
  workspace: z
    .string()
    .min(1)
    .default(".")
    .describe("Folder that all work is kept in; made if it is missing")
    .meta({ metavar: "WORKSPACE" }),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe("Port of the page on this machine (default: 7411, or the next that is free)"),
  open: z.boolean().default(true).describe("Do not open the page in a browser, only print its link"),
  browse: z
    .array(z.string().min(1))
    .default([])
    .describe("Folder below which folders of images may be chosen (default: home, and beside the workspace)")
    .meta({ metavar: "DIR" }),
});
