import { defineConfig } from "vitest/config";

/** Tests that drive the page in a real browser: `npm run test:browser`. They take Debian's chromium, or that of MOR_CHROMIUM. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.browser.ts"],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // One browser and one training at a time: they are what takes the machine.
    fileParallelism: false,
  },
});
