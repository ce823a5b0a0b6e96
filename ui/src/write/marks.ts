/**
 * What is drawn over the text: a line under each open suggestion, a shimmer over the part being worked on, a wash over
 * the sentences that a point rests on. Only what is in view is drawn, so a book's worth of suggestions costs nothing.
 */

import { RangeSetBuilder, StateEffect, StateField, type ChangeDesc, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import { suggestions, type Suggestion } from "./suggestions";

export interface Range {
  from: number;
  to: number;
}

export const work = StateEffect.define<Range | null>();
export const cite = StateEffect.define<readonly Range[]>();
/** Points out a suggestion, by its key; an empty one none. */
export const point = StateEffect.define<string>();

export interface Marks {
  working: Range | null;
  cited: readonly Range[];
  active: string;
}

export const marks = StateField.define<Marks>({
  create: () => ({ working: null, cited: [], active: "" }),
  update(before, transaction) {
    let next = before;
    if (transaction.docChanged && (before.working || before.cited.length > 0)) {
      const working = before.working && moved(before.working, transaction.changes);
      next = { ...before, working, cited: before.cited.map((range) => moved(range, transaction.changes)) };
    }
    for (const effect of transaction.effects) {
      if (effect.is(work)) next = { ...next, working: effect.value };
      else if (effect.is(cite)) next = { ...next, cited: effect.value };
      else if (effect.is(point)) next = { ...next, active: effect.value };
    }
    return next;
  },
});

export function moved(range: Range, changes: ChangeDesc): Range {
  const from = changes.mapPos(range.from, 1);
  return { from, to: Math.max(from, changes.mapPos(range.to, -1)) };
}

/** Where something is to be inserted there is nothing to underline. */
class Gap extends WidgetType {
  constructor(
    readonly key: string,
    readonly active: boolean,
  ) {
    super();
  }

  override eq(other: Gap): boolean {
    return other.key === this.key && other.active === this.active;
  }

  override toDOM(): HTMLElement {
    const dom = document.createElement("span");
    dom.className = this.active ? "mark gap active" : "mark gap";
    dom.dataset.key = this.key;
    return dom;
  }
}

const working = Decoration.mark({ class: "working" });
const cited = Decoration.mark({ class: "cited" });

function draw(view: EditorView): DecorationSet {
  const { from, to } = view.viewport;
  const { working: span, cited: ranges, active } = view.state.field(marks);
  const drawn: { from: number; to: number; decoration: Decoration }[] = [];
  const inView = (range: Range) => range.from <= to && range.to >= from;
  const add = (range: Range, decoration: Decoration) => {
    if (inView(range) && range.from < range.to) drawn.push({ ...range, decoration });
  };
  if (span) add({ from: Math.max(span.from, from), to: Math.min(span.to, to) }, working);
  for (const range of ranges) add(range, cited);
  const open = view.state.field(suggestions).filter((one) => one.decision === "open");
  // The first is the one at hand until another is pointed out.
  const lit = open.find((one) => one.key === active) ?? open[0];
  for (const one of open) {
    if (inView(one)) drawn.push({ from: one.from, to: one.to, decoration: underline(one, one === lit) });
  }
  const builder = new RangeSetBuilder<Decoration>();
  drawn.sort((a, b) => a.from - b.from || a.decoration.startSide - b.decoration.startSide);
  for (const one of drawn) builder.add(one.from, one.to, one.decoration);
  return builder.finish();
}

function underline(one: Suggestion, active: boolean): Decoration {
  if (one.from === one.to) return Decoration.widget({ widget: new Gap(one.key, active), side: 1 });
  const kind = one.types.includes("style")
    ? "style"
    : one.types.includes("spelling")
      ? "spelling"
      : "grammar";
  const attributes = { "data-key": one.key, "data-testid": "mark" };
  return Decoration.mark({ class: `mark ${kind}${active ? " active" : ""}`, attributes });
}

const drawing = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = draw(view);
    }

    update(update: ViewUpdate): void {
      const changed = update.startState.field(marks) !== update.state.field(marks);
      const decided = update.startState.field(suggestions) !== update.state.field(suggestions);
      if (update.docChanged || update.viewportChanged || changed || decided) {
        this.decorations = draw(update.view);
      }
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** `chosen` hears which suggestion a press of the pointer or the cursor met. */
export function marking(chosen: (key: string) => void): Extension {
  const met = EditorView.updateListener.of((update) => {
    if (!update.selectionSet || update.docChanged || !update.state.selection.main.empty) return;
    if (!update.transactions.some((transaction) => transaction.isUserEvent("select"))) return;
    const { head } = update.state.selection.main;
    const one = update.state
      .field(suggestions)
      .find((known) => known.decision === "open" && known.from <= head && head <= known.to);
    if (one) chosen(one.key);
  });
  return [marks, drawing, met];
}
