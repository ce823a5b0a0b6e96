/**
 * The window's one door to its host. Everything else in `ui/` speaks to this interface; `tauri.ts` implements it over
 * the IPC, `scripted.ts` for tests. The types are those that the host itself generates.
 */

import type { Failure, ModelChoice, RunEvent, ToolChoice, ToolRequest } from "./bindings";

export type {
  Alternative,
  Correction,
  Failure,
  Kind,
  ModelChoice,
  Origin,
  Point,
  Proofread,
  Rewrite,
  RunEvent,
  Summary,
  ToolChoice,
  ToolRequest,
  Warning,
} from "./bindings";

export interface Backend {
  tools(): Promise<ToolChoice[]>;
  models(): Promise<ModelChoice[]>;
  /**
   * Starts a run under an id that the caller mints, and resolves once it is under way. `tell` hears everything about
   * it, from before the run begins; the last event is terminal (see `isTerminal`), and there is exactly one of those.
   */
  run(id: string, request: ToolRequest, tell: (event: RunEvent) => void): Promise<void>;
  /** Asks a run to stop; its terminal event says when it has. May come before the run begins. */
  cancel(id: string): Promise<void>;
  /** Puts a text on the clipboard. */
  copy(text: string): Promise<void>;
}

const TERMINAL: ReadonlySet<RunEvent["type"]> = new Set([
  "proofread",
  "rewrite",
  "summary",
  "failed",
  "cancelled",
]);

export function isTerminal(event: RunEvent): boolean {
  return TERMINAL.has(event.type);
}

/** What a rejected call says: the host's own failure, or whatever came instead of it. */
export function failureOf(reason: unknown): Failure {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return reason as Failure;
  }
  return { code: "internal", message: reason instanceof Error ? reason.message : String(reason) };
}
