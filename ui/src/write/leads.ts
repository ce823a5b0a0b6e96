/** What looking at something does that rests on sentences of the text: they light up, and a press goes there. */

import type { Span } from "../backend/backend";

/** Lights up stretches of the text, and shows the first. */
export type Cite = (spans: readonly Span[], show?: boolean) => void;

export function leads(spans: readonly Span[], cite: Cite) {
  return {
    onpointerenter: () => cite(spans),
    onpointerleave: () => cite([]),
    onfocus: () => cite(spans),
    onblur: () => cite([]),
    onclick: () => cite(spans, true),
  };
}
