/** The models: which are here, which are on their way, and how fast this machine runs them. */

import {
  failureOf,
  type AdapterChoice,
  type Backend,
  type DownloadEvent,
  type Failure,
  type Machine,
  type MeasureEvent,
  type ModelDetail,
} from "../backend/backend";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";
import type { Notices } from "../notices.svelte";

type Progress = Extract<DownloadEvent, { type: "progress" }>;
export type Measured = Extract<MeasureEvent, { type: "measured" }>;

/** Work under way on a model's file. */
export interface Work {
  runId: string;
  progress: Progress | undefined;
}

export class Shelf extends Fallible {
  models: ModelDetail[] = $state.raw([]);
  machine: Machine | undefined = $state.raw();
  adapters: AdapterChoice[] = $state.raw([]);
  /** By the model's id. */
  works: Record<string, Work> = $state({});
  failures: Record<string, Failure> = $state({});

  measuring = $state(false);
  measured: Measured[] = $state([]);
  #measurement = "";

  readonly installed = $derived(this.models.filter((model) => model.state.state === "installed"));
  readonly others = $derived(this.models.filter((model) => model.state.state !== "installed"));

  readonly #backend: Backend;
  readonly #notices: Notices;
  /** Told when what there is to choose from has changed. */
  readonly #changed: () => void;

  constructor(backend: Backend, notices: Notices, changed: () => void) {
    super();
    this.#backend = backend;
    this.#notices = notices;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    await this.attempt(async () => {
      [this.models, this.machine, this.adapters] = await Promise.all([
        this.#backend.modelDetails(),
        this.#backend.machine(),
        this.#backend.adapters(),
      ]);
    });
  }

  /** Downloads, going on from where an earlier download stopped. Resolves with its end: whether the model is here. */
  async pull(id: string): Promise<boolean> {
    return this.#work(id, (runId, tell) => this.#backend.pullModel(runId, id, tell), "ready");
  }

  async verify(id: string): Promise<boolean> {
    return this.#work(id, (runId, tell) => this.#backend.verifyModel(runId, id, tell), "verified");
  }

  /** What is here of it stays, and a next download goes on from there. */
  async pause(id: string): Promise<void> {
    const work = this.works[id];
    if (work) await this.attempt(() => this.#backend.cancel(work.runId));
  }

  async remove(id: string): Promise<void> {
    await this.attempt(() => this.#backend.removeModel(id));
    if (!this.failure) await this.#refresh();
  }

  async setDefault(id: string): Promise<void> {
    await this.attempt(() => this.#backend.patchSettings({ model: id }));
    if (!this.failure) await this.#refresh();
  }

  async add(): Promise<void> {
    const added = await this.attempt(async () => {
      const path = await this.#backend.chooseModelFile();
      if (path === null) return false;
      await this.#backend.addModel(path);
      return true;
    });
    if (added) await this.#refresh();
  }

  async measure(): Promise<void> {
    if (this.measuring) return;
    this.measuring = true;
    this.measured = [];
    this.#measurement = crypto.randomUUID();
    const tell = (event: MeasureEvent) => {
      if (event.type === "measured") {
        this.measured.push(event);
        return;
      }
      this.measuring = false;
      if (event.type === "failed") this.failure = event.failure;
      else void this.#refresh();
    };
    await this.attempt(() => this.#backend.measureMachine(this.#measurement, null, tell));
    if (this.failure) this.measuring = false;
  }

  async stopMeasuring(): Promise<void> {
    await this.attempt(() => this.#backend.cancel(this.#measurement));
  }

  async #work(
    id: string,
    start: (runId: string, tell: (event: DownloadEvent) => void) => Promise<void>,
    end: "ready" | "verified",
  ): Promise<boolean> {
    if (this.works[id]) return false;
    const runId = crypto.randomUUID();
    this.works[id] = { runId, progress: undefined };
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record of what is there
    delete this.failures[id];
    const last = await new Promise<DownloadEvent>((resolve) => {
      const tell = (event: DownloadEvent) => {
        const work = this.works[id];
        if (event.type !== "progress") resolve(event);
        else if (work) work.progress = event;
      };
      start(runId, tell).catch((reason: unknown) => resolve({ type: "failed", failure: failureOf(reason) }));
    });
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record of what is under way
    delete this.works[id];
    if (last.type === "failed") this.failures[id] = last.failure;
    if (last.type === "done") this.#notices.say(speech.words.models[end](last.model.title));
    await this.#refresh();
    return last.type === "done";
  }

  async #refresh(): Promise<void> {
    await this.load();
    this.#changed();
  }
}
