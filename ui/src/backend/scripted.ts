/** A backend that does what a test tells it, and remembers what it was asked. */

import type { Backend, ModelChoice, RunEvent, ToolChoice, ToolRequest } from "./backend";

export class Scripted implements Backend {
  readonly requests: ToolRequest[] = [];
  readonly cancelled: string[] = [];
  readonly copied: string[] = [];
  /** Thrown by the next `run`, as a host that refuses the call would. */
  refusal: unknown = undefined;
  #tell: (event: RunEvent) => void = () => undefined;
  #id = "";

  async tools(): Promise<ToolChoice[]> {
    const tool = (kind: string, id: string, title: string, more = {}) => {
      return { id, title, kind, instruction: false, lengths: ["short", "long"], ...more };
    };
    return [
      tool("proofread", "proofread", "Proofread", { lengths: [] }),
      tool("rewrite", "friendly", "Friendly"),
      tool("rewrite", "instruction", "Your own instruction", { instruction: true }),
      tool("summarize", "key-points", "Key points"),
      tool("summarize", "tldr", "TL;DR"),
    ];
  }

  async models(): Promise<ModelChoice[]> {
    return [
      { id: "standard", title: "Standard", present: true, default: true },
      { id: "large", title: "Large", present: false, default: false },
    ];
  }

  async run(id: string, request: ToolRequest, tell: (event: RunEvent) => void): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    this.requests.push(request);
    this.#id = id;
    this.#tell = tell;
  }

  /** Cancelling ends the run under way, as the host's would a moment later. */
  async cancel(id: string): Promise<void> {
    this.cancelled.push(id);
    if (id === this.#id) this.#tell({ type: "cancelled" });
  }

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }

  /** Sends events of the run under way. */
  send(...events: RunEvent[]): void {
    for (const event of events) this.#tell(event);
  }
}
