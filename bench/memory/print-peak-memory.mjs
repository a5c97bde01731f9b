/** Loaded with `--import` into a process: at its end, writes the largest resident set in bytes to PEAK_MEMORY_FILE. */
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const peak = process.resourceUsage().maxRSS * 1024;
  if (process.env.PEAK_MEMORY_FILE) writeFileSync(process.env.PEAK_MEMORY_FILE, String(peak));
});
