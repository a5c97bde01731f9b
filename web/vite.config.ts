import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // Data addresses are not allowed for scripts and not needed for the rest.
    assetsInlineLimit: 0,
    // Only the page's own browsers: what people have had for two years.
    target: "es2022",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The package carries what it is made of: their licences go along.
    license: { fileName: "licences.md" },
  },
});
