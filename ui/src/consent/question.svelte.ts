/**
 * What a run asks before anything leaves: the requests that wait, with the words in them that may still be changed. It
 * gives the verdict in the host's words, and sends nothing itself.
 */

import type { Sheet, Turn, Verdict } from "../backend/backend";

export class Question {
  /** As they would be sent. */
  readonly turns: Turn[][] = $state([]);

  constructor(
    /** The run that asks. */
    readonly runId: string,
    readonly sheets: readonly Sheet[],
  ) {
    this.turns = sheets.map((sheet) => sheet.turns.map((turn) => ({ ...turn })));
  }

  /** Whether the words of a request, or of any, are no longer the host's. */
  changed(place?: number): boolean {
    if (place === undefined) return this.sheets.some((_, each) => this.changed(each));
    const before = this.sheets[place]?.turns ?? [];
    return before.some((turn, at) => turn.content !== this.turns[place]?.[at]?.content);
  }

  restore(place: number): void {
    this.turns[place] = (this.sheets[place]?.turns ?? []).map((turn) => ({ ...turn }));
  }

  get once(): Verdict {
    return { type: "once", turns: $state.snapshot(this.turns) };
  }

  /** One after another where the requests differ; mostly they do not. */
  all(of: "server" | "url" | "model" | "tool" | "reason" | "application"): string[] {
    const values = this.sheets.map((sheet) => sheet[of] ?? "");
    return values.filter((value, place) => value !== "" && values.indexOf(value) === place);
  }
}
