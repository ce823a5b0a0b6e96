/** What was taken out of a text, in words. */

import type { Redacted } from "../backend/backend";
import { speech } from "../messages/speech.svelte";

/** Kinds that were found several times count together. */
export function hidden(redacted: readonly Redacted[]): string {
  const counts = new Map<string, number>();
  for (const { kind, count } of redacted) counts.set(kind, (counts.get(kind) ?? 0) + count);
  const words = speech.words.cloud;
  const said = [...counts]
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => words.hidden[kind]?.(count) ?? words.hiddenOther(kind, count));
  return said.length > 0 ? said.join(" · ") : words.nothingHidden;
}

/** The host of an address, as people know it; what is no address is shown as it is. */
export function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
