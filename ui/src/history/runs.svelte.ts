/**
 * The runs of the past as the window shows them: a list of any length of which only the pages in view are fetched, the
 * search and the filters that say what is in it, and the run that is open.
 */

import type { Backend, Entry, HistoryFacets, HistoryFilter, Run } from "../backend/backend";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";
import type { Notices } from "../notices.svelte";
import { save, type Summarized } from "../write/export";
import { since, type Span } from "./span";

export const PAGE = 100;
/** As fast as one types; the host is asked once the words rest this long. */
const REST = 60;

export class Runs extends Fallible {
  words = $state("");
  tool = $state("");
  model = $state("");
  span: Span = $state("all");
  pinned = $state(false);

  facets: HistoryFacets = $state.raw({ tools: [], models: [], count: 0, warnings: [] });
  /** Pages by their number; what is not here has not been looked at yet. */
  pages: Record<number, Entry[]> = $state.raw({});
  /** How long the list is, as far as is known; the host says so for the whole history alone. */
  length = $state(0);
  chosen = $state("");
  open: Run | undefined = $state.raw();

  readonly filtered = $derived(
    this.words.trim() !== "" || this.tool !== "" || this.model !== "" || this.span !== "all" || this.pinned,
  );

  readonly #backend: Backend;
  readonly #notices: Notices;
  /** Answers to an older question are not heard. */
  #asked = 0;
  #loading: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, notices: Notices) {
    super();
    this.#backend = backend;
    this.#notices = notices;
  }

  /** Looks again: at what there is, and at the list from its beginning. */
  async load(): Promise<void> {
    const facets = await this.attempt(() => this.#backend.historyFacets());
    if (!facets) return;
    this.facets = facets;
    await this.#restart();
  }

  /** The words changed; the list follows once they rest. */
  search(words: string): void {
    this.words = words;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#restart(), REST);
  }

  async filter(change: { tool?: string; model?: string; span?: Span; pinned?: boolean }): Promise<void> {
    Object.assign(this, change);
    await this.#restart();
  }

  at(index: number): Entry | undefined {
    return this.pages[Math.floor(index / PAGE)]?.[index % PAGE];
  }

  indexOf(id: string): number {
    for (const [page, entries] of Object.entries(this.pages)) {
      const found = entries.findIndex((entry) => entry.id === id);
      if (found >= 0) return Number(page) * PAGE + found;
    }
    return -1;
  }

  /** Rows `from` to `to` are in view. */
  async show(from: number, to: number): Promise<void> {
    const wanted: Promise<void>[] = [];
    for (let page = Math.floor(from / PAGE); page <= Math.floor(Math.max(from, to - 1) / PAGE); page++) {
      if (!(page in this.pages) && !this.#loading.includes(page)) wanted.push(this.#fetch(page));
    }
    await Promise.all(wanted);
  }

  async choose(id: string): Promise<void> {
    this.chosen = id;
    const run = await this.attempt(() => this.#backend.showRun(id));
    if (this.chosen === id) this.open = run;
  }

  leave(): void {
    this.chosen = "";
    this.open = undefined;
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    await this.attempt(() => this.#backend.pinRun(id, pinned));
    if (this.failure) return;
    if (this.open?.id === id) this.open = { ...this.open, pinned };
    this.#change((entry) => (entry.id === id ? { ...entry, pinned } : entry));
  }

  async remove(id: string): Promise<void> {
    const index = this.indexOf(id);
    const removed = await this.attempt(() => this.#backend.removeRuns([id]));
    if (removed === undefined) return;
    this.#removed(removed);
    await this.load();
    const next = this.at(Math.min(index, this.length - 1));
    if (next) await this.choose(next.id);
    else this.leave();
  }

  async clear(): Promise<void> {
    const removed = await this.attempt(() => this.#backend.clearHistory());
    if (removed === undefined) return;
    this.leave();
    await this.load();
    this.#removed(removed);
  }

  async export(format: "json" | "markdown"): Promise<void> {
    const done = await this.attempt(async () => {
      const path = await this.#backend.chooseSavePath(format === "json" ? "history.json" : "history.md");
      return path === null ? undefined : this.#backend.exportHistory(format, path);
    });
    if (done !== undefined) this.#notices.say(speech.words.history.exported(done));
  }

  /** A summary into a file of the user's choice. */
  async save(summary: Summarized): Promise<void> {
    const said = speech.words.document;
    if (await this.attempt(() => save(this.#backend, summary, said))) this.#notices.say(said.saved);
  }

  async copy(text: string): Promise<boolean> {
    return (await this.attempt(async () => (await this.#backend.copy(text), true))) ?? false;
  }

  #removed(count: number): void {
    this.#notices.say(speech.words.history.removed(count), () => void this.#restore());
  }

  async #restore(): Promise<void> {
    await this.attempt(() => this.#backend.undoRemove());
    if (!this.failure) await this.load();
  }

  async #restart(): Promise<void> {
    this.#asked++;
    this.#loading = [];
    await this.#fetch(0);
  }

  async #fetch(page: number): Promise<void> {
    const asked = this.#asked;
    this.#loading.push(page);
    const filter = { ...this.#filter(), limit: PAGE, offset: page * PAGE };
    const entries = await this.attempt(() => this.#backend.listHistory(filter, this.words.trim()));
    if (asked !== this.#asked) return;
    this.#loading = this.#loading.filter((other) => other !== page);
    if (!entries) return;
    // The first page of a new question takes the place of the old list only now, so that nothing flickers.
    this.pages = page === 0 ? { 0: entries } : { ...this.pages, [page]: entries };
    if (entries.length < PAGE) this.length = page * PAGE + entries.length;
    else if (!this.filtered) this.length = Math.max(this.facets.count, (page + 1) * PAGE);
    else this.length = page === 0 ? PAGE + 1 : Math.max(this.length, (page + 1) * PAGE + 1);
  }

  #filter(): HistoryFilter {
    return {
      tool: this.tool || null,
      model: this.model || null,
      since: since(this.span),
      pinned: this.pinned || null,
    };
  }

  #change(to: (entry: Entry) => Entry): void {
    const changed = Object.entries(this.pages).map(([page, entries]) => [page, entries.map(to)]);
    this.pages = Object.fromEntries(changed) as Record<number, Entry[]>;
  }
}
