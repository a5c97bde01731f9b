import { matrix, selectRows } from "../../../../learning/classical/matrix.ts";
import { type FigureRow, type Panel, renderFigure } from "../../../../learning/drawing/figure.ts";
import { classTypicality } from "../../../../learning/explanation/embedding/class-typicality.ts";
import { stepsOf } from "../../../../learning/explanation/network/excite-channel.ts";
import { startStage } from "../../effects.ts";
import { classColor } from "../class-colors.ts";
import { verdictOn } from "./examples.ts";
import { excite, exciteBatch } from "./excite.ts";
import { type GalleryContext, type GalleryFigure, type GalleryPart, spoken } from "./gallery.ts";

const [typicalShown, untypicalShown, panelWidth] = [6, 3, 104];
/** Each class is sought from several beginnings: what is found each time is no accident. */
const [prototypeWidth, beginnings] = [140, 2];

/** What the network takes for the essence of each class: images that are sought, and images of the train part. */
export async function prototypeGallery(context: GalleryContext): Promise<GalleryPart> {
  const figures = [await drawPrototypes(context)];
  if (context.looked.features) figures.push(await drawTypical(context));
  else
    context.effects.warn(
      "The network has no features [N, F] before its last layer: typical images are left out.",
    );
  return { figures };
}

async function drawPrototypes(context: GalleryContext): Promise<GalleryFigure> {
  const { classes, pictures, model, effects } = context;
  const wanted = Array.from({ length: beginnings }, () => [...classes.keys()]).flat();
  const steps = stepsOf({ channels: wanted.length, batch: exciteBatch(context), form: "clear" });
  const stage = startStage(effects, "Seeking what the classes look like", steps, "steps");
  const found = await excite(context, "logits", wanted, "clear", () => stage.advance());
  stage.end();
  const perRow = Math.min(6, classes.length);
  const panels = found.map(
    ({ image, channel, activation, before }): Panel => ({
      image: pictures.ofInput(image, model.input),
      caption: `${spoken(classes[channel] ?? "")}\nlogit ${before.toFixed(1)} to ${activation.toFixed(1)}`,
      border: classColor(channel),
    }),
  );
  const rows: FigureRow[] = [];
  for (let label = 0; label < classes.length; label += perRow) {
    for (let start = label; start < panels.length; start += classes.length) {
      rows.push({ panels: panels.slice(start, Math.min(start + perRow, start - label + classes.length)) });
    }
  }
  const title = "What the network takes for the essence of each class";
  const caption =
    "For each class inputs that raise its logit most, sought from two beginnings by gradient ascent on waves as the clear pictures of channels are. Where the network looks for the strongest sign in an image and not for many, as one with global max pooling does, one place shows the sign and the rest stays as it began.";
  const png = await renderFigure({
    title,
    subtitle: "Inputs that raise the logit of a class, by gradient ascent",
    rows,
    panelWidth: prototypeWidth,
  });
  return { id: "prototypes", title, caption, png };
}

async function drawTypical(context: GalleryContext): Promise<GalleryFigure> {
  const { looked, pictures, classes } = context;
  const train = looked.of("train");
  const features = looked.features ? selectRows(looked.features, train) : matrix(new Float32Array(0), 0, 0);
  const found = classTypicality(features, {
    labels: Int32Array.from(train, (image) => looked.labels[image] ?? 0),
    probabilities: selectRows(looked.probabilities, train),
    count: typicalShown,
  });
  const rows: FigureRow[] = [];
  for (const [label, { typical, untypical }] of found.entries()) {
    const panels: Panel[] = [];
    for (const row of typical) {
      panels.push({
        image: await pictures.ofImage(train[row] ?? 0, 2 * panelWidth),
        border: classColor(label),
      });
    }
    while (panels.length < typicalShown) panels.push(blank);
    for (const row of untypical.slice(0, untypicalShown)) {
      const image = train[row] ?? 0;
      const verdict = verdictOn(looked, image);
      panels.push({
        image: await pictures.ofImage(image, 2 * panelWidth),
        border: classColor(verdict),
        ...(verdict === label ? {} : { caption: `taken for ${spoken(classes[verdict] ?? "")}` }),
      });
    }
    rows.push({ label: spoken(classes[label] ?? ""), panels });
  }
  const title = "Training images that stand for their class, and those that do not seem to belong";
  const caption = `For each class the ${typicalShown} training images nearest to the mean of the class in the features before the last layer, of those that are classified right with a confidence of 0.9 or more, and the ${untypicalShown} farthest from it. An image that does not seem to belong may have a wrong label; the frame has the colour of the class that the network takes it for.`;
  const png = await renderFigure({
    title,
    subtitle: `Left: the ${typicalShown} most typical; right: the ${untypicalShown} least typical of the class`,
    columns: ["most typical", ...new Array(typicalShown - 1).fill(""), "least typical"],
    rows,
    panelWidth,
  });
  return { id: "typical-images", title, caption, png };
}

/** Keeps a column empty. */
const blank: Panel = { image: { width: 1, height: 1, data: Uint8Array.of(255, 255, 255) } };
