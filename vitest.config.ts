import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { deeplearnmor: new URL("./src/index.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/fail-on-console.ts", "test/support/fixed-seed.ts"],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
