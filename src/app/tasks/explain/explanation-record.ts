import type { BrokenImage } from "../../../data/dataset/dataset.ts";
import type { FaithfulnessCurves } from "../../../learning/explanation/faithfulness/faithfulness.ts";
import type { ExplanationMethod } from "../../../learning/explanation/methods/method.ts";
import type { ExplanationFacts, FaithfulnessFacts } from "../../../learning/report/report-input.ts";
import type { ImageToExplain } from "./choice/choose-images.ts";
import type { Verdict } from "./classify-images.ts";
import { warningsOf } from "./faithfulness/judge-tests.ts";
import type { FaithfulnessTests, MethodTest } from "./faithfulness/test-faithfulness.ts";
import type { ExplanationRow } from "./pictures/explain-images.ts";

/** What was found of one method: numbers against chance, and the curves that they come from. */
export interface MethodRecord extends FaithfulnessFacts {
  readonly flatShare?: number | undefined;
  readonly curves: FaithfulnessCurves;
}

/** An explained image, whatever the method. */
export interface ImageRecord
  extends Omit<ExplanationRow, "method" | "layer" | "mapMax" | "map" | "heatOnObjects"> {
  /** Absolute path of the file; absent in records from before it was kept, as the two below. */
  readonly file?: string | undefined;
  readonly mostProbable?: string | undefined;
  /** One for each class. */
  readonly probabilities?: readonly number[] | undefined;
}

/** The content of `explanations.json`. */
export interface ExplanationRecord {
  readonly format: 1;
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly run: string;
  readonly classes: readonly string[];
  readonly layer: string | undefined;
  readonly methods: readonly {
    readonly name: string;
    readonly title: string;
    readonly signed: boolean;
    readonly source: string;
  }[];
  readonly images: readonly ImageRecord[];
  /** Images that the maps were tested on, one tile of each. */
  readonly testedImages: number;
  /** By name of the method; empty when nothing was tested. */
  readonly faithfulness: Readonly<Record<string, MethodRecord>>;
  readonly warnings: readonly string[];
  readonly broken: readonly BrokenImage[];
}

/** What is recorded of a tested method. */
export function methodRecord({ faithfulness, objects }: MethodTest): MethodRecord {
  const { method: _, perInput: __, warnings: ___, ...scores } = faithfulness;
  return { ...scores, objects };
}

/** The same without curves, as a report shows it. */
export function methodFacts(
  { name, title, signed, source, needs }: ExplanationMethod,
  { tests }: FaithfulnessTests,
): ExplanationFacts["methods"][number] {
  const test = tests.get(name);
  const facts = { name, title, signed, source, isGrainy: needs === "gradients" };
  if (!test) return { ...facts, warnings: [] };
  const { curves: _, ...faithfulness } = methodRecord(test);
  return { ...facts, faithfulness, warnings: warningsOf(test.faithfulness) };
}

/** One entry for each image, from rows of image and method. */
export function imageRecords(
  rows: readonly ExplanationRow[],
  images: readonly ImageToExplain[],
  verdicts: ReadonlyMap<string, Verdict>,
): readonly ImageRecord[] {
  const files = new Map(images.map(({ path, file }) => [path, file]));
  const byPath = new Map(
    rows.map(({ method: _, layer: __, mapMax: ___, map: ____, heatOnObjects: _____, ...image }) => [
      image.path,
      image,
    ]),
  );
  return [...byPath.values()].map((image) => {
    const verdict = verdicts.get(image.path);
    return {
      ...image,
      file: files.get(image.path),
      mostProbable: verdict?.mostProbable,
      probabilities: verdict && Array.from(verdict.probability),
    };
  });
}
