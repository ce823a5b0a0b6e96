import { expect, it } from "vitest";

const components = import.meta.glob<string>("../**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The words of a template: what is left without code, tags and expressions. */
function words(source: string): string {
  let markup = source.replace(/<(script|style)[\s\S]*?<\/\1>/g, "").replace(/<!--[\s\S]*?-->/g, "");
  for (let before = ""; before !== markup;) {
    before = markup;
    markup = markup.replace(/\{[^{}]*\}/g, "");
  }
  return markup.replace(/<[^>]*>/g, " ");
}

it("no component has words of its own; they are in the message files", () => {
  expect(Object.keys(components).length).toBeGreaterThan(20);
  for (const [name, source] of Object.entries(components)) {
    // "stet" is the mark itself.
    expect(words(source).match(/\p{L}{2,}/gu) ?? [], name).toEqual(
      name.endsWith("FirstRun.svelte") ? ["stet"] : [],
    );
    expect(source.match(/\s(aria-label|title|placeholder|alt)="\p{L}[^{"]*"/gu), name).toBeNull();
  }
});

it("no component has a style in an attribute, which the Content-Security-Policy forbids", () => {
  for (const [name, source] of Object.entries(components)) expect(source, name).not.toMatch(/\sstyle="/);
});
