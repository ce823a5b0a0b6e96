import { describe, expect, it } from "vitest";
import css from "../app.css?raw";

type Tokens = Record<string, string>;

function tokens(selector: string): Tokens {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

/** As WCAG 2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** What stands on what. */
const WORDS: [ink: string, ...grounds: string[]][] = [
  ["ink", "ground", "paper", "raised", "hover", "chosen", "accent-soft", "cited", "alert-soft", "warn-soft"],
  ["ink", "spelling-soft", "grammar-soft", "style-soft"],
  ["quiet", "ground", "paper", "raised", "hover"],
  ["accent", "ground", "paper", "raised", "accent-soft", "hover"],
  ["accent-ink", "accent", "accent-hover"],
  ["alert", "alert-soft", "raised", "ground"],
  ["warn", "warn-soft", "raised"],
  ["insert-ink", "insert"],
  ["delete-ink", "delete"],
];
/** Lines that mean something: the edge of a field, a mark under a word, the ring of the focus. */
const LINES: [line: string, ...grounds: string[]][] = [
  ["edge", "ground", "paper", "raised"],
  ["accent", "ground", "paper", "raised", "hover"],
  ["spelling", "paper"],
  ["grammar", "paper"],
  ["style", "paper"],
];

const light = tokens(":root");
const dark = tokens(':root[data-theme="dark"]');

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s theme", (_, theme) => {
  it.each(WORDS)("has %s readable on what it stands on", (ink, ...grounds) => {
    for (const ground of grounds) {
      expect(contrast(theme[ink] ?? "", theme[ground] ?? ""), `${ink} on ${ground}`).toBeGreaterThanOrEqual(
        4.5,
      );
    }
  });

  it.each(LINES)("has %s visible on what it stands on", (line, ...grounds) => {
    for (const ground of grounds) {
      expect(contrast(theme[line] ?? "", theme[ground] ?? ""), `${line} on ${ground}`).toBeGreaterThanOrEqual(
        3,
      );
    }
  });
});

it("both themes have the same colours", () => {
  expect(Object.keys(light).length).toBeGreaterThan(20);
  expect(Object.keys(dark).sort()).toEqual(Object.keys(light).sort());
});
