import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import type { FaithfulnessFacts } from "../../../learning/report/report-input.ts";
import type { ExplanationFacts } from "../../protocol/explanation-api.ts";
import { testedSchema } from "../../tasks/run/folder/explained-record.ts";
import { recentFiles } from "../recent-files.ts";
import { isOfPresentRun } from "../runs/run-of-record.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { childOf, findBelow, isPlainName, runNameOf, workspacePath } from "../workspace/workspace-place.ts";

/** What the page uses of `explanations.json`, which may have been edited by hand. */
export interface StoredExplanation {
  readonly created: string;
  readonly run: string;
  readonly classes: readonly string[];
  readonly layer?: string | undefined;
  readonly methods: readonly { readonly name: string }[];
  readonly images: readonly StoredImage[];
  readonly testedImages: number;
  readonly faithfulness: Readonly<Record<string, FaithfulnessFacts>>;
  readonly warnings: readonly string[];
}

interface StoredImage {
  readonly path: string;
  readonly file?: string | undefined;
  readonly label?: string | undefined;
  readonly predicted: string;
  readonly mostProbable?: string | undefined;
  readonly confidence: number | null;
  readonly probabilities?: readonly number[] | undefined;
  readonly explained: string;
  readonly objectShare?: number | undefined;
  readonly overlay: string;
}

const stored: z.ZodType<StoredExplanation> = z.object({
  format: z.literal(1),
  created: z.string(),
  run: z.string(),
  classes: z.array(z.string()),
  layer: z.string().optional(),
  methods: z.array(z.object({ name: z.string() })),
  images: z.array(
    z.object({
      path: z.string(),
      file: z.string().optional(),
      label: z.string().optional(),
      predicted: z.string(),
      mostProbable: z.string().optional(),
      confidence: z.number().nullable(),
      probabilities: z.array(z.number()).optional(),
      explained: z.string(),
      objectShare: z.number().optional(),
      overlay: z.string(),
    }),
  ),
  testedImages: z.number(),
  faithfulness: z.record(z.string(), testedSchema),
  warnings: z.array(z.string()),
});

/** The page asks for one again with each of its pictures, and for all to tell how the methods fared. */
const readStored = recentFiles(
  100,
  async (file) => stored.parse(JSON.parse(await readFile(file, "utf8"))),
  (path, cause) => notWhole(path, { path, cause }),
);

/**
 * What lies in a folder of explanations, by its name.
 * @throws MorError `usage` for what is no name; `input-missing` where there is none; `run-invalid` for a broken one.
 */
export async function readExplanation(
  workspace: Workspace,
  name: string,
): Promise<{ readonly folder: string; readonly record: StoredExplanation }> {
  const folder = await childOf(workspace, "explanations", name);
  const file = await findBelow(workspace, folder, "explanations.json");
  if (file === undefined) throw notWhole(name, { path: folder });
  try {
    return { folder, record: await readStored(file) };
  } catch (cause) {
    if (cause instanceof MorError) throw cause;
    throw new MorError("run-invalid", `The explanations cannot be read (${name})`, {
      hint: "They may be damaged or of another version; explain the images again.",
      path: file,
      cause,
    });
  }
}

interface NamedExplanation {
  readonly name: string;
  readonly record: StoredExplanation;
}

/** All whole ones of a workspace, the newest first. Left out are broken ones, and those of a run whose name another has now. */
export async function listExplanations(workspace: Workspace): Promise<readonly NamedExplanation[]> {
  const all = await wholeExplanations(workspace);
  const isPresent = await Promise.all(all.map(({ record }) => isOfItsRun(workspace, record)));
  return all.filter((_, place) => isPresent[place]);
}

/** Names of runs that have been explained, whether they are still there or not. */
export async function namedByExplanations(workspace: Workspace): Promise<readonly string[]> {
  return (await wholeExplanations(workspace)).map(({ record }) => runNameOf(workspace.folder, record.run));
}

/** All images that have been explained, as the workspace has them. */
export async function explainedFiles(workspace: Workspace): Promise<readonly string[]> {
  return (await wholeExplanations(workspace)).flatMap(({ record }) =>
    record.images.map(({ path, file }) => workspacePath(workspace.folder, file ?? path)),
  );
}

/** Whether the run that has the name now can be the one that was explained. */
export function isOfItsRun(workspace: Workspace, { run, created }: StoredExplanation): Promise<boolean> {
  return isOfPresentRun(workspace, { run: runNameOf(workspace.folder, run), created });
}

async function wholeExplanations(workspace: Workspace): Promise<readonly NamedExplanation[]> {
  const names = await readdir(join(workspace.folder, "explanations")).catch(() => []);
  const found = await Promise.all(
    names.filter(isPlainName).map(async (name) => {
      try {
        return { name, record: (await readExplanation(workspace, name)).record };
      } catch (error) {
        if (error instanceof MorError) return undefined;
        throw error;
      }
    }),
  );
  return found
    .filter((entry) => entry !== undefined)
    .sort((a, b) => Date.parse(b.record.created) - Date.parse(a.record.created));
}

/** An entry of the list. */
export function explanationFacts(
  { folder }: Pick<Workspace, "folder">,
  name: string,
  { run, images, methods, layer, created }: StoredExplanation,
): ExplanationFacts {
  return {
    name,
    run: runNameOf(folder, run),
    images: images.map((image) => workspacePath(folder, image.file ?? image.path)),
    methods: methods.map((method) => method.name),
    layer: layer ?? null,
    explained: images.map(({ explained }) => explained),
    ofVerdicts: images.every(
      ({ explained, predicted, mostProbable }) => explained === (mostProbable ?? predicted),
    ),
    created: Date.parse(created),
  };
}

function notWhole(name: string, details: { readonly path: string; readonly cause?: unknown }): MorError {
  return new MorError("input-missing", `Expected explanations that are whole, got none (${name})`, {
    hint: "They may still be made, or were stopped; explain the images again.",
    ...details,
  });
}
