/**
 * What is on the desk: the paper, the tools, the run under way, and what came of it. All the state of the place to
 * write, without any of its looks.
 */

import {
  failureOf,
  isTerminal,
  type Alternative,
  type Answer,
  type Backend,
  type Failure,
  type ModelChoice,
  type Origin,
  type Point,
  type RunEvent,
  type Span,
  type ToolChoice,
  type ToolRequest,
} from "../backend/backend";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";
import type { Notices } from "../notices.svelte";
import { Drafts } from "./draft";
import { Paper } from "./paper";
import { ASK, INSTRUCTION, request, type Options, type Wish } from "./request";
import type { Suggestion } from "./suggestions";

/** One run and what came of it. */
export interface Result {
  tool: ToolChoice;
  request: ToolRequest;
  wish: Wish;
  /** Its id in the history; none while it runs, and for a private one. */
  recorded: string | null;
  /** What was asked of the runs before it that it follows. */
  trail: string[];
  /** The versions of a rewrite, or the one text of a summary, as far as they are written. */
  versions: Alternative[];
  points: Point[];
  answer: Answer | undefined;
  origin: Origin | undefined;
  failure: Failure | undefined;
  cancelled: boolean;
}

export interface Progress {
  done: number;
  total: number;
  leftMs: number | null;
}

/** More versions than these are hard to compare, and the model has no more ideas. */
export const VERSIONS = 3;
/** Words are counted up to this length of the text; a longer one is measured in characters. */
const COUNTED = 200_000;

export class Desk extends Fallible {
  readonly paper: Paper;
  tools: ToolChoice[] = $state.raw([]);
  models: ModelChoice[] = $state.raw([]);
  /** What Ctrl+Enter runs: the tool used last. */
  tool: ToolChoice | undefined = $state.raw();
  options: Options = $state({ length: "medium", model: "", private: false });
  instruction = $state("");
  question = $state("");

  blank = $state(true);
  /** A run would be about what is selected alone. */
  selected = $state(false);
  /** Words, or characters of a very long text. */
  size: { words?: number; characters: number } = $state.raw({ words: 0, characters: 0 });

  running = $state(false);
  cancelling = $state(false);
  loading: { what: string; share: number } | undefined = $state.raw();
  progress: Progress | undefined = $state.raw();
  result: Result | undefined = $state();

  open: readonly Suggestion[] = $state.raw([]);
  /** How many suggestions there were since the run began, decided ones included. */
  seen = $state(0);
  active = $state("");
  showsOriginal = $state(false);

  readonly reviewing = $derived(this.result?.tool.kind === "proofread");
  readonly current = $derived(this.open.find((one) => one.key === this.active) ?? this.open[0]);

