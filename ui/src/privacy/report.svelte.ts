/** The privacy report as the window shows it: what left this machine, what stayed, and how much of it is in view. */

import type { Backend, ReportPage } from "../backend/backend";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";
import type { Notices } from "../notices.svelte";

/** So many are shown at first, and so many more at a time. */
export const PAGE = 100;

export class Report extends Fallible {
  page: ReportPage | undefined = $state.raw();
  /** Only what left. */
  sent = $state(false);
  #limit = $state(PAGE);
  /** There are older ones than those in view. */
  readonly more = $derived((this.page?.requests.length ?? 0) > this.#limit);
  /** One more is asked for than shown, to know whether there is one. */
  readonly requests = $derived(this.page?.requests.slice(0, this.#limit) ?? []);

  readonly #backend: Backend;
  readonly #notices: Notices;

  constructor(backend: Backend, notices: Notices) {
    super();
    this.#backend = backend;
    this.#notices = notices;
  }

  async load(): Promise<void> {
    const { sent } = this;
    const filter = { sent, since: null, limit: this.#limit + 1 };
    const page = await this.attempt(() => this.#backend.readReport(filter));
    // An answer to an older question is not heard.
    if (page && sent === this.sent) this.page = page;
  }

  async filter(sent: boolean): Promise<void> {
    this.sent = sent;
    this.#limit = PAGE;
    await this.load();
  }

  async showMore(): Promise<void> {
    this.#limit += PAGE;
    await this.load();
  }

  async export(): Promise<void> {
    const done = await this.attempt(async () => {
      const path = await this.#backend.chooseSavePath("privacy-report.json");
      return path === null ? undefined : this.#backend.exportReport(path);
    });
    if (done !== undefined) this.#notices.say(speech.words.cloud.privacy.exported(done));
  }

  async copy(text: string): Promise<boolean> {
    return (await this.attempt(async () => (await this.#backend.copy(text), true))) ?? false;
  }
}
