import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** The window knows its host through `src/backend/` alone, and there through its interface. */
const oneDoor = {
  patterns: [
    { group: ["@tauri-apps/*"], message: "Only src/backend/ speaks to the host." },
    { group: ["**/backend/bindings"], message: "Import the types from src/backend/backend." },
  ],
};

export default ts.config(
  { ignores: ["dist", "src/backend/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ["src/**"],
    ignores: ["src/backend/**"],
    rules: { "no-restricted-imports": ["error", oneDoor] },
  },
);
