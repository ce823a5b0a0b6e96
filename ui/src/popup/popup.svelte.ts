/**
 * The popup: a text that was selected anywhere, a tool, and what came of it. It works without any text of its own, so
 * a run is all there is to remember.
 */

import { failureOf, isTerminal, type Backend, type DiffPart, type Failure } from "../backend/backend";
import type { Over, RunEvent, ToolChoice } from "../backend/backend";
import { drawn } from "../drawn";
import { Fallible } from "../fallible.svelte";
import type { Preferences } from "../settings/preferences.svelte";
import { request } from "../write/request";

/** Keys 1 to 9. */
const KEYS = 9;

export class Popup extends Fallible {
  text = $state("");
  /** The application that the text was selected in; without one it has no place to be replaced in. */
  source: string | undefined = $state();
  /** Why there is no text, or why it is not where it should be. */
  missed: Failure | undefined = $state.raw();
  tools: ToolChoice[] = $state.raw([]);
  tool: ToolChoice | undefined = $state.raw();
  running = $state(false);
  /** What came out, as far as it is written. */
  output = $state("");
  diff: DiffPart[] = $state.raw([]);
  /** A proofreading that found nothing. */
  clean = $state(false);
  /** What the text would be replaced by was put on the clipboard instead. */
  copied = $state(false);
  replacing = $state(false);
  refused: Failure | undefined = $state.raw();

  readonly ready = $derived(!this.running && this.output !== "");

  readonly #backend: Backend;
  readonly #preferences: Preferences;
  #run = "";

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
    this.running = true;
    const id = crypto.randomUUID();
    this.#run = id;
    const kept = this.#preferences.settings?.private !== true;
    const asked = request(tool, this.text, { length: "medium", model: "", private: !kept }, {});
    try {
      await this.#backend.run(id, asked, (event) => this.#hear(id, event));
    } catch (reason) {
      this.#hear(id, { type: "failed", failure: failureOf(reason) });
    }
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

  #drop(): void {
    if (this.running) void this.#backend.cancel(this.#run).catch(() => undefined);
    this.#run = "";
    this.running = this.clean = this.copied = false;
    this.output = "";
    this.diff = [];
    this.refused = undefined;
  }

  #hear(id: string, event: RunEvent): void {
    if (id !== this.#run) return;
    if (isTerminal(event)) {
      this.running = false;
      this.#run = "";
    }
    switch (event.type) {
      case "text":
        if (event.alternative === 0) this.output += event.text;
        break;
      case "reset":
        if (event.alternative === 0) this.output = "";
        break;
      case "proofread":
        this.output = event.result.correctedInput;
        this.clean = event.result.corrections.length === 0;
        break;
      case "rewrite":
        this.output = event.result.alternatives[0]?.text ?? "";
        this.diff = event.result.alternatives[0]?.diff ?? [];
        break;
      case "summary":
        this.output = event.result.text;
        break;
      case "failed":
        this.refused = event.failure;
        break;
    }
  }
}
