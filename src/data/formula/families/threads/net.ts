import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog } from "../../specimen/draw-traits.ts";
import type { Path } from "../../specimen/shape.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Tubes between neighbouring nodes, some of them joined into nets: mitochondria from fragmented to hyperfused. */
export function drawNet(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage, { clustered: 0 });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.007, 0.02);
  const joined = random.uniform(0.2, 0.95);
  const slack = random.uniform(0.05, 0.4);
  const beading = random.uniform() < 0.5 ? 0 : random.uniform(0, 0.45);
  const hollow = random.uniform() < 0.75 ? 0 : random.uniform(0.4, 0.8);
  const nodes = Array.from({ length: Math.round(drawLog(random, 12, 80)) }, place);
  const area = stage.cell ? Math.PI * stage.cell.radius ** 2 : stage.extent ** 2;
  const reach = random.uniform(1, 1.8) * Math.sqrt(area / nodes.length);
  const owner = nodes.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (owner[root] !== root) root = owner[root] ?? root;
    return root;
  };
  const edges: { readonly from: number; readonly path: Path }[] = [];
  const degrees = new Uint8Array(nodes.length);
  for (const [at, [x, y]] of nodes.entries()) {
    for (let other = 0; other < at; other++) {
      const [otherX, otherY] = nodes[other] ?? [9, 9];
      const distance = Math.hypot(otherX - x, otherY - y);
      const full = (degrees[at] ?? 0) > 2 || (degrees[other] ?? 0) > 2;
      if (distance > reach || full || random.uniform() > joined) continue;
      degrees[at] = (degrees[at] ?? 0) + 1;
      degrees[other] = (degrees[other] ?? 0) + 1;
      owner[rootOf(at)] = rootOf(other);
      edges.push({ from: at, path: wavyPath(random, [x, y], [otherX, otherY], radius, slack, beading) });
    }
  }
  for (const root of new Set(edges.map(({ from }) => rootOf(from)))) {
    const paths = edges.filter(({ from }) => rootOf(from) === root).map(({ path }) => path);
    addThread(draft, paths, brightness(), hollow);
  }
  for (const [at, [x, y]] of nodes.entries()) {
    if (degrees[at] === 0)
      addThread(draft, [[x, y, radius, x + radius, y + radius, radius]], brightness(), hollow);
  }
  draft.values.branching = degrees.filter((degree) => degree > 2).length / nodes.length;
  draft.values.hollowness = hollow;
  draft.feature = radius;
  return draft;
}

/** A path that leaves the straight line by two waves, of a height of `slack` times its length. */
function wavyPath(
  random: Random,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  radius: number,
  slack: number,
  beading: number,
): Path {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const bow = slack * random.normal();
  const wave = 0.5 * slack * random.normal();
  const steps = Math.max(3, Math.min(16, Math.round(Math.hypot(dx, dy) / 0.025)));
  const path: number[] = [];
  for (let at = 0; at <= steps; at++) {
    const t = at / steps;
    const off = bow * Math.sin(Math.PI * t) + wave * Math.sin(2 * Math.PI * t);
    path.push(
      fromX + t * dx - off * dy,
      fromY + t * dy + off * dx,
      radius * (1 + beading * random.uniform(-1, 1)),
    );
  }
  return path;
}
