import { gradCam, gradCamPlusPlus, hiresCam, layerCam } from "./class-activation.ts";
import { gradient, guidedBackprop } from "./gradient.ts";
import { integratedGradients } from "./integrated-gradients.ts";
import type { ExplanationMethod, MethodName } from "./method.ts";
import { occlusion } from "./occlusion.ts";
import { rise } from "./rise.ts";
import { smoothGrad } from "./smooth-grad.ts";

/** Every way to explain a verdict, by name. */
export const explanationMethods: Readonly<Record<MethodName, ExplanationMethod>> = {
  "grad-cam": gradCam,
  "grad-cam++": gradCamPlusPlus,
  "hires-cam": hiresCam,
  "layer-cam": layerCam,
  gradient,
  "smooth-grad": smoothGrad,
  "integrated-gradients": integratedGradients,
  "guided-backprop": guidedBackprop,
  occlusion,
  rise,
};
