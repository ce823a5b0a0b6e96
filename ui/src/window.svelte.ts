/** The main window: its parts, the place one is at, and what one part asks of another. */

import type { Backend, FirstRun, Opened, Run } from "./backend/backend";
import { News } from "./digest/news.svelte";
import { drawn } from "./drawn";
import { Runs } from "./history/runs.svelte";
import { speech } from "./messages/speech.svelte";
import { Shelf } from "./models/shelf.svelte";
import { Notices } from "./notices.svelte";
import { Report } from "./privacy/report.svelte";
import { Servers } from "./servers/servers.svelte";
import { Preferences } from "./settings/preferences.svelte";
import { Desk } from "./write/desk.svelte";
import { ASK } from "./write/request";

export const PLACES = ["write", "history", "digest", "models", "privacy", "settings"] as const;
export type Place = (typeof PLACES)[number];

export class MainWindow {
  place: Place = $state("write");
  /** Until the first run is through; undefined once it is, or never was needed. */
  first: FirstRun | undefined = $state.raw();
  /** Whether it is known what to show. */
  ready = $state(false);

  readonly #backend: Backend;
  readonly notices = new Notices();
  readonly desk: Desk;
  readonly runs: Runs;
  readonly news: News;
  readonly shelf: Shelf;
  readonly servers: Servers;
  readonly report: Report;
  readonly preferences: Preferences;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.desk = new Desk(backend, this.notices);
    this.runs = new Runs(backend, this.notices);
    this.news = new News(backend, this.notices);
    const refresh = () => void this.desk.refresh();
    this.shelf = new Shelf(backend, this.notices, refresh);
    this.servers = new Servers(backend, refresh);
    this.report = new Report(backend, this.notices);
    this.preferences = new Preferences(backend, {
      tools: refresh,
      policy: (policy) => (this.desk.policy = policy),
      private: (on) => (this.desk.options.private = on),
    });
  }

  async load(): Promise<void> {
    const [first] = await Promise.all([
      // A host that can't tell is one to begin with.
      this.#backend.firstRun().catch(() => undefined),
      this.preferences.load(),
      this.desk.restore(),
    ]);
    if (first?.needed) this.first = first;
    this.ready = true;
    await this.desk.refresh();
    await this.#backend.onOpen((text, document) => this.write(text, speech.words.write.taken, document));
    await this.#backend.onWatching((watching) => (this.news.watching = watching));
    await this.#backend.onHotkeys(() => void this.preferences.loadHotkeys());
    await this.#backend.onDrop((paths) => void this.#drop(paths));
    await drawn();
    await this.#backend.shown().catch(() => undefined);
  }

  go(place: Place): void {
    this.place = place;
  }

  /** Puts a text on the paper, or a document. */
  write(text: string, said: string, document?: Opened): void {
    this.place = "write";
    if (document) this.desk.opened(text, said, document);
    else this.desk.take(text, said);
  }

  async #drop(paths: string[]): Promise<void> {
    const [path] = paths;
    if (!path || this.first) return;
    this.place = "write";
    await this.desk.read(path);
  }

  /** A run of the past once more, by another model. */
  async rerun(run: Run, model: string): Promise<void> {
    if (this.desk.running) return;
    const options = (run.options ?? {}) as Record<string, unknown>;
    const told = (key: string) => (typeof options[key] === "string" ? options[key] : undefined);
    const id = [run.tool, told("tone"), told("kind")].find((name) =>
      this.desk.tools.some(({ id }) => id === name),
    );
    const tool = run.tool === ASK.id ? ASK : this.desk.tools.find((known) => known.id === id);
    if (!tool) return;
    const length = told("length");
    if (length) this.desk.options.length = length;
    this.write(run.input, speech.words.write.dropped);
    await this.desk.run(tool, {
      instruction: told("instruction") ?? "",
      question: told("question") ?? "",
      model,
      local: true,
    });
  }

  /** The first run is through; what is left of it is a sample text, proofread. */
  async begin(sample: string | undefined): Promise<void> {
    this.first = undefined;
    if (sample === undefined || !this.desk.blank) return;
    this.desk.paper.put(sample, "all");
    await this.desk.run(this.desk.tools.find((tool) => tool.id === "proofread"));
  }
}
