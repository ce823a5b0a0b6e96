/**
 * The popup: a text that was selected anywhere, a tool, and what came of it. It works without any text of its own, so
 * a run is all there is to remember.
 */

import { failureOf, isTerminal, type Backend, type DiffPart, type Failure } from "../backend/backend";
import type {
  Origin,
  Over,
  RunEvent,
  ServerList,
  ToolChoice,
  ToolRequest,
  Verdict,
} from "../backend/backend";
import { Question } from "../consent/question.svelte";
import { drawn } from "../drawn";
import { Fallible } from "../fallible.svelte";
import type { Preferences } from "../settings/preferences.svelte";
import { request } from "../write/request";
import { failedThere } from "../write/result";

/** Keys 1 to 9. */
const KEYS = 9;

/** What a run made, as far as it is written. */
interface Made {
  output: string;
  diff: DiffPart[];
  /** A proofreading that found nothing. */
  clean: boolean;
  origin: Origin | undefined;
  refused: Failure | undefined;
  running: boolean;
}

/** Of two results of one request: the one that came first, or the server's. */
export type Side = "here" | "there";

function empty(): Made {
  return { output: "", diff: [], clean: false, origin: undefined, refused: undefined, running: true };
}

export class Popup extends Fallible {
  text = $state("");
  /** The application that the text was selected in; without one it has no place to be replaced in. */
  source: string | undefined = $state();
  /** Why there is no text, or why it is not where it should be. */
  missed: Failure | undefined = $state.raw();
  tools: ToolChoice[] = $state.raw([]);
  tool: ToolChoice | undefined = $state.raw();
  running = $state(false);
  here: Made | undefined = $state();
  /** The same once more, on the server. */
  there: Made | undefined = $state();
  side: Side = $state("here");
  /** What the run under way asks before it sends anything. */
  asking: Question | undefined = $state.raw();
  servers: ServerList = $state.raw({ servers: [], used: null });
  /** What the text would be replaced by was put on the clipboard instead. */
  copied = $state(false);
  replacing = $state(false);

  readonly shown = $derived(this.side === "there" ? this.there : this.here);
  readonly output = $derived(this.shown?.output ?? "");
  readonly ready = $derived(this.shown !== undefined && !this.shown.running && this.output !== "");

  readonly #backend: Backend;
  readonly #preferences: Preferences;
  /** The server in use, unless nothing may be sent at all. */
  readonly server: string | undefined = $derived.by(() => {
    const never = this.#preferences.settings?.cloud.policy === "never";
    return never ? undefined : (this.servers.used ?? undefined);
  });
  /** The server may be asked for what was done here. */
  readonly offered = $derived(
    this.server !== undefined &&
      !this.running &&
      this.there === undefined &&
      this.here?.origin?.local !== false,
  );
  /** A server failed where this machine was not asked at all. */
  readonly failedThere = $derived(!this.running && failedThere(this.here?.refused));
  #run = "";
  #request: ToolRequest | undefined;
  #side: Side = "here";
  /** The user would not have it sent. */
  #refused = false;

  constructor(backend: Backend, preferences: Preferences) {
    super();
    this.#backend = backend;
    this.#preferences = preferences;
  }

