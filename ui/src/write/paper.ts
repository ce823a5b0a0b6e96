/**
 * The text on the desk, and the one place that knows CodeMirror. It lives as long as the window, wherever it is shown:
 * the text, its undo history and its suggestions are here, and a tool's result enters them as one change among others.
 *
 * A run works on the text as it was at its start. From then on every change is kept, so that what the run says about
 * that text finds its place in the text as it now stands.
 */

import "./sheet";
import { history, historyKeymap, isolateHistory, redo, standardKeymap, undo } from "@codemirror/commands";
import {
  ChangeSet,
  Compartment,
  EditorSelection,
  EditorState,
  Transaction,
  type ChangeDesc,
} from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import type { Correction, Span } from "../backend/backend";
import { cite, marking, moved, point, work, type Range } from "./marks";
import { openAs, opened, type Opened } from "./opened";
import { announce, decide, forget, open, settle, suggest, suggestions, type Suggestion } from "./suggestions";

export interface Wording {
  label: string;
  placeholder: string;
}

/** What the desk hears of its paper. */
export interface Hears {
  changed(): void;
  /** Whether words are selected, which a run would be about alone. */
  selected(some: boolean): void;
  /** Which document the text is from. */
  opened(document: Opened | undefined): void;
  suggestions(open: readonly Suggestion[]): void;
  chosen(key: string): void;
}

export class Paper {
  readonly view: EditorView;
  readonly #wording = new Compartment();
  /** What happened to the text since the run began, and the stretch of the text that the run is about. */
  #since: ChangeDesc | undefined;
  #began: Range & { text: string } = { from: 0, to: 0, text: "" };

