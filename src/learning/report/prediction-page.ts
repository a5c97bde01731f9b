import { formatCount, formatPercent } from "./number-text.ts";
import { html } from "./page/html.ts";
import { renderPage, renderTable, type Section } from "./page/page.ts";
import { countOf } from "./wording.ts";

/** A verdict on an image without a known class. */
export interface VerdictFacts {
  readonly path: string;
  /** `null`: none of these. */
  readonly predicted: string | null;
  readonly mostProbable: string;
  /** 0 to 1. */
  readonly confidence: number;
}

export interface PredictionPageFacts {
  readonly name: string;
  /** The run whose model has judged, where it is known. */
  readonly run: string | null;
  readonly classes: readonly string[];
  readonly verdicts: readonly VerdictFacts[];
  /** When the page was made, as it shall be printed. */
  readonly generated: string;
}

/** Rows of the table of doubtful verdicts. */
const doubtfulShown = 30;

/** Verdicts on new images as one HTML document: how many of each class, and which are least sure. No scripts, no requests. */
export function renderPredictionPage(facts: PredictionPageFacts): string {
  const { name, run, verdicts, generated } = facts;
  const header = html`<p class="kicker">deeplearnmor predictions <span>${generated}</span></p>
<h1>${name}</h1>
<p class="facts">${countOf(verdicts.length, "image")}${run !== null && html` · judged by ${run}`}</p>`;
  return renderPage(
    name,
    header,
    [countSection(facts), doubtfulSection(facts)],
    html`deeplearnmor · ${generated}`,
  );
}

function countSection({ classes, verdicts }: PredictionPageFacts): Section {
  const rows = [...classes, null].map((name) => {
    const members = verdicts.filter(({ predicted }) => predicted === name);
    const mean = members.reduce((sum, { confidence }) => sum + confidence, 0) / members.length;
    return [
      name ?? "none of these",
      formatCount(members.length),
      formatPercent(members.length / Math.max(1, verdicts.length)),
      formatPercent(mean),
    ];
  });
  return {
    id: "counts",
    title: "What was found",
    body: renderTable(
      "Images of each class",
      "As the model judges them; the truth is not known here, so nothing says how many are right. None of these: images that the model is not sure enough about.",
      ["Class", "Images", "Share", "Mean confidence"],
      rows,
    ),
  };
}

function doubtfulSection({ verdicts }: PredictionPageFacts): Section {
  const least = verdicts.toSorted((a, b) => a.confidence - b.confidence).slice(0, doubtfulShown);
  return {
    id: "doubtful",
    title: "Look at these first",
    body: renderTable(
      "The verdicts that are least sure",
      "Those below the model's threshold are none of its classes; the nearest is named.",
      ["Image", "Verdict", "Confidence"],
      least.map(({ path, predicted, mostProbable, confidence }) => [
        path,
        predicted ?? `none of these (nearest: ${mostProbable})`,
        formatPercent(confidence),
      ]),
    ),
  };
}