  async load(): Promise<void> {
    await this.#refresh();
    await this.#backend.onPopup((over) => this.open(over));
    await this.attempt(() => this.#backend.popupReady());
  }

  /** The popup lives hidden, and settings and tools may have changed since it was last seen. */
  async #refresh(): Promise<void> {
    await this.#preferences.load();
    const tools = await this.attempt(() => this.#backend.tools());
    // A host without servers is one to write with.
    const none: ServerList = { servers: [], used: null };
    this.servers = await this.#backend.listServers().catch(() => none);
    // What needs more than a key to say is for the main window.
    this.tools = (tools ?? []).filter((tool) => !tool.instruction && tool.kind !== "ask").slice(0, KEYS);
  }

  open(over: Over): void {
    this.#drop();
    this.text = over.text;
    this.source = over.source ?? undefined;
    this.missed = over.failure ?? undefined;
    this.failure = undefined;
    this.tool = undefined;
    const ready = this.#refresh();
    if (over.tool) void ready.then(() => this.use(this.tools.find((tool) => tool.id === over.tool)));
    void drawn().then(() => this.#backend.shown().catch(() => undefined));
  }

  /** Works on what is on the clipboard instead. */
  async useClipboard(): Promise<void> {
    const text = await this.attempt(() => this.#backend.clipboardText());
    if (text !== undefined) this.open({ text, tool: null, source: null, failure: null });
  }

  async use(tool: ToolChoice | undefined): Promise<void> {
    if (!tool || this.text.trim() === "") return;
    this.#drop();
    this.tool = tool;
    const kept = this.#preferences.settings?.private !== true;
    const asked = request(tool, this.text, { length: "medium", model: "", private: !kept }, {});
    this.here = empty();
    await this.#start("here", asked);
  }

  /** The same request once more, on the server; what came of it here stays. */
  async improve(): Promise<void> {
    if (!this.offered || !this.here || !this.#request) return;
    this.there = empty();
    this.side = "there";
    this.copied = false;
    await this.#start("there", { ...this.#request, cloud: true });
  }

  /** What the server did not finish, on this machine. */
  async runHere(): Promise<void> {
    const asked = this.#request;
    if (!this.failedThere || !asked) return;
    this.there = undefined;
    this.side = "here";
    this.here = empty();
    await this.#start("here", { ...asked, cloud: false, local: true });
  }

  show(side: Side): void {
    if (side === "here" || this.there) this.side = side;
    this.copied = false;
  }

  /** What the user says to what the run asked. */
  async answer(verdict: Verdict): Promise<void> {
    const { asking } = this;
    if (!asking) return;
    this.asking = undefined;
    this.#refused = verdict.type === "no";
    await this.attempt(() => this.#backend.consent(asking.runId, verdict));
    // There is a result from this machine already; another one is not wanted.
    if (this.#refused && this.#side === "there") await this.#stop();
  }

  /** Puts the result in the place of the selection, or on the clipboard where there is no such place. */
  async replace(): Promise<void> {
    if (!this.ready || this.replacing) return;
    this.replacing = true;
    const ended = await this.attempt(() => this.#backend.replaceSelection(this.output));
    this.replacing = false;
    this.copied = ended === "copied";
  }

  async copy(): Promise<void> {
    if (!this.ready) return;
    const done = await this.attempt(async () => (await this.#backend.copy(this.output), true));
    this.copied = done ?? false;
  }

  /** Stops what is under way, and goes. */
  async close(): Promise<void> {
    this.#drop();
    await this.attempt(() => this.#backend.closePopup());
  }

  async openMain(): Promise<void> {
    const text = this.text;
    await this.close();
    await this.attempt(() => this.#backend.openMain(text || null));
  }

  async copyText(text: string): Promise<boolean> {
    return (await this.attempt(async () => (await this.#backend.copy(text), true))) ?? false;
  }

  async #start(side: Side, asked: ToolRequest): Promise<void> {
    const id = crypto.randomUUID();
    this.#run = id;
    this.#side = side;
    this.#request = asked;
    this.#refused = false;
    this.running = true;
    try {
      await this.#backend.run(id, asked, (event) => this.#hear(id, event));
    } catch (reason) {
      this.#hear(id, { type: "failed", failure: failureOf(reason) });
    }
  }

  async #stop(): Promise<void> {
    await this.#backend.cancel(this.#run).catch(() => undefined);
  }

  #drop(): void {
    if (this.running) void this.#stop();
    this.#run = "";
    this.running = this.copied = false;
    this.here = this.there = this.asking = this.#request = undefined;
    this.side = "here";
  }

  #hear(id: string, event: RunEvent): void {
    const made = this.#side === "there" ? this.there : this.here;
    if (id !== this.#run || !made) return;
    switch (event.type) {
      case "asking":
        this.asking = new Question(id, event.sheets);
        break;
      case "text":
        if (event.alternative === 0) made.output += event.text;
        break;
      case "reset":
        if (event.alternative === 0) made.output = "";
        break;
      case "proofread":
        made.output = event.result.correctedInput;
        made.clean = event.result.corrections.length === 0;
        made.origin = event.result;
        break;
      case "rewrite":
        made.output = event.result.alternatives[0]?.text ?? "";
        made.diff = event.result.alternatives[0]?.diff ?? [];
        made.origin = event.result;
        break;
      case "summary":
        made.output = event.result.text;
        made.origin = event.result;
        break;
      case "failed":
        made.refused = event.failure;
        // What was written is in the failure, marked as what it is.
        made.output = "";
        break;
    }
    if (!isTerminal(event)) return;
    this.running = made.running = false;
    this.#run = "";
    this.asking = undefined;
    if (this.#side === "there") this.#compare(made, event.type === "cancelled");
  }

  /** The server is through: what it made is shown, or what this machine did where it made nothing. */
  #compare(made: Made, cancelled: boolean): void {
    if (this.#refused || cancelled || made.origin?.local) this.there = undefined;
    if (!this.there || made.refused) this.side = "here";
  }
}
