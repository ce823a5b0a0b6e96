/**
 * What is on the desk: a text, the tool chosen for it, the run under way, and what came of it. All the window's state,
 * without any of its looks.
 */

import { failureOf, isTerminal } from "./backend/backend";
import type {
  Alternative,
  Backend,
  Failure,
  ModelChoice,
  Origin,
  Point,
  RunEvent,
  ToolChoice,
  ToolRequest,
} from "./backend/backend";
import * as review from "./review/review";

export interface Progress {
  done: number;
  total: number;
  leftMs: number | null;
}

/** What was chosen besides the tool; `""` leaves a choice to the host. */
export interface Options {
  instruction: string;
  length: string;
  alternatives: number;
  model: string;
  private: boolean;
}

export class Desk {
  tools: ToolChoice[] = $state([]);
  models: ModelChoice[] = $state([]);

  /** What is in the text field. While suggestions are shown it is the text that they are of. */
  text = $state("");
  tool: ToolChoice | undefined = $state();
  options: Options = $state({ instruction: "", length: "", alternatives: 1, model: "", private: false });

  running = $state(false);
  cancelling = $state(false);
  progress: Progress | undefined = $state();

  /** The text is under review: shown with its suggestions instead of being edited. */
  reviewing = $state(false);
  suggestions: review.Suggestion[] = $state.raw([]);
  /** The versions of a rewrite, or the one text of a summary, as far as they are written. */
  versions: Alternative[] = $state([]);
  points: Point[] = $state([]);

  origin: Origin | undefined = $state();
  failure: Failure | undefined = $state();
  cancelled = $state(false);

  readonly open = $derived(review.open(this.suggestions));
  /** The text with what has been accepted. */
  readonly standing = $derived(review.standing(this.text, this.suggestions));
  readonly runnable = $derived(
    this.tool !== undefined &&
      this.standing.trim() !== "" &&
      (!this.tool.instruction || this.options.instruction.trim() !== ""),
  );
  /** The keys of what was decided, decision by decision. */
  #decided: string[][] = $state.raw([]);
  readonly undoable = $derived(this.#decided.length > 0);
  #run = "";
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Asks the host what there is to choose from. */
  async load(): Promise<void> {
    await this.#attempt(async () => {
      [this.tools, this.models] = await Promise.all([this.#backend.tools(), this.#backend.models()]);
      this.tool ??= this.tools[0];
    });
  }

  choose(tool: ToolChoice): void {
    this.tool = tool;
    if (!tool.lengths.includes(this.options.length)) this.options.length = "";
  }

  /** Runs the chosen tool over the text as it stands. */
  async run(): Promise<void> {
    if (this.running || !this.runnable || !this.tool) return;
    this.edit();
    this.#clear();
    const id = crypto.randomUUID();
    this.#run = id;
    this.running = true;
    this.reviewing = this.tool.kind === "proofread";
    try {
      await this.#backend.run(id, this.#request(this.tool), (event) => this.#hear(id, event));
    } catch (reason) {
      this.#hear(id, { type: "failed", failure: failureOf(reason) });
    }
  }

  async cancel(): Promise<void> {
    if (!this.running || this.cancelling) return;
    this.cancelling = true;
    await this.#attempt(() => this.#backend.cancel(this.#run));
  }

  accept(key: string): void {
    this.#decide([key], "accepted");
  }

  dismiss(key: string): void {
    this.#decide([key], "dismissed");
  }

  acceptAll(): void {
    this.#decide(
      this.open.map((one) => one.key),
      "accepted",
    );
  }

  undo(): void {
    this.suggestions = review.decide(this.suggestions, this.#decided.at(-1) ?? [], "open");
    this.#decided = this.#decided.slice(0, -1);
  }

  /** Back to the text field, with what has been accepted; what is still open goes. */
  edit(): void {
    if (this.running) return;
    this.text = this.standing;
    this.suggestions = [];
    this.#decided = [];
    this.reviewing = false;
  }

  /** Whether the text was put on the clipboard. */
  async copy(text: string): Promise<boolean> {
    return this.#attempt(() => this.#backend.copy(text));
  }

  #request(tool: ToolChoice): ToolRequest {
    const { instruction, length, alternatives, model } = this.options;
    const rewrite = tool.kind === "rewrite";
    const summarize = tool.kind === "summarize";
    return {
      tool: rewrite || summarize ? tool.kind : tool.id,
      tone: rewrite ? tool.id : null,
      kind: summarize ? tool.id : null,
      text: this.text,
      instruction: tool.instruction ? instruction.trim() : null,
      length: length || null,
      alternatives: rewrite ? alternatives : null,
      model: model || null,
      private: this.options.private,
    };
  }

  #clear(): void {
    this.versions = [];
    this.points = [];
    this.progress = undefined;
    this.origin = undefined;
    this.failure = undefined;
    this.cancelled = false;
  }

  #decide(keys: string[], decision: review.Decision): void {
    this.#decided = [...this.#decided, keys];
    this.suggestions = review.decide(this.suggestions, keys, decision);
  }

  #hear(id: string, event: RunEvent): void {
    if (id !== this.#run) return;
    if (isTerminal(event)) {
      this.#run = "";
      this.running = this.cancelling = false;
      this.progress = undefined;
    }
    switch (event.type) {
      case "progress":
        this.progress = { done: event.done, total: event.total, leftMs: event.leftMs ?? null };
        break;
      case "correction":
        this.suggestions = review.add(this.suggestions, event.correction);
        break;
      case "text":
        this.#version(event.alternative).text += event.text;
        break;
      case "reset":
        this.#version(event.alternative).text = "";
        break;
      case "proofread":
        this.suggestions = review.settle(this.suggestions, event.result.corrections);
        this.origin = event.result;
        break;
      case "rewrite":
        this.versions = event.result.alternatives;
        this.origin = event.result;
        break;
      case "summary":
        this.versions = [{ text: event.result.text, diff: [] }];
        this.points = event.result.points;
        this.origin = event.result;
        break;
      case "failed":
        this.failure = event.failure;
        break;
      case "cancelled":
        this.cancelled = true;
        break;
    }
    const empty = this.suggestions.length === 0;
    if (isTerminal(event) && event.type !== "proofread" && empty) this.reviewing = false;
  }

  #version(number: number): Alternative {
    while (this.versions.length <= number) this.versions.push({ text: "", diff: [] });
    return this.versions[number] as Alternative;
  }

  async #attempt(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (reason) {
      this.failure = failureOf(reason);
      return false;
    }
  }
}
