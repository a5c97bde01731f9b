/** A label of a point, in pixels; x and y are the point's. */
export interface LabelRequest {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the label goes: its left edge and its middle line, and whether it needs a line to its point. */
export interface PlacedLabel {
  readonly left: number;
  readonly middle: number;
  readonly leader: boolean;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Puts labels beside their points so that none covers another label or a point: each takes the first free of many
 * places around its point, near ones first, or the one that covers least. Earlier labels choose first.
 *
 * @param frame labels stay within 0..width, 0..height.
 */
export function placeLabels(
  labels: readonly LabelRequest[],
  frame: { readonly width: number; readonly height: number },
): readonly PlacedLabel[] {
  const dot = 6;
  const taken: Box[] = labels.map(({ x, y }) => ({
    left: x - dot,
    top: y - dot,
    right: x + dot,
    bottom: y + dot,
  }));
  return labels.map((label, own) => {
    let best: { box: Box; cost: number; distance: number } | undefined;
    for (const { box, distance } of candidates(label)) {
      const outside = overlapOutside(box, frame);
      const covered = taken.reduce(
        (sum, other, index) => (index === own ? sum : sum + overlap(box, other)),
        0,
      );
      const cost = 20 * outside + 4 * covered + distance;
      if (best === undefined || cost < best.cost) best = { box, cost, distance };
    }
    const { box, distance } = best ?? { box: boxAt(label, label.x, label.y), distance: 0 };
    taken.push(box);
    return { left: box.left, middle: (box.top + box.bottom) / 2, leader: distance > 6 };
  });
}

/** Right, left, above and below at growing distances, with places between them. */
function candidates(label: LabelRequest): { readonly box: Box; readonly distance: number }[] {
  const found: { box: Box; distance: number }[] = [];
  const { x, y, width, height } = label;
  for (const reach of [9, 16, 26, 38, 52, 68]) {
    for (let step = 0; step < 16; step++) {
      const angle = (step * Math.PI) / 8;
      const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
      const left = x + reach * dx + ((dx - 1) / 2) * width;
      const middle = y + reach * dy + (dy * height) / 3;
      // To the right is read best; slanted places near the point look loose.
      const habit = step === 0 ? 0 : step === 8 ? 1 : step % 4 === 0 ? 2 : 3;
      found.push({ box: boxAt(label, left, middle), distance: reach - 9 + habit });
    }
  }
  return found;
}

function boxAt({ width, height }: LabelRequest, left: number, middle: number): Box {
  return { left, right: left + width, top: middle - height / 2, bottom: middle + height / 2 };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? Math.min(width, 30) + height : 0;
}

function overlapOutside(
  box: Box,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  return (
    Math.max(0, -box.left) +
    Math.max(0, box.right - width) +
    Math.max(0, -box.top) +
    Math.max(0, box.bottom - height)
  );
}
