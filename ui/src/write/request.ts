/** What was chosen, in the host's words. */

import type { ToolChoice, ToolRequest } from "../backend/backend";

/** What was chosen besides the tool; `""` leaves a choice to the host. */
export interface Options {
  length: string;
  model: string;
  private: boolean;
}

/** What one run wants besides that. */
export interface Wish {
  instruction?: string;
  question?: string;
  /** How many versions of a rewrite. */
  alternatives?: number;
  /** The run in the history that this one follows. */
  followUp?: string | null;
  /** On this machine, whatever the rules for servers say. */
  local?: boolean;
  /** Another model than the chosen one. */
  model?: string;
}

/** Not a tool of a list: a question takes the place of its choices. */
export const ASK: ToolChoice = { id: "ask", title: "Ask", kind: "ask", instruction: false, lengths: [] };

/** The tool for an instruction of the writer's, as the host names it. */
export const INSTRUCTION = "instruction";

export function request(tool: ToolChoice, text: string, options: Options, wish: Wish): ToolRequest {
  const rewrite = tool.kind === "rewrite";
  const summarize = tool.kind === "summarize";
  return {
    tool: rewrite || summarize ? tool.kind : tool.id,
    tone: rewrite ? tool.id : null,
    kind: summarize ? tool.id : null,
    text,
    instruction: tool.instruction ? (wish.instruction?.trim() ?? "") : null,
    question: tool.kind === "ask" ? (wish.question?.trim() ?? "") : null,
    length: summarize && tool.lengths.includes(options.length) ? options.length : null,
    alternatives: rewrite ? (wish.alternatives ?? 1) : null,
    model: wish.model || options.model || null,
    followUp: wish.followUp ?? null,
    private: options.private,
    // The user asks for the server beside a result, never with the first request.
    ...{ cloud: false, local: wish.local ?? false, server: null, application: null },
  };
}
