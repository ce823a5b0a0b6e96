/**
 * The suggestions about a text, as a part of the editor's state: where each now is, and what was decided about it.
 * Decisions are changes like any other, so the editor's own history takes them back, and what was typed meanwhile moves
 * every suggestion along. One whose words the writer changed is no longer about them, and goes.
 */

import { invertedEffects } from "@codemirror/commands";
import { StateEffect, StateField, type EditorState, type Text, type Transaction } from "@codemirror/state";
import type { Correction } from "../backend/backend";

export type Decision = "open" | "accepted" | "dismissed";

export interface Suggestion extends Omit<Correction, "startIndex" | "endIndex"> {
  /** The same for the same change to the same place of a run's text. */
  key: string;
  /** Where it is in the text as it now stands. */
  from: number;
  to: number;
  /** What stands or stood there. */
  original: string;
  decision: Decision;
}

/** Announces corrections whose place in the text as it stands is known. */
export const announce = StateEffect.define<Suggestion[]>();
/** Replaces what was announced by what a finished run confirms. */
export const settle = StateEffect.define<Suggestion[]>();
export const decide = StateEffect.define<{ key: string; decision: Decision }[]>();
export const forget = StateEffect.define<null>();

export const suggestions: StateField<readonly Suggestion[]> = StateField.define<readonly Suggestion[]>({
  create: () => [],
  update(known, transaction) {
    let next = transaction.docChanged && known.length > 0 ? move(known, transaction) : known;
    for (const effect of transaction.effects) {
      if (effect.is(announce)) next = effect.value.reduce(add, next);
      else if (effect.is(settle)) next = settled(next, effect.value);
      else if (effect.is(decide)) next = decided(next, effect.value, transaction.newDoc);
      else if (effect.is(forget)) next = [];
    }
    return next;
  },
  provide: () =>
    invertedEffects.of((transaction) => {
      const before = new Map(
        transaction.startState.field(suggestions).map((one) => [one.key, one.decision] as const),
      );
      return transaction.effects.flatMap((effect) => {
        if (!effect.is(decide)) return [];
        const back = effect.value.map(({ key }) => ({ key, decision: before.get(key) ?? ("open" as const) }));
        return [decide.of(back)];
      });
    }),
});

export function open(state: EditorState): readonly Suggestion[] {
  return state.field(suggestions).filter((one) => one.decision === "open");
}

/** A correction at its place in the text as it stands. */
export function suggest(correction: Correction, from: number, to: number, original: string): Suggestion {
  const { startIndex, endIndex, ...rest } = correction;
  return {
    ...rest,
    key: `${startIndex}-${endIndex}-${rest.correction}`,
    from,
    to,
    original,
    decision: "open",
  };
}

/** In the order of the text; one that is known, or touches one that is, changes nothing. */
function add(known: readonly Suggestion[], fresh: Suggestion): readonly Suggestion[] {
  // Most come in the order of the text, so the place is looked for from the end.
  let place = known.length;
  while (place > 0 && (known[place - 1] as Suggestion).from > fresh.from) place--;
  const near = known.slice(Math.max(0, place - 2), place + 2);
  if (near.some((one) => one.key === fresh.key || overlap(one, fresh))) return known;
  return [...known.slice(0, place), fresh, ...known.slice(place)];
}

/** Decisions are kept, and so is anything already accepted, since it stands in the text. */
function settled(announced: readonly Suggestion[], result: readonly Suggestion[]): readonly Suggestion[] {
  const keys = new Set(result.map((one) => one.key));
  const kept = announced.filter((one) => keys.has(one.key) || one.decision === "accepted");
  return result.reduce(add, kept);
}

function decided(
  known: readonly Suggestion[],
  decisions: { key: string; decision: Decision }[],
  doc: Text,
): readonly Suggestion[] {
  const by = new Map(decisions.map(({ key, decision }) => [key, decision]));
  return known
    .map((one) => ({ ...one, decision: by.get(one.key) ?? one.decision }))
    .filter((one) => one.decision !== "open" || stands(one, doc));
}

function move(known: readonly Suggestion[], transaction: Transaction): readonly Suggestion[] {
  const { changes, newDoc } = transaction;
  const deciding = transaction.effects.flatMap((effect) => (effect.is(decide) ? effect.value : []));
  const keys = new Set(deciding.map(({ key }) => key));
  const moved: Suggestion[] = [];
  for (const one of known) {
    const from = changes.mapPos(one.from, 1);
    const inward = { ...one, from, to: Math.max(from, changes.mapPos(one.to, -1)) };
    const touched = changes.touchesRange(one.from, one.to);
    if (touched && (keys.has(one.key) || one.decision !== "open")) {
      // The place grows with what takes its place.
      moved.push({ ...one, from: changes.mapPos(one.from, -1), to: changes.mapPos(one.to, 1) });
    } else if (!touched || keys.size > 0 || apart(inward, newDoc)) {
      moved.push(inward);
    }
  }
  return moved;
}

/** Its words stand as they did, and nothing that was typed beside them became a part of them. */
function apart(one: Suggestion, doc: Text): boolean {
  const around = doc.sliceString(Math.max(0, one.from - 1), one.from) + doc.sliceString(one.to, one.to + 1);
  return one.original !== "" && stands(one, doc) && !/[\p{L}\p{N}]/u.test(around);
}

function stands(one: Suggestion, doc: Text): boolean {
  return doc.sliceString(one.from, one.to) === one.original;
}

/** Two changes that touch the same characters; two insertions at one place are such, too. */
function overlap(a: Suggestion, b: Suggestion): boolean {
  if (a.from === b.from) return true;
  return a.from < b.to && b.from < a.to;
}
