import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// One script and one style with fixed names: the program carries both, and a build from the same sources gives the same bytes.
export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: "dist",
    assetsInlineLimit: 0,
    rollupOptions: { output: { entryFileNames: "app.js", assetFileNames: "app.[ext]", inlineDynamicImports: true } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:7777" } },
});
