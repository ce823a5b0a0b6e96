/**
 * Which document the text on the paper was read from, as a part of the editor's state: opening one is a change like any
 * other, so taking it back brings the one before back with its text. Another text in place of all of it is no longer it.
 */

import { invertedEffects } from "@codemirror/commands";
import { StateEffect, StateField, type Transaction } from "@codemirror/state";
import type { Form, Opened } from "../backend/backend";

export type { Opened };

/** The tools that documents are mostly summarized by, best first. */
export const SUGGESTED: Record<Form, string[]> = {
  prose: ["tldr"],
  thread: ["tldr", "minutes", "action-items"],
  transcript: ["action-items", "minutes", "key-points"],
};

export const openAs = StateEffect.define<Opened | undefined>();

export const opened: StateField<Opened | undefined> = StateField.define<Opened | undefined>({
  create: () => undefined,
  update: next,
  provide: (field) =>
    invertedEffects.of((transaction) => {
      const known = transaction.startState.field(field);
      return next(known, transaction) === known ? [] : [openAs.of(known)];
    }),
});

function next(known: Opened | undefined, { effects, changes, startState }: Transaction): Opened | undefined {
  const effect = effects.findLast((one) => one.is(openAs));
  if (effect) return effect.value as Opened | undefined;
  let replaced = false;
  if (known)
    changes.iterChangedRanges((from, to) => (replaced ||= from === 0 && to === startState.doc.length));
  return replaced ? undefined : known;
}