  readonly backend: Backend;
  readonly #notices: Notices;
  readonly #drafts: Drafts;
  #run = "";
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, notices: Notices) {
    super();
    this.backend = backend;
    this.#notices = notices;
    this.paper = new Paper({
      changed: () => this.#changed(),
      selected: (some) => (this.selected = some),
      suggestions: (open) => (this.open = open),
      chosen: (key) => this.point(key),
    });
    this.#drafts = new Drafts(
      backend,
      () => ({ text: this.paper.text, cursor: this.paper.cursor }),
      (reason) => (this.failure = failureOf(reason)),
    );
  }

  /** Puts the text of the last time on the paper. Before anything can be typed, so that neither is lost. */
  async restore(): Promise<void> {
    const draft = await this.attempt(() => this.backend.loadDraft());
    if (draft) this.paper.load(draft.text, draft.cursor);
  }

  /** Asks the host what there is to choose from, at the beginning and when it may have changed. */
  async refresh(): Promise<void> {
    const before = this.failure;
    await this.attempt(async () => {
      [this.tools, this.models] = await Promise.all([this.backend.tools(), this.backend.models()]);
      this.tool ??= this.tools[0];
    });
    this.failure ??= before;
  }

  /** Runs a tool over what is selected, or over the whole text. */
  async run(tool: ToolChoice | undefined = this.tool, wish: Wish = this.#wish(tool)): Promise<void> {
    if (this.running || !tool || this.paper.blank) return;
    if (tool.instruction && !wish.instruction?.trim()) return;
    if (tool.kind === "ask" && !wish.question?.trim()) return;
    this.tool = tool;
    const text = this.paper.begin(this.paper.chosen);
    await this.#start(tool, text, wish, []);
  }

  /** The same run once more: of a rewrite one version more, since the same model says the same again. */
  async again(): Promise<void> {
    if (!this.result || this.running) return;
    const { tool, wish, trail, request: before, versions } = this.result;
    const alternatives = Math.min(VERSIONS, versions.length + 1);
    await this.#start(tool, before.text ?? "", { ...wish, alternatives }, trail);
  }

  /** The run that failed once more: on the text as it stands now, or on what it was to go on from. */
  async retry(): Promise<void> {
    if (!this.result || this.running) return;
    const { tool, wish, trail, request: before } = this.result;
    if (trail.length === 0) await this.run(tool, wish);
    else await this.#start(tool, before.text ?? "", wish, trail);
  }

  /** Goes on from the result: a question about the same text, or a change to what came out. */
  async followUp(words: string, version = 0): Promise<void> {
    const asked = words.trim();
    if (!this.result || this.running || !asked) return;
    const { tool, recorded: followUp, trail, request: before } = this.result;
    const next = [...trail, this.asked(this.result)];
    if (tool.kind === "ask") {
      await this.#start(tool, before.text ?? "", { question: asked, followUp }, next);
      return;
    }
    const way = this.tools.find((known) => known.id === INSTRUCTION);
    if (!way) return;
    const text = this.reviewing ? this.paper.standing : (this.result.versions[version]?.text ?? "");
    if (text.trim()) await this.#start(way, text, { instruction: asked, followUp }, next);
  }

  /** What a run was asked for, in a few words. */
  asked({ tool, wish }: Result): string {
    return wish.instruction || wish.question || (speech.words.tools[tool.id] ?? tool.title);
  }

  async cancel(): Promise<void> {
    if (!this.running || this.cancelling) return;
    this.cancelling = true;
    await this.attempt(() => this.backend.cancel(this.#run));
  }

  /** Back to the tools. */
  leave(): void {
    if (this.running) return;
    this.paper.forget();
    this.paper.cite([]);
    this.result = undefined;
    this.showsOriginal = false;
    this.failure = undefined;
  }

  point(key: string): void {
    this.active = key;
    this.paper.point(key);
  }

  /** The next open suggestion, or the one before; from the last on to the first. */
  step(by: 1 | -1): void {
    const at = this.open.findIndex((one) => one.key === this.current?.key);
    const next = this.open[(at + by + this.open.length) % this.open.length];
    if (next) this.point(next.key);
  }

  accept(key = this.current?.key): void {
    if (key) this.#decide(key, () => this.paper.accept([key]));
  }

  dismiss(key = this.current?.key): void {
    if (key) this.#decide(key, () => this.paper.dismiss([key]));
  }

  acceptAll(): void {
    this.paper.accept(this.open.map((one) => one.key));
  }

  /** The word is right, here and everywhere. */
  async learn({ original }: Suggestion): Promise<void> {
    const done = await this.attempt(async () => {
      await this.backend.addWord(original);
      return true;
    });
    if (!done) return;
    this.paper.dismiss(this.open.filter((one) => one.original === original).map((one) => one.key));
    this.#notices.say(speech.words.corrections.learnt(original));
  }

  /** Puts a result in the place of what it was made of. */
  replace(text: string): void {
    this.paper.replace(text);
    this.#notices.say(speech.words.run.replaced, () => this.paper.undo());
  }

  /** Another text on the paper; undo brings this one back. */
  take(text: string, said: string): void {
    const before = !this.paper.blank;
    this.leave();
    this.paper.put(text, "all");
    if (before) this.#notices.say(said, () => this.paper.undo());
  }

  async drop(path: string): Promise<void> {
    const text = await this.attempt(() => this.backend.readDroppedFile(path));
    if (text !== undefined) this.take(text, speech.words.write.dropped);
  }

  cite(spans: readonly Span[], show = false): void {
    this.paper.cite(spans, show);
  }

  async copy(text: string): Promise<boolean> {
    return (await this.attempt(async () => (await this.backend.copy(text), true))) ?? false;
  }

  /** Saves at once what is not saved yet: the window may be about to close. */
  flush(): void {
    this.#drafts.flush();
  }

  #wish(tool: ToolChoice | undefined): Wish {
    if (tool?.kind === ASK.kind) return { question: this.question };
    return tool?.instruction ? { instruction: this.instruction } : {};
  }

  async #start(tool: ToolChoice, text: string, wish: Wish, trail: string[]): Promise<void> {
    const id = crypto.randomUUID();
    const asked = request(tool, text, this.options, wish);
    this.failure = undefined;
    this.active = "";
    this.seen = 0;
    this.showsOriginal = false;
    this.loading = this.progress = undefined;
    this.#run = id;
    this.running = true;
    this.result = {
      ...{ tool, request: asked, wish, trail, recorded: null, versions: [], points: [] },
      ...{ answer: undefined, origin: undefined, failure: undefined, cancelled: false },
    };
    try {
      await this.backend.run(id, asked, (event) => this.#hear(id, event));
    } catch (reason) {
      this.#hear(id, { type: "failed", failure: failureOf(reason) });
    }
  }

  #decide(key: string, decide: () => void): void {
    const at = this.open.findIndex((one) => one.key === key);
    decide();
    const next = this.open[at] ?? this.open[0];
    this.point(next?.key ?? "");
  }

  #hear(id: string, event: RunEvent): void {
    const result = this.result;
    if (id !== this.#run || !result) return;
    if (event.type !== "loading" && event.type !== "recorded") this.loading = undefined;
    if (isTerminal(event)) {
      this.#run = "";
      this.running = this.cancelling = false;
      this.progress = undefined;
      this.paper.working(undefined);
    }
    switch (event.type) {
      case "loading":
        this.loading = { what: event.what, share: event.share ?? 0 };
        break;
      case "recorded":
        result.recorded = event.runId;
        break;
      case "progress":
        this.progress = { done: event.done, total: event.total, leftMs: event.leftMs ?? null };
        break;
      case "working":
        // A follow-up works on what came out before, which is not on the paper.
        if (result.request.text === this.paper.original) this.paper.working(event.span);
        break;
      case "correction":
        this.paper.suggest([event.correction]);
        this.seen++;
        break;
      case "text":
        version(result, event.alternative).text += event.text;
        break;
      case "reset":
        version(result, event.alternative).text = "";
        break;
      case "proofread":
        this.paper.settle(event.result.corrections);
        this.seen = event.result.corrections.length;
        result.origin = event.result;
        break;
      case "rewrite":
        result.versions = event.result.alternatives;
        result.origin = event.result;
        break;
      case "summary":
        result.versions = [{ text: event.result.text, diff: [] }];
        result.points = event.result.points;
        result.origin = event.result;
        break;
      case "answer":
        result.answer = event.result;
        result.origin = event.result;
        this.cite(event.result.sources, true);
        break;
      case "failed":
        result.failure = event.failure;
        break;
      case "cancelled":
        result.cancelled = true;
        break;
    }
  }

  #changed(): void {
    this.blank = this.paper.blank;
    this.#drafts.changed();
    if (this.#counting !== undefined) return;
    this.#counting = setTimeout(() => {
      this.#counting = undefined;
      const characters = this.paper.length;
      this.size = characters > COUNTED ? { characters } : { characters, words: words(this.paper.text) };
    }, 300);
  }
}

function version(result: Result, number: number): Alternative {
  while (result.versions.length <= number) result.versions.push({ text: "", diff: [] });
  return result.versions[number] as Alternative;
}

/** Words as they are counted: between spaces, and each Chinese character for itself. */
function words(text: string): number {
  return (
    text.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{P}]+(?:[’'.,@-][^\s\p{Script=Han}\p{P}]+)*/gu,
    )?.length ?? 0
  );
}
