/** What other applications said: the digest of it, and whether it is being read along at all. */

import type { Backend, DigestEvent, NotificationDigest, Warning, Watching } from "../backend/backend";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";
import type { Notices } from "../notices.svelte";

/** Hours that a digest may go back; the longest is as long as anything is kept. */
export type Hours = "12" | "48";

export class News extends Fallible {
  watching: Watching | undefined = $state.raw();
  digest: NotificationDigest | undefined = $state.raw();
  warnings: Warning[] = $state.raw([]);
  hours: Hours = $state("12");
  /** The folder with what is kept. */
  folder = $state("");
  /** What arrived is being gathered. */
  reading = $state(false);
  /** The digest is there, and the model works on its lines. */
  writing = $state(false);

  readonly #backend: Backend;
  readonly #notices: Notices;
  /** The reading under way; what is told of an older one is not heard. */
  #run = "";

  constructor(backend: Backend, notices: Notices) {
    super();
    this.#backend = backend;
    this.#notices = notices;
  }

  /** Where things are kept, for whoever has yet to decide. */
  async locate(): Promise<void> {
    const machine = await this.attempt(() => this.#backend.machine());
    this.folder = machine?.dataDir ?? this.folder;
  }

  /** Looks again: whether notifications are read along, and at what arrived. */
  async load(): Promise<void> {
    await this.#look();
    if (!this.failure) await this.read();
  }

  /** Another digest takes the place of the one that is shown once it is there. */
  async read(): Promise<void> {
    await this.leave();
    const run = crypto.randomUUID();
    this.#run = run;
    this.reading = true;
    const tell = (event: DigestEvent) => {
      if (this.#run === run) this.#hear(event);
    };
    await this.attempt(() => this.#backend.readDigest(run, Number(this.hours), tell));
    if (this.failure) this.#end();
  }

  async since(hours: Hours): Promise<void> {
    this.hours = hours;
    await this.read();
  }

  /** Nobody looks any more, so the model need not go on. */
  async leave(): Promise<void> {
    const run = this.#run;
    this.#end();
    if (run) await this.#backend.cancel(run).catch(() => undefined);
  }

  /** There is no digest any more, nor anything it was made of. */
  async forget(): Promise<void> {
    await this.leave();
    this.digest = undefined;
    this.warnings = [];
    await this.#look();
  }

  async reduce(on: boolean): Promise<void> {
    await this.attempt(() => this.#backend.reduceInterruptions(on));
    if (!this.failure) await this.#look();
  }

  async clear(): Promise<void> {
    const cleared = await this.attempt(() => this.#backend.clearNotifications());
    if (cleared === undefined) return;
    this.#notices.say(speech.words.digest.cleared(cleared));
    await this.read();
  }

  async #look(): Promise<void> {
    this.watching = (await this.attempt(() => this.#backend.watching())) ?? this.watching;
  }

  #hear(event: DigestEvent): void {
    if (event.type === "digest") {
      this.digest = event.digest;
      this.warnings = [];
      this.reading = false;
      this.writing = true;
    } else if (event.type === "line" && this.digest) {
      const groups = this.digest.groups.map((group, place) =>
        place === event.group ? { ...group, line: event.line } : group,
      );
      this.digest = { ...this.digest, groups };
    } else {
      if (event.type === "done") this.warnings = event.warnings;
      if (event.type === "failed") this.failure = event.failure;
      this.#end();
    }
  }

  #end(): void {
    this.#run = "";
    this.reading = this.writing = false;
  }
}
