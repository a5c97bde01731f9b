import { formatDecimal, formatInterval, formatPercent } from "../../number-text.ts";
import { type Html, type HtmlValue, html } from "../../page/html.ts";
import { renderTable } from "../../page/page.ts";
import type { EstimateFacts, ExplanationFacts, FaithfulnessFacts, ObjectFacts } from "../../report-input.ts";
import { countOf } from "../../wording.ts";

/** Whether the advantage over chance lies clearly above 0; undefined where that cannot be told. */
export function isBetter(advantage: EstimateFacts | undefined): boolean | undefined {
  return advantage?.low == null ? undefined : advantage.low > 0;
}

/** Every method against chance. Columns of tests that could not be made are left out. */
export function faithfulnessTable({ methods, tested }: ExplanationFacts): Html {
  const hasMasks = methods.some(({ faithfulness }) => faithfulness?.pointingGame !== undefined);
  const hasNetwork = methods.some(({ faithfulness }) => faithfulness?.randomisation !== undefined);
  const columns = [
    "Method",
    head("Deletion", "lower is better"),
    head("Insertion", "higher is better"),
    ...(hasMasks
      ? [head("Pointing game", "higher is better"), head("Heat on objects", "higher is better")]
      : []),
    ...(hasNetwork ? [head("Forgetting", "below 0.5 is good")] : []),
  ];
  const rows = methods.map(({ title, faithfulness }) => [
    title,
    ...(faithfulness
      ? [
          againstChance("deletion", faithfulness, faithfulness.deletionAuc, faithfulness.randomDeletionAuc),
          againstChance(
            "insertion",
            faithfulness,
            faithfulness.insertionAuc,
            faithfulness.randomInsertionAuc,
          ),
          ...(hasMasks
            ? [
                againstChance(
                  "pointingGame",
                  faithfulness,
                  faithfulness.pointingGame,
                  faithfulness.pointingChance,
                  wholePercent,
                ),
                againstChance(
                  "massAccuracy",
                  faithfulness,
                  faithfulness.massAccuracy,
                  faithfulness.massChance,
                  wholePercent,
                ),
              ]
            : []),
          ...(hasNetwork ? [forgetting(faithfulness)] : []),
        ]
      : columns.slice(1).map(() => "–")),
  ]);
  return renderTable(
    "Tests of the maps against chance",
    caption(tested, { hasMasks, hasNetwork }),
    columns,
    rows,
  );
}

/** Whether heat lies on objects, and on which; undefined where nothing was tested. */
export function objectTable({ methods }: ExplanationFacts): Html | undefined {
  const rows = methods.flatMap(({ title, faithfulness }) => {
    const objects = faithfulness?.objects;
    if (!objects) return [];
    return [
      [
        title,
        beside(objects.heatShare, objects.areaShare, "area", wholePercent),
        ...[objects.larger, objects.longer, objects.moreElongated].map((estimate) => probability(estimate)),
      ],
    ];
  });
  if (rows.length === 0) return;
  const sources = new Set(methods.flatMap(({ faithfulness }) => faithfulness?.objects?.source ?? []));
  return renderTable(
    "Heat and measured objects",
    `${objectWords(sources)}: the share of the heat on them beside the share of the area that they take, and the probability that an object of the hottest quarter is larger, longer or more elongated than one of the rest (0.5: no difference). 95 % intervals.`,
    ["Method", "Heat on objects", "Larger", "Longer", "More elongated"],
    rows,
  );
}

function objectWords(sources: ReadonlySet<ObjectFacts["source"]>): string {
  const [only] = sources;
  if (sources.size > 1 || only === "both")
    return "True objects, and where no mask is known bright ones, found by a threshold";
  return only === "truth" ? "True objects" : "Bright objects, found by a threshold";
}

function caption(
  tested: number,
  { hasMasks, hasNetwork }: { hasMasks: boolean; hasNetwork: boolean },
): string {
  const masks = hasMasks
    ? " Pointing game: how often the hottest pixel lies on an organelle; heat on objects: which share of the heat does."
    : "";
  const forgetting = hasNetwork
    ? " Forgetting: how alike the maps remain (rank correlation) when all weights of the network are shuffled."
    : "";
  return `On ${countOf(tested, "image")}, with 95 % intervals. Deletion and insertion: mean probability of the class while the hottest places are blurred first, or uncovered first; chance is a random order of the same places.${masks}${forgetting} ✓ marks what is clearly better than chance image by image, with the whole 95 % interval of the difference.`;
}

function head(name: string, note: string): Html {
  return html`${name}<br><span class="muted">${note}</span>`;
}

function againstChance(
  test: keyof FaithfulnessFacts["advantages"],
  { advantages }: FaithfulnessFacts,
  estimate: EstimateFacts | undefined,
  chance: EstimateFacts | undefined,
  format: (value: number | null) => string = formatTwo,
): HtmlValue {
  if (!estimate || !chance) return "–";
  return html`${mark(isBetter(advantages[test]))}${beside(estimate, chance, "chance", format)}`;
}

function beside(
  estimate: EstimateFacts,
  baseline: EstimateFacts,
  name: string,
  format: (value: number | null) => string,
): Html {
  return html`${withInterval(estimate, format)}<br><span class="muted">${name} ${format(baseline.value)}</span>`;
}

function forgetting({ randomisation, randomisationPasses }: FaithfulnessFacts): HtmlValue {
  if (!randomisation || randomisation.value === null) return "–";
  return html`${mark(randomisationPasses)}${withInterval(randomisation, formatTwo)}`;
}

function probability(estimate: EstimateFacts): Html {
  return withInterval(estimate, formatTwo);
}

function mark(passed: boolean | undefined): HtmlValue {
  if (passed === undefined) return undefined;
  return passed
    ? html`<span class="passed" title="better than chance">✓</span> `
    : html`<span class="wrong" title="no better than chance">✗</span> `;
}

function withInterval(estimate: EstimateFacts, format: (value: number | null) => string): Html {
  const interval = formatInterval(estimate, format);
  return html`<span class="value">${format(estimate.value)}</span>${interval !== undefined && html` <span class="interval">${interval}</span>`}`;
}

function wholePercent(value: number | null): string {
  return formatPercent(value, 0);
}

function formatTwo(value: number | null): string {
  return formatDecimal(value, 2);
}
