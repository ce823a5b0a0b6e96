/**
 * What a proofread run changed. Its result keeps the corrections and where they stand in the input, so the comparison
 * is read from them; other results carry a comparison of their own, or are no new version of the input.
 */

import type { Correction, DiffPart, Run } from "../backend/backend";

export function differences(run: Run): DiffPart[] | undefined {
  const corrections = (run.result as { corrections?: Correction[] } | null)?.corrections;
  if (!corrections || corrections.length === 0) return undefined;
  const parts: DiffPart[] = [];
  const add = (op: DiffPart["op"], text: string) => {
    if (text) parts.push({ op, text });
  };
  let done = 0;
  for (const { startIndex, endIndex, correction } of corrections) {
    add("equal", run.input.slice(done, startIndex));
    add("delete", run.input.slice(startIndex, endIndex));
    add("insert", correction);
    done = endIndex;
  }
  add("equal", run.input.slice(done));
  return parts;
}
