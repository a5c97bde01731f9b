import { throwIfCancelled } from "../../../../errors.ts";
import { selectRows } from "../../../../learning/classical/matrix.ts";
import { type FigureRow, renderFigure } from "../../../../learning/drawing/figure.ts";
import {
  type Neighbour,
  nearestTrainingImages,
} from "../../../../learning/explanation/embedding/nearest-neighbours.ts";
import { startStage } from "../../effects.ts";
import { classColor } from "../class-colors.ts";
import { standardFeatures } from "./embedding.ts";
import { verdictOf } from "./examples.ts";
import { featureWords, type GalleryContext, type GalleryPart, spoken, type Verdict } from "./gallery.ts";

const [near, mistakesShown, panelWidth] = [5, 6, 112];

interface Decision extends Verdict {
  readonly image: number;
  readonly label: number;
}

/** Training images nearest to decisions: what an image reminds the network of. */
export async function neighbourGallery(context: GalleryContext): Promise<GalleryPart> {
  const { looked, classes, scoredPart, effects } = context;
  const train = looked.of("train");
  if (!looked.features) {
    effects.warn(
      "The network has no features [N, F] before its last layer: nearest training images are left out.",
    );
    return { figures: [] };
  }
  const features = standardFeatures(looked.features, train);
  const known = selectRows(features, train);
  const scored = looked.of(scoredPart);
  const stage = startStage(effects, "Finding the nearest training images", scored.length, "images");
  const found = new Map<number, readonly Neighbour[]>();
  for (const image of scored) {
    throwIfCancelled(effects.signal);
    const query = features.data.subarray(image * features.columns, (image + 1) * features.columns);
    found.set(image, nearestTrainingImages(known, query, near));
    stage.advance();
  }
  stage.end();
  const decisions = scored.flatMap((image) => decisionOn(context, image) ?? []);
  const rows: FigureRow[] = [];
  for (const decision of chooseDecisions(decisions, classes.length)) {
    rows.push(await drawRow(context, decision, found.get(decision.image) ?? [], train));
  }
  const table = decisions.flatMap(({ image, predicted, confidence }) =>
    (found.get(image) ?? []).map(({ row, similarity }, rank) => ({
      path: looked.images[image]?.path ?? "",
      label: looked.images[image]?.label ?? "",
      predicted: classes[predicted] ?? "",
      confidence: Number(confidence.toPrecision(6)),
      rank: rank + 1,
      neighbour: looked.images[train[row] ?? 0]?.path ?? "",
      neighbourLabel: looked.images[train[row] ?? 0]?.label ?? "",
      similarity: Number(similarity.toPrecision(6)),
    })),
  );
  const tables = [{ file: "neighbours.csv", rows: table }];
  if (rows.length === 0) return { figures: [], tables };
  const title =
    context.eyes === "own"
      ? "What decisions remind the network of"
      : "Training images most like those decided on";
  const caption = `The ${near} training images nearest to images of the ${scoredPart} part, by the cosine of their standardised ${featureWords(context)}: first the mistakes that the model is surest of, then for each class one right verdict of middling confidence. Frames have the colour of the true class.`;
  const png = await renderFigure({
    title,
    subtitle: `Images of the ${scoredPart} part, and the ${near} training images most alike to the ${context.eyes === "own" ? "network" : "organelle network"}`,
    columns: ["decision", "nearest", ...new Array(near - 1).fill("")],
    rows,
    note: "Below neighbours: the cosine similarity of features. Frames have the colour of the true class.",
    panelWidth,
  });
  return { figures: [{ id: "neighbours", title, caption, png }], tables };
}

function decisionOn(context: GalleryContext, image: number): Decision | undefined {
  const verdict = verdictOf(context, image);
  return verdict && { image, label: context.looked.labels[image] ?? 0, ...verdict };
}

/** The surest mistakes, then one right verdict of each class. */
function chooseDecisions(decisions: readonly Decision[], classCount: number): Decision[] {
  const surest = decisions.toSorted((a, b) => b.confidence - a.confidence);
  const wrong = surest.filter(({ label, predicted }) => label !== predicted).slice(0, mistakesShown);
  const right = Array.from({ length: classCount }, (_, label) => {
    const members = surest.filter((decision) => decision.label === label && decision.predicted === label);
    return members[members.length >> 1] ?? [];
  }).flat();
  return [...wrong, ...right];
}

async function drawRow(
  { looked, pictures, classes }: GalleryContext,
  { image, label, predicted, confidence }: Decision,
  neighbours: readonly Neighbour[],
  train: readonly number[],
): Promise<FigureRow> {
  const nameOf = (k: number): string => spoken(classes[k] ?? "");
  const truth = nameOf(label);
  const said = `${nameOf(predicted)}\n${(100 * confidence).toFixed(0)}\u00a0%`;
  const panels = [
    {
      image: await pictures.ofImage(image, 2 * panelWidth),
      border: classColor(label),
      caption: label === predicted ? said : `taken for ${said}`,
    },
  ];
  for (const { row, similarity } of neighbours) {
    const other = train[row] ?? 0;
    const known = looked.labels[other] ?? 0;
    panels.push({
      image: await pictures.ofImage(other, 2 * panelWidth),
      border: classColor(known),
      caption: `${nameOf(known)}\n${similarity.toFixed(2)}`,
    });
  }
  return { label: `${label === predicted ? "right" : "wrong"}: ${truth}`, panels };
}
