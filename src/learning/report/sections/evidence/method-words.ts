import { formatDecimal, formatPercent } from "../../number-text.ts";
import { type Html, html } from "../../page/html.ts";
import type { EstimateFacts, ExplanationMethodFacts, FaithfulnessFacts } from "../../report-input.ts";
import { isBetter } from "./faithfulness-tables.ts";

/** What a method says and how far to believe it, in the words of a biologist. */
export function describeMethod({ name, title, faithfulness }: ExplanationMethodFacts): Html {
  const tests = faithfulness ? ` ${describeTests(faithfulness)}` : "";
  return html`<b>${title}</b> ${methodMeaning(name)}.${tests}`;
}

/** What a method shows, as a sentence without its subject and full stop. */
export function methodMeaning(name: string): string {
  return (Object.hasOwn(meanings, name) ? meanings[name] : undefined) ?? "shows what speaks for the class";
}

const meanings: Readonly<Record<string, string>> = {
  "grad-cam": "shows regions whose pattern speaks for the class; it is coarse and does not follow outlines",
  "grad-cam++": "shows regions like Grad-CAM, and gives several objects of one kind more equal weight",
  "hires-cam": "shows the regions that the last layers add up to the verdict; coarse, but it invents none",
  "layer-cam": "shows regions that speak for the class, finer than Grad-CAM",
  gradient: "shows the pixels to which the verdict is most sensitive; it is grainy",
  "smooth-grad": "shows the pixels to which the verdict is sensitive, averaged over noisy copies",
  "integrated-gradients":
    "shares the verdict out among the pixels, counted from a blank image: for the class or against it",
  "guided-backprop":
    "shows fine structures that excite the network; it tends to draw edges whatever the network has learnt",
  occlusion: "shows places which, when covered, lower the probability of the class; it needs no look inside",
  rise: "shows places that were open when the class was probable, over many random covers; it needs no look inside",
};

/** How a method fared in its tests, as full sentences. */
export function describeTests(tests: FaithfulnessFacts): string {
  return [deletion(tests), pointing(tests), forgetting(tests)]
    .filter((sentence) => sentence !== undefined)
    .join(" ");
}

function deletion(tests: FaithfulnessFacts): string {
  const { deletionAuc, randomDeletionAuc, insertionAuc, randomInsertionAuc } = tests;
  const gone = isBetter(tests.advantages.deletion);
  const back = isBetter(tests.advantages.insertion);
  if (gone === undefined || back === undefined) {
    return "There were too few images to say whether the marked places matter to the model.";
  }
  if (gone) {
    return `Hiding what it marks lowers the model's confidence faster than hiding places at random (mean ${two(deletionAuc)} against ${two(randomDeletionAuc)}): the marked places matter to the model.`;
  }
  if (back) {
    return `The marked places are enough to bring the verdict back early (mean ${two(insertionAuc)} against ${two(randomInsertionAuc)} at random), but without them the model finds other evidence.`;
  }
  return `Hiding what it marks lowers the model's confidence no faster than hiding places at random (mean ${two(deletionAuc)} against ${two(randomDeletionAuc)}): do not read anything into these maps.`;
}

function pointing({ pointingGame, pointingChance }: FaithfulnessFacts): string | undefined {
  if (!pointingGame || !pointingChance || pointingGame.value === null) return undefined;
  return `Its hottest point lies on an organelle in ${formatPercent(pointingGame.value, 0)} of the images; a random point would in ${formatPercent(pointingChance.value, 0)}.`;
}

function forgetting({ randomisation, randomisationPasses }: FaithfulnessFacts): string | undefined {
  if (!randomisation || randomisation.value === null || randomisationPasses === undefined) return undefined;
  if (randomisationPasses) {
    return "The maps change when the network forgets what it has learnt, as they should.";
  }
  return randomisation.value >= unchangedCorrelation
    ? "The maps hardly change when the network forgets what it has learnt: they show the image rather than the network."
    : `The maps change less than they should when the network forgets what it has learnt (they remain alike by ${two(randomisation)}): in part they show the image, not the network.`;
}

/** From here on two maps look the same. */
const unchangedCorrelation = 0.8;

function two(estimate: EstimateFacts): string {
  return formatDecimal(estimate.value, 2);
}
