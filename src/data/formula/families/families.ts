import type { Random } from "../../../tensor/random.ts";
import type { FormulaFamily } from "../formula-family.ts";
import type { Draft } from "../specimen/draft.ts";
import type { Stage } from "../specimen/stage.ts";
import { drawBall } from "./bodies/ball.ts";
import { drawBlob } from "./bodies/blob.ts";
import { drawBodyCluster } from "./bodies/cluster.ts";
import { drawFolded } from "./bodies/folded.ts";
import { drawFragments } from "./bodies/fragments.ts";
import { drawKnot } from "./bodies/knot.ts";
import { drawLobed } from "./bodies/lobed.ts";
import { drawPair } from "./bodies/pair.ts";
import { drawPierced } from "./bodies/pierced.ts";
import { drawPlate } from "./bodies/plate.ts";
import { drawShell } from "./bodies/shell.ts";
import { drawSpeckled } from "./bodies/speckled.ts";
import { drawClumps } from "./grains/clumps.ts";
import { drawCrowd } from "./grains/crowd.ts";
import { drawDiscs } from "./grains/discs.ts";
import { drawGrain } from "./grains/grain.ts";
import { drawPoints } from "./grains/points.ts";
import { drawRings } from "./grains/rings.ts";
import { drawRods } from "./grains/rods.ts";
import { drawVesicles } from "./grains/vesicles.ts";
import { drawBundles } from "./threads/bundles.ts";
import { drawCisternae } from "./threads/cisternae.ts";
import { drawFilaments } from "./threads/filaments.ts";
import { drawNet } from "./threads/net.ts";
import { drawReticulum } from "./threads/reticulum.ts";
import { drawTissue } from "./threads/tissue.ts";
import { drawTubes } from "./threads/tubes.ts";

/** How specimens of a family are drawn. */
export interface FamilyRule {
  readonly draw: (random: Random, stage: Stage) => Draft;
  /** How often its objects lie within a cell. */
  readonly cellShare: number;
  /** How often plain bodies lie around it. */
  readonly neighbours: number;
}

const ofCells = (draw: FamilyRule["draw"], cellShare = 0.6): FamilyRule => ({
  draw,
  cellShare,
  neighbours: 0.08,
});
const ofBodies = (draw: FamilyRule["draw"]): FamilyRule => ({ draw, cellShare: 0, neighbours: 0.5 });

export const families: Readonly<Record<FormulaFamily, FamilyRule>> = {
  points: ofCells(drawPoints),
  discs: ofCells(drawDiscs),
  rods: ofCells(drawRods),
  rings: ofCells(drawRings),
  clumps: ofCells(drawClumps, 0.3),
  vesicles: ofCells(drawVesicles),
  crowd: ofCells(drawCrowd, 1),
  grain: ofCells(drawGrain, 0.5),
  tubes: ofCells(drawTubes),
  filaments: ofCells(drawFilaments),
  bundles: ofCells(drawBundles),
  net: ofCells(drawNet),
  reticulum: ofCells(drawReticulum),
  cisternae: ofCells(drawCisternae, 0.5),
  tissue: ofCells(drawTissue, 0),
  blob: ofBodies(drawBlob),
  lobed: ofBodies(drawLobed),
  folded: ofBodies(drawFolded),
  plate: ofBodies(drawPlate),
  pair: ofBodies(drawPair),
  shell: ofBodies(drawShell),
  fragments: ofBodies(drawFragments),
  cluster: ofBodies(drawBodyCluster),
  ball: ofBodies(drawBall),
  knot: ofBodies(drawKnot),
  speckled: ofBodies(drawSpeckled),
  pierced: ofBodies(drawPierced),
};
