import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  // The messages are held against the host's own codes by a test.
  server: { port: 1420, strictPort: true, fs: { allow: [".."] } },
  // What the oldest web view of a supported system understands.
  build: { target: ["es2022", "safari16"], sourcemap: false },
  // The colours are read by a test.
  test: { environment: "jsdom", setupFiles: "src/test/setup.ts", css: { include: /app\.css/ } },
});
