/**
 * A text under review: what was written, what is suggested, what was decided. Nothing here changes the original: the
 * text as it stands and the place of every open suggestion in it are computed from the decisions, so no range ever
 * has to be moved. Indices are UTF-16 code units, which is what strings are counted in here and on the wire.
 */

import type { Correction } from "../backend/backend";

export type Decision = "open" | "accepted" | "dismissed";

export interface Suggestion extends Correction {
  /** The same for the same change to the same place. */
  key: string;
  decision: Decision;
}

/** A stretch of the text as it stands; with a suggestion where one is open. */
export interface Piece {
  start: number;
  text: string;
  suggestion?: Suggestion;
}

export function suggest(correction: Correction): Suggestion {
  const { startIndex, endIndex } = correction;
  return { ...correction, key: `${startIndex}-${endIndex}-${correction.correction}`, decision: "open" };
}

/** Adds a suggestion in its place; one that is known, or overlaps one that is, changes nothing. */
export function add(suggestions: Suggestion[], correction: Correction): Suggestion[] {
  const fresh = suggest(correction);
  if (suggestions.some((known) => overlap(known, fresh))) return suggestions;
  const after = suggestions.findIndex((known) => known.startIndex > fresh.startIndex);
  const place = after < 0 ? suggestions.length : after;
  return [...suggestions.slice(0, place), fresh, ...suggestions.slice(place)];
}

/**
 * The suggestions of a finished run in place of those it announced: decisions made in the meantime are kept, and so is
 * anything already accepted, since it stands in the text.
 */
export function settle(announced: Suggestion[], result: Correction[]): Suggestion[] {
  const decided = new Map(announced.map((known) => [known.key, known.decision]));
  const settled = result
    .map(suggest)
    .map((fresh) => ({ ...fresh, decision: decided.get(fresh.key) ?? "open" }));
  const accepted = announced.filter((known) => known.decision === "accepted");
  const free = settled.filter((fresh) =>
    accepted.every((known) => known.key === fresh.key || !overlap(known, fresh)),
  );
  const kept = accepted.filter((known) => free.every((fresh) => fresh.key !== known.key));
  return [...free, ...kept].sort((a, b) => a.startIndex - b.startIndex || a.endIndex - b.endIndex);
}

export function decide(suggestions: Suggestion[], keys: string[], decision: Decision): Suggestion[] {
  const chosen = new Set(keys);
  return suggestions.map((one) => (chosen.has(one.key) ? { ...one, decision } : one));
}

export function open(suggestions: Suggestion[]): Suggestion[] {
  return suggestions.filter((one) => one.decision === "open");
}

/** The text as it stands, cut where a suggestion is open; the pieces' texts joined are that text. */
export function pieces(original: string, suggestions: Suggestion[]): Piece[] {
  const cut: Piece[] = [];
  let plain = "";
  let done = 0;
  let start = 0;
  const push = (text: string, suggestion?: Suggestion) => {
    cut.push(suggestion ? { start, text, suggestion } : { start, text });
    start += text.length;
  };
  for (const one of suggestions) {
    if (one.decision === "dismissed") continue;
    plain += original.slice(done, one.startIndex);
    done = one.endIndex;
    if (one.decision === "accepted") {
      plain += one.correction;
      continue;
    }
    if (plain) push(plain);
    plain = "";
    push(original.slice(one.startIndex, one.endIndex), one);
  }
  plain += original.slice(done);
  if (plain) push(plain);
  return cut;
}

/** The text as it stands. */
export function standing(original: string, suggestions: Suggestion[]): string {
  return pieces(original, suggestions)
    .map((piece) => piece.text)
    .join("");
}

/** Two changes that touch the same characters; two insertions at one place are such, too. */
function overlap(a: Correction, b: Correction): boolean {
  if (a.startIndex === b.startIndex) return true;
  return a.startIndex < b.endIndex && b.startIndex < a.endIndex;
}