  constructor(hears: Hears) {
    this.view = new EditorView({
      state: EditorState.create({
        extensions: [
          history(),
          keymap.of([...standardKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          drawSelection(),
          this.#wording.of([]),
          suggestions,
          opened,
          marking(hears.chosen),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              this.#since = this.#since?.composeDesc(update.changes.desc);
              hears.changed();
            }
            if (update.selectionSet || update.docChanged)
              hears.selected(this.chosen.to - this.chosen.from < this.length);
            if (update.startState.field(suggestions) !== update.state.field(suggestions)) {
              hears.suggestions(open(update.state));
            }
            if (update.startState.field(opened) !== update.state.field(opened))
              hears.opened(update.state.field(opened));
          }),
        ],
      }),
    });
  }

  word(wording: Wording): void {
    const attributes = {
      "data-testid": "text",
      "aria-label": wording.label,
      "aria-placeholder": wording.placeholder,
      // Stet proofreads; the web view's own red lines would be in its way.
      spellcheck: "false",
    };
    const extension = [EditorView.contentAttributes.of(attributes), placeholder(wording.placeholder)];
    this.view.dispatch({ effects: this.#wording.reconfigure(extension) });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  get length(): number {
    return this.view.state.doc.length;
  }

  get cursor(): number {
    return this.view.state.selection.main.head;
  }

  /** Without a word in it. Looks no further than the first. */
  get blank(): boolean {
    const parts = this.view.state.doc.iter();
    while (!parts.next().done) if (parts.value.trim() !== "") return false;
    return true;
  }

  /** The text is another one, of a document if it is from one; nothing leads back to the one before. */
  load(text: string, cursor: number, document?: Opened): void {
    const { state } = this.view;
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: text },
      selection: EditorSelection.cursor(Math.min(cursor, state.toText(text).length)),
      annotations: Transaction.addToHistory.of(false),
      effects: [forget.of(null), openAs.of(document)],
    });
  }

  /** The words that the writer selected, if any; the whole text otherwise. */
  get chosen(): Range {
    const { main } = this.view.state.selection;
    const words = this.view.state.sliceDoc(main.from, Math.min(main.to, main.from + 4096));
    return words.trim() === "" ? { from: 0, to: this.length } : { from: main.from, to: main.to };
  }

  /** A run begins on `range`. Gives its text. */
  begin(range: Range): string {
    const text = this.view.state.sliceDoc(range.from, range.to);
    this.#began = { ...range, text };
    this.#since = ChangeSet.empty(this.length).desc;
    this.view.dispatch({ effects: [forget.of(null), cite.of([]), work.of(null), point.of("")] });
    return text;
  }

  /** What the run's text was. */
  get original(): string {
    return this.#began.text;
  }

  /** A stretch of the run's text, in the text as it now stands. */
  place(span: Span): Range {
    const range = { from: this.#began.from + span.startIndex, to: this.#began.from + span.endIndex };
    const length = this.#since?.length ?? 0;
    const within = { from: Math.min(range.from, length), to: Math.min(range.to, length) };
    return this.#since ? moved(within, this.#since) : within;
  }

  /** What now stands where the run's text was. */
  get standing(): string {
    const { from, to } = this.#whole();
    return this.view.state.sliceDoc(from, to);
  }

  suggest(corrections: Correction[]): void {
    this.view.dispatch({ effects: announce.of(this.#placed(corrections)) });
  }

  settle(corrections: Correction[]): void {
    this.view.dispatch({ effects: [settle.of(this.#placed(corrections)), work.of(null)] });
  }

  forget(): void {
    this.view.dispatch({ effects: [forget.of(null), point.of("")] });
  }

  accept(keys: readonly string[]): void {
    const chosen = new Set(keys);
    const taken = open(this.view.state).filter((one) => chosen.has(one.key));
    if (taken.length === 0) return;
    this.view.dispatch({
      changes: taken.map((one) => ({ from: one.from, to: one.to, insert: one.correction })),
      effects: decide.of(taken.map(({ key }) => ({ key, decision: "accepted" }))),
      annotations: isolateHistory.of("full"),
      userEvent: "input.complete",
    });
  }

  dismiss(keys: readonly string[]): void {
    this.view.dispatch({
      effects: decide.of(keys.map((key) => ({ key, decision: "dismissed" }))),
      annotations: isolateHistory.of("full"),
    });
  }

  /** Puts `text` where the run's text was. */
  replace(text: string): void {
    const range = this.#whole();
    this.view.dispatch({
      changes: { ...range, insert: text },
      selection: EditorSelection.cursor(range.from + this.view.state.toText(text).length),
      effects: [forget.of(null), cite.of([]), work.of(null)],
      annotations: isolateHistory.of("full"),
      userEvent: "input.complete",
      scrollIntoView: true,
    });
  }

  /** Puts `text` in place of everything, as the text of a document if it is one, or at the cursor. */
  put(text: string, where: "all" | "cursor", document?: Opened): void {
    const { main } = this.view.state.selection;
    const range = where === "all" ? { from: 0, to: this.length } : { from: main.from, to: main.to };
    this.view.dispatch({
      changes: { ...range, insert: text },
      selection: EditorSelection.cursor(
        where === "all" ? 0 : range.from + this.view.state.toText(text).length,
      ),
      effects: where === "all" ? [openAs.of(document)] : [],
      annotations: isolateHistory.of("full"),
      userEvent: "input.paste",
      scrollIntoView: true,
    });
  }

  working(span: Span | undefined): void {
    this.view.dispatch({ effects: work.of(span ? this.place(span) : null) });
  }

  /** Washes the sentences that something rests on, and shows the first. */
  cite(spans: readonly Span[], show = false): void {
    const ranges = spans.map((span) => this.place(span));
    const [first] = ranges;
    const scroll = show && first ? [EditorView.scrollIntoView(first.from, { y: "center" })] : [];
    this.view.dispatch({ effects: [cite.of(ranges), ...scroll] });
  }

  /** Points out a suggestion and brings it into view. */
  point(key: string): void {
    const one = open(this.view.state).find((known) => known.key === key);
    const scroll = one ? [EditorView.scrollIntoView(one.from, { y: "nearest", yMargin: 96 })] : [];
    this.view.dispatch({ effects: [point.of(key), ...scroll] });
  }

  undo(): void {
    undo(this.view);
  }

  redo(): void {
    redo(this.view);
  }

  #whole(): Range {
    const { from, to } = this.#began;
    // Outward, so that what was put in the place of the whole still counts as it.
    const since = this.#since;
    return since ? { from: since.mapPos(from, -1), to: since.mapPos(to, 1) } : { from, to };
  }

  #placed(corrections: Correction[]): Suggestion[] {
    const { state } = this.view;
    return corrections.flatMap((one) => {
      const { from, to } = this.place(one);
      const original = this.#began.text.slice(one.startIndex, one.endIndex);
      // A place that has changed since is no longer what the correction is about; one decided already is known.
      const known = state.sliceDoc(from, to) === original || this.#decided(one);
      return known ? [suggest(one, from, to, original)] : [];
    });
  }

  #decided(correction: Correction): boolean {
    const { key } = suggest(correction, 0, 0, "");
    return this.view.state.field(suggestions).some((one) => one.key === key);
  }
}
