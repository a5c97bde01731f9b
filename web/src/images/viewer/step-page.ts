/** The page after `step` others, counted from 0; from all of them at once one goes to the first or the last. */
export function stepPage(page: number | undefined, pages: number, step: number): number {
  if (page === undefined) return step > 0 ? 0 : pages - 1;
  return Math.max(0, Math.min(pages - 1, page + step));
}
