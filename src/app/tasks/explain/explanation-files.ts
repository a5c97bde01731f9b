/** Files at the top of what `mor explain` writes. */
export const explanationFiles = {
  table: "explanations.csv",
  objects: "objects.csv",
  meanMaps: "mean-maps.png",
  report: "report.html",
  record: "explanations.json",
} as const;

/** Whether `mor explain` gives files such names; the path is relative to its folder, with forward slashes. */
export function isExplanationFile(path: string): boolean {
  return /^(?:overlays|maps)\//.test(path) || Object.values<string>(explanationFiles).includes(path);
}
