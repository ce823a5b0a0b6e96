/** What every part of the window's state has in common: its calls to the host may fail, and then it says so. */

import { failureOf, type Failure } from "./backend/backend";

export class Fallible {
  /** The last call that failed; the next attempt forgets it. */
  failure: Failure | undefined = $state();

  /** What the call gives, or `undefined` when it failed. */
  async attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
    this.failure = undefined;
    try {
      return await call();
    } catch (reason) {
      this.failure = failureOf(reason);
      return undefined;
    }
  }
}
