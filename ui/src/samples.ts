/** What tests have a host say. */

import type { Correction, Origin, RunEvent } from "./backend/backend";

export const origin: Origin = {
  engine: "llama",
  model: "tiny",
  adapter: null,
  local: true,
  reason: "the default on a CPU",
  timing: { loadMs: 100, firstTokenMs: 50, totalMs: 1234 },
  warnings: [],
};

/** The correction of the first `wrong` in `text`. */
export function correct(text: string, wrong: string, right: string): Correction {
  const startIndex = text.indexOf(wrong);
  return {
    startIndex,
    endIndex: startIndex + wrong.length,
    correction: right,
    types: ["spelling"],
    explanation: `Did you mean “${right}”?`,
    source: "rules",
  };
}

export function found(correction: Correction): RunEvent {
  return { type: "correction", correction };
}

/** The end of a proofreading; what it says of the corrected input does not matter to the window. */
export function proofread(...corrections: Correction[]): RunEvent {
  return { type: "proofread", result: { correctedInput: "", corrections, ...origin } };
}
