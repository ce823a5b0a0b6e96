import { expect, it } from "vitest";
import { hold } from "./scroll";

/** A panel of 100 pixels over `size`, and a part of it that begins at `at`; nothing is laid out here. */
function panel(at: number, size: number, scrollTop: number) {
  const panel = document.createElement("div");
  const part = document.createElement("div");
  const sizes = { at, size };
  Object.defineProperty(panel, "clientHeight", { value: 100 });
  Object.defineProperty(panel, "scrollHeight", { get: () => sizes.size });
  panel.getBoundingClientRect = () => new DOMRect(0, 0, 0, 100);
  part.getBoundingClientRect = () => new DOMRect(0, sizes.at - panel.scrollTop, 0, 0);
  panel.scrollTop = scrollTop;
  const grow = (above: number, below: number) => {
    const after = hold(panel, part);
    sizes.at += above;
    sizes.size += above + below;
    after();
    return panel.scrollTop;
  };
  return grow;
}

it("a panel follows its end only for who went there", () => {
  expect(panel(0, 300, 200)(0, 50)).toBe(350);
  expect(panel(0, 300, 120)(0, 50)).toBe(120);
  expect(panel(0, 90, 0)(0, 50)).toBe(0);
});

it("a panel keeps what is read in its part where it is, whatever grows above", () => {
  expect(panel(40, 600, 120)(80, 0)).toBe(200);
  expect(panel(200, 600, 120)(80, 0)).toBe(120);
  expect(panel(40, 600, 0)(80, 0)).toBe(0);
});
