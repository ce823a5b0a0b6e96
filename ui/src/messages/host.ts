/** What the host says is English. In another language the window says it by the codes that come with it. */

import type { Kind } from "../backend/backend";

export interface Host {
  /** What to do about a failure, by its code. */
  failures: Record<string, string>;
  warnings: Record<string, string>;
  /** Why a correction is one, by its first type. */
  explanations: Record<Kind, string>;
}
