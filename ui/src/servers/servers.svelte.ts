/** The servers: which there are, which one is in use, what each says when it is tried, and what was allowed for good. */

import {
  failureOf,
  type Backend,
  type Check,
  type Failure,
  type ServerDraft,
  type ServerList,
  type ServerShown,
} from "../backend/backend";
import { Fallible } from "../fallible.svelte";

/** How a test of a server stands. */
export type Trial = { testing: true } | { check: Check } | { failure: Failure };

export class Servers extends Fallible {
  list: ServerShown[] = $state.raw([]);
  used: string | null = $state(null);
  /** By the server's name. */
  trials: Record<string, Trial> = $state({});

  readonly #backend: Backend;
  /** Told when what there is to choose from has changed. */
  readonly #changed: () => void;

  constructor(backend: Backend, changed: () => void = () => undefined) {
    super();
    this.#backend = backend;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    const answer = await this.attempt(() => this.#backend.listServers());
    if (answer) this.#take(answer);
  }

  /** Adds a server, or changes the one of that name. Whether it was done. */
  async put(server: ServerDraft, key: string | null): Promise<boolean> {
    const done = await this.#change(() => this.#backend.putServer(server, key));
    // What the server said before is no longer about it.
    if (done) this.#forget(server.name);
    return done;
  }

  async remove(name: string): Promise<void> {
    if (await this.#change(() => this.#backend.removeServer(name))) this.#forget(name);
  }

  async use(name: string | null): Promise<void> {
    await this.#change(() => this.#backend.useServer(name));
  }

  async revoke(server: string, tool: string): Promise<void> {
    await this.#change(() => this.#backend.revokeConsent(server, tool));
  }

  async test(name: string): Promise<void> {
    this.trials[name] = { testing: true };
    try {
      this.trials[name] = { check: await this.#backend.testServer(name) };
    } catch (reason) {
      this.trials[name] = { failure: failureOf(reason) };
    }
  }

  async #change(call: () => Promise<ServerList>): Promise<boolean> {
    const answer = await this.attempt(call);
    if (!answer) return false;
    this.#take(answer);
    this.#changed();
    return true;
  }

  #take({ servers, used }: ServerList): void {
    this.list = servers;
    this.used = used;
  }

  #forget(name: string): void {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record of what was tried
    delete this.trials[name];
  }
}
