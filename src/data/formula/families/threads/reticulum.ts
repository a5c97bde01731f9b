import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { relativeDistance } from "../../specimen/outline.ts";
import type { Path } from "../../specimen/shape.ts";
import type { Stage } from "../../specimen/stage.ts";

/** A polygonal net with three-way junctions, thick nodes and filled meshes: the endoplasmic reticulum. */
export function drawReticulum(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const { cell, extent } = stage;
  const span = cell ? Math.min(extent, 2.6 * cell.radius) : extent;
  const mesh = span / drawLog(random, 5, 13);
  const radius = mesh * random.uniform(0.07, 0.17);
  const kept = random.uniform(0.68, 1);
  const sheets = random.uniform() < 0.5 ? 0 : random.uniform(0, 0.25);
  const swelling = random.uniform(1, 1.9);
  const jitter = random.uniform(0.1, 0.3) * mesh;
  const [middleX, middleY] = cell ? [cell.outline.x, cell.outline.y] : [0.5, 0.5];
  const tilt = random.uniform(0, Math.PI / 3);
  const inside = (x: number, y: number): boolean => {
    if (!cell) return true;
    if (cell.nucleus && relativeDistance(cell.nucleus, x, y) < 1) return false;
    return relativeDistance(cell.outline, x, y) < 1;
  };
  // A honeycomb is a brick wall: each node has a left, a right and, in turn, an upper or a lower neighbour.
  const columns = Math.round(span / (0.6 * mesh));
  const rows = Math.round(span / (0.87 * mesh));
  const nodes = Array.from({ length: rows * columns }, (_, at) => {
    const column = at % columns;
    const row = Math.floor(at / columns);
    const raised = (row + column) % 2 === 0 ? 0.12 : -0.12;
    const u = (column - columns / 2) * 0.6 * mesh + random.normal(0, jitter);
    const v = (row - rows / 2 + raised) * 0.87 * mesh + random.normal(0, jitter);
    const x = middleX + u * Math.cos(tilt) - v * Math.sin(tilt);
    const y = middleY + u * Math.sin(tilt) + v * Math.cos(tilt);
    return { x, y, inside: inside(x, y), radius: radius * random.uniform(1, swelling) };
  });
  const degrees = new Uint8Array(nodes.length);
  const paths: Path[] = [];
  const join = (from: number, to: number): void => {
    const [a, b] = [nodes[from], nodes[to]];
    if (!a?.inside || !b?.inside || random.uniform() > kept) return;
    degrees[from] = (degrees[from] ?? 0) + 1;
    degrees[to] = (degrees[to] ?? 0) + 1;
    const bow = random.normal(0, 0.12);
    const x = (a.x + b.x) / 2 - bow * (b.y - a.y);
    const y = (a.y + b.y) / 2 + bow * (b.x - a.x);
    const wide = random.uniform() < sheets ? mesh * 0.3 : radius;
    paths.push([a.x, a.y, a.radius, x, y, wide, b.x, b.y, b.radius]);
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (column + 1 < columns) join(at, at + 1);
      if (row + 1 < rows && (row + column) % 2 === 0) join(at, at + columns);
    }
  }
  if (paths.length === 0) paths.push([middleX, middleY, radius, middleX + mesh, middleY, radius]);
  addThread(draft, paths, 1);
  const used = degrees.filter((degree) => degree > 0).length;
  draft.values.branching = degrees.filter((degree) => degree > 2).length / Math.max(1, used);
  draft.values.hollowness = 0;
  draft.values.textureScale = Math.log2(mesh / 0.08) / 2;
  draft.feature = radius;
  return draft;
}
