/** What jsdom lacks of a browser, as far as the window needs it. Nothing here is laid out. */

import { afterEach, vi } from "vitest";

const none = { matches: false, addEventListener: () => undefined, removeEventListener: () => undefined };
vi.stubGlobal("matchMedia", () => none);

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", Observer);

// The window is as tall as this; nothing else is laid out.
Object.defineProperty(HTMLElement.prototype, "clientHeight", { get: () => 1500 });
document.title = "Stet";

Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => new DOMRect();

HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
  this.open = true;
};

vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);

afterEach(() => {
  delete document.documentElement.dataset.theme;
});
