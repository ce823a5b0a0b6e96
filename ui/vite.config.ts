import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  // What the oldest web view of a supported system understands.
  build: { target: ["es2022", "safari16"], sourcemap: false },
  test: { environment: "jsdom" },
});
