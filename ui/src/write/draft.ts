/**
 * Nothing typed is ever lost: what stands on the paper is saved at most `PAUSE` after it changed, however fast the
 * writer types. A save that fails is told, and tried again with the next change.
 */

import type { Backend, Draft } from "../backend/backend";

const PAUSE = 700;

export class Drafts {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Saves follow one another, so that an older text never overwrites a newer one. */
  #saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly backend: Backend,
    private readonly taken: () => Draft,
    private readonly failed: (reason: unknown) => void,
  ) {}

  changed(): void {
    this.#timer ??= setTimeout(() => this.flush(), PAUSE);
  }

  /** Saves what is not saved yet. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const draft = this.taken();
    this.#saving = this.#saving.then(() => this.backend.saveDraft(draft)).catch(this.failed);
  }
}
