/**
 * What is on the desk: the paper, the tools, the run under way, and what came of it. All the state of the place to
 * write, without any of its looks.
 */

import {
  failureOf,
  isTerminal,
  type Backend,
  type DocumentText,
  type ModelChoice,
  type RunEvent,
  type ServerList,
  type Settings,
  type Span,
  type ToolChoice,
  type ToolRequest,
  type Verdict,
} from "../backend/backend";
import { Question } from "../consent/question.svelte";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";
import type { Notices } from "../notices.svelte";
import { Drafts } from "./draft";
import { address, LONGEST } from "./address";
import { save } from "./export";
import { SUGGESTED, type Opened } from "./opened";
import { Paper } from "./paper";
import { ASK, INSTRUCTION, request, type Options, type Wish } from "./request";
import { begun, pausable, some, tell, type Result } from "./result";
import type { Suggestion } from "./suggestions";
import { words } from "./words";

export type { Result } from "./result";

export interface Progress {
  done: number;
  total: number;
  leftMs: number | null;
}

/** Of two results of one request: the one that came first, or the server's. */
export type Side = "here" | "there";

const NO_SERVERS: ServerList = { servers: [], used: null };

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
  /** The document that the text is from. */
  document: Opened | undefined = $state.raw();
  /** The address that stands alone on the paper. */
  address: string | undefined = $state();
  /** The name of the document that is being read. */
  reading: string | undefined = $state();
  /** The run that fetches a page, which can be cancelled. */
  fetching: string | undefined = $state();
  /** A run would be about what is selected alone. */
  selected = $state(false);
  /** Words, or characters of a very long text. */
  size: { words?: number; characters: number } = $state.raw({ words: 0, characters: 0 });

  running = $state(false);
  cancelling = $state(false);
  loading: { what: string; share: number } | undefined = $state.raw();
  progress: Progress | undefined = $state.raw();
  result: Result | undefined = $state();
  /** The same once more, on the server. */
  better: Result | undefined = $state();
  side: Side = $state("here");
  /** What the run under way asks before it sends anything. */
  asking: Question | undefined = $state.raw();
  servers: ServerList = $state.raw(NO_SERVERS);
  policy: Settings["cloud"]["policy"] = $state("ask");

  open: readonly Suggestion[] = $state.raw([]);
  /** How many suggestions there were since the run began, decided ones included. */
  seen = $state(0);
  active = $state("");
  showsOriginal = $state(false);

  readonly reviewing = $derived(this.result?.tool.kind === "proofread");
  readonly shown = $derived(this.side === "there" ? this.better : this.result);
  /** The server in use, unless nothing may be sent at all. */
  readonly server = $derived(
    this.policy === "never" ? undefined : this.servers.servers.find(({ name }) => name === this.servers.used),
  );
  /** Stopping the run under way is a pause, and one that was stopped can be gone on with. */
  readonly pausable = $derived(
    this.result !== undefined && this.better === undefined && pausable(this.result),
  );
  /** The tools for such a document, by id, best first. */
  readonly suggested = $derived(this.document ? SUGGESTED[this.document.form] : []);
  readonly current = $derived(this.open.find((one) => one.key === this.active) ?? this.open[0]);

  readonly backend: Backend;
  readonly #notices: Notices;
  readonly #drafts: Drafts;
  #run = "";
  /** The result that the run under way is for. */
  #side: Side = "here";
  /** The user would not have it sent. */
  #refused = false;
  /** Something of the run under way was sent with the user's consent. */
  #consented = false;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, notices: Notices) {
    super();
    this.backend = backend;
    this.#notices = notices;
    this.paper = new Paper({
      changed: () => this.#changed(),
      selected: (some) => (this.selected = some),
      opened: (document) => (this.document = document),
      suggestions: (open) => (this.open = open),
      chosen: (key) => this.point(key),
    });
    this.#drafts = new Drafts(
      backend,
      () => ({ text: this.paper.text, cursor: this.paper.cursor, document: this.document ?? null }),
      (reason) => (this.failure = failureOf(reason)),
    );
  }

  /** Puts the text of the last time on the paper. Before anything can be typed, so that neither is lost. */
  async restore(): Promise<void> {
    const draft = await this.attempt(() => this.backend.loadDraft());
    if (draft) this.paper.load(draft.text, draft.cursor, draft.document ?? undefined);
  }

  /** Asks the host what there is to choose from, at the beginning and when it may have changed. */
  async refresh(): Promise<void> {
    const before = this.failure;
    await this.attempt(async () => {
      [this.tools, this.models, this.servers] = await Promise.all([
        this.backend.tools(),
        this.backend.models(),
        // A host without servers is one to write with.
        this.backend.listServers().catch(() => NO_SERVERS),
      ]);
      this.tool ??= this.tools[0];
    });
    this.failure ??= before;
  }

  /** Runs a tool over what is selected, or over the whole text. */
  async run(tool: ToolChoice | undefined = this.tool, wish: Wish = this.#wish(tool)): Promise<void> {
    if (this.running || this.reading || !tool || this.paper.blank) return;
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

  /** The same request once more, on the server; what came of it so far stays beside it. */
  async improve(): Promise<void> {
    if (!this.result || this.running || !this.server) return;
    const { tool, wish, trail, request: before } = $state.snapshot(this.result) as Result;
    this.#prepare("there");
    // That nothing was sent the last time is not to stand beside what is sent now.
    this.#notices.leave();
    this.better = begun(tool, { ...before, cloud: true }, wish, trail);
    // What stands on the paper stays there until the server has corrections to put in its place.
    if (!this.reviewing) this.side = "there";
    await this.#send(this.better.request);
  }

  /** What the server did not finish, on this machine. */
  async here(): Promise<void> {
    if (!this.result || this.running) return;
    const { tool, wish, trail, request: before } = this.result;
    await this.#start(tool, before.text ?? "", { ...wish, local: true }, trail);
  }

  /** What was paused, on from where it stopped: the host gives the parts that it knows again at once. */
  async goOn(): Promise<void> {
    if (!this.result || this.running || !this.pausable) return;
    const { tool, wish, trail, request: before, outline } = $state.snapshot(this.result) as Result;
    this.#prepare("here");
    this.result = { ...begun(tool, before, wish, trail), outline };
    await this.#send(before);
  }

  /** Shows the other of two results; corrections are on the paper from one of them alone. */
  show(side: Side): void {
    if (side === this.side || (side === "there" && !this.better)) return;
    this.side = side;
    const corrections = this.shown?.corrections;
    if (!this.reviewing || !corrections) return;
    this.paper.settle($state.snapshot(corrections));
    this.seen = corrections.length;
    this.active = "";
  }

  /** Puts the server's result away. */
  leaveBetter(): void {
    if (this.better?.running) return;
    this.show("here");
    this.better = undefined;
  }

  /** What the user says to what the run asked. */
  async answer(verdict: Verdict): Promise<void> {
    const { asking } = this;
    if (!asking) return;
    this.asking = undefined;
    this.#refused = verdict.type === "no";
    this.#consented ||= !this.#refused;
    await this.attempt(() => this.backend.consent(asking.runId, verdict));
    // There is a result from this machine already; another one is not wanted.
    if (this.#refused && this.#side === "there") await this.cancel();
  }

  /** Goes on from the result: a question about the same text, or a change to what came out. */
  async followUp(words: string, version = 0, of = this.shown): Promise<void> {
    const asked = words.trim();
    if (!of || this.running || !asked) return;
    const { tool, recorded: followUp, trail, request: before } = of;
    const next = [...trail, this.asked(of)];
    if (tool.kind === "ask") {
      await this.#start(tool, before.text ?? "", { question: asked, followUp }, next);
      return;
    }
    const way = this.tools.find((known) => known.id === INSTRUCTION);
    if (!way) return;
    const text = this.reviewing ? this.paper.standing : (of.versions[version]?.text ?? "");
    if (text.trim()) await this.#start(way, text, { instruction: asked, followUp }, next);
  }

  /** What a run was asked for, in a few words. */
  asked({ tool, wish }: Result): string {
    return wish.instruction || wish.question || (speech.words.tools[tool.id] ?? tool.title);
  }

  async cancel(): Promise<void> {
    if (!this.running || this.cancelling) return;
    this.cancelling = true;
    this.asking = undefined;
    await this.attempt(() => this.backend.cancel(this.#run));
  }

  /** Back to the tools. */
  leave(): void {
    if (this.running) return;
    this.paper.forget();
    this.paper.cite([]);
    this.result = this.better = undefined;
    this.side = "here";
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
  take(text: string, said: string, document?: Opened): void {
    const before = !this.paper.blank;
    this.leave();
    this.paper.put(text, "all", document);
    if (before) this.#notices.say(said, () => this.paper.undo());
  }

  /** A document on the paper, with the tools for its like first. */
  opened(text: string, said: string, document: Opened): void {
    this.take(text, said, document);
    this.tool = this.tools.find((tool) => tool.id === this.suggested[0]) ?? this.tool;
    this.paper.view.focus();
  }

  /** Asks for a document, and reads it. */
  async choose(): Promise<void> {
    if (this.#busy()) return;
    const path = await this.attempt(() => this.backend.chooseDocument());
    if (path) await this.read(path);
  }

  /** A document that the user named. */
  async read(path: string): Promise<void> {
    if (this.#busy()) return;
    const name = path.split(/[\\/]/).at(-1) || path;
    await this.#open(name, () => this.backend.readDocument(path));
  }

  /** The page at the address on the paper, in its place. */
  async fetch(): Promise<void> {
    const { address } = this;
    if (!address || this.#busy()) return;
    const id = crypto.randomUUID();
    this.fetching = id;
    await this.#open(address, () => this.backend.readPage(id, address));
    this.fetching = undefined;
    if (this.failure?.code === "cancelled") this.failure = undefined;
  }

  /** Stops fetching; the address stays on the paper. */
  async stopFetching(): Promise<void> {
    const { fetching } = this;
    if (fetching) await this.backend.cancel(fetching);
  }

  /** The document off the paper; undo brings it back. */
  putAway(): void {
    if (this.#busy()) return;
    this.take("", speech.words.document.away);
    this.paper.view.focus();
  }

  /** A summary into a file of the user's choice. */
  async save({ tool, versions, points, outline }: Result): Promise<void> {
    const said = speech.words.document;
    const title = this.document?.title;
    const summary = { title, type: tool.id, text: versions[0]?.text ?? "", points, outline };
    const done = await this.attempt(() => save(this.backend, summary, said));
    if (done) this.#notices.say(said.saved);
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

  async #open(name: string, read: () => Promise<DocumentText>): Promise<void> {
    this.reading = name;
    const document = await this.attempt(read);
    this.reading = undefined;
    if (!document) return;
    const { text, title, ...rest } = document;
    this.opened(text, speech.words.write.dropped, { ...rest, title: title || name });
  }

  /** Whether the text is needed as it is; then that is said. */
  #busy(): boolean {
    const busy = this.running || this.reading !== undefined;
    if (busy) this.#notices.say(speech.words.document.busy);
    return busy;
  }

  #wish(tool: ToolChoice | undefined): Wish {
    if (tool?.kind === ASK.kind) return { question: this.question };
    return tool?.instruction ? { instruction: this.instruction } : {};
  }

  async #start(tool: ToolChoice, text: string, wish: Wish, trail: string[]): Promise<void> {
    this.#prepare("here");
    this.active = "";
    this.seen = 0;
    this.showsOriginal = false;
    this.side = "here";
    this.better = undefined;
    this.result = begun(tool, request(tool, text, this.options, wish), wish, trail);
    await this.#send(this.result.request);
  }

  #prepare(side: Side): void {
    this.failure = undefined;
    this.loading = this.progress = undefined;
    this.#side = side;
    this.#refused = this.#consented = false;
    this.running = true;
  }

  async #send(asked: ToolRequest): Promise<void> {
    const id = crypto.randomUUID();
    this.#run = id;
    try {
      await this.backend.run(id, $state.snapshot(asked) as ToolRequest, (event) => this.#hear(id, event));
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
    const first = this.#side === "here";
    const result = first ? this.result : this.better;
    if (id !== this.#run || !result) return;
    if (event.type !== "loading" && event.type !== "recorded") this.loading = undefined;
    tell(result, event);
    switch (event.type) {
      case "loading":
        this.loading = { what: event.what, share: event.share ?? 0 };
        break;
      case "progress":
        this.progress = { done: event.done, total: event.total, leftMs: event.leftMs ?? null };
        break;
      case "asking":
        this.asking = new Question(id, event.sheets);
        break;
      case "working":
        // A follow-up works on what came out before, which is not on the paper.
        if (result.request.text === this.paper.original) this.paper.working(event.span);
        break;
      case "correction":
        if (!first) break;
        this.paper.suggest([event.correction]);
        this.seen++;
        break;
      case "proofread":
        if (!first) break;
        this.paper.settle(event.result.corrections);
        this.seen = event.result.corrections.length;
        break;
      case "answer":
        this.cite(event.result.sources, true);
        break;
    }
    if (isTerminal(event)) this.#end(result);
  }

  #end(result: Result): void {
    this.#run = "";
    this.running = this.cancelling = result.running = false;
    this.asking = undefined;
    this.progress = undefined;
    this.paper.working(undefined);
    if (this.#side === "there") this.#compare(result);
  }

  /** The server is through: its result is beside the first one, in its place where that has nothing to show, or nowhere. */
  #compare(better: Result): void {
    const stayed = better.origin?.local === true;
    if (this.#refused || stayed || (better.cancelled && !some(better))) {
      this.side = "here";
      this.better = undefined;
      const said = speech.words.cloud.better;
      if (this.#refused) this.#notices.say(this.#consented ? said.unsentMore : said.unsent);
      else if (stayed) this.#notices.say(said.stayed);
    } else if (better.failure) {
      this.side = "here";
    } else if (this.result && !some(this.result)) {
      this.side = "here";
      this.result = better;
      this.better = undefined;
      if (this.reviewing) this.paper.settle($state.snapshot(better.corrections));
      this.seen = better.corrections.length;
    } else {
      this.show("there");
    }
  }

  #changed(): void {
    this.blank = this.paper.blank;
    this.address = this.paper.length > LONGEST ? undefined : address(this.paper.text);
    this.#drafts.changed();
    if (this.#counting !== undefined) return;
    this.#counting = setTimeout(() => {
      this.#counting = undefined;
      const characters = this.paper.length;
      this.size = characters > COUNTED ? { characters } : { characters, words: words(this.paper.text) };
    }, 300);
  }
}
