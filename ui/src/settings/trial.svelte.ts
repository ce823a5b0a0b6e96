/** One tool tried on a few words, beside the desk and leaving no trace in the history. */

import { failureOf, isTerminal, type Backend, type Failure, type ToolChoice } from "../backend/backend";
import { request } from "../write/request";

export class Trial {
  running = $state(false);
  text = $state("");
  failure: Failure | undefined = $state.raw();

  constructor(private readonly backend: Backend) {}

  async run(tool: ToolChoice, text: string): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.text = "";
    this.failure = undefined;
    const asked = request(tool, text, { length: "short", model: "", private: true }, {});
    const id = crypto.randomUUID();
    try {
      await this.backend.run(id, asked, (event) => {
        // A trial is about the tool; nothing has to leave for it.
        if (event.type === "asking")
          this.backend.consent(id, { type: "no" }).catch((reason) => (this.failure = failureOf(reason)));
        if (isTerminal(event)) this.running = false;
        if (event.type === "rewrite") this.text = event.result.alternatives[0]?.text ?? "";
        if (event.type === "summary") this.text = event.result.text;
        if (event.type === "proofread") this.text = event.result.correctedInput;
        if (event.type === "failed") this.failure = event.failure;
      });
    } catch (reason) {
      this.running = false;
      this.failure = failureOf(reason);
    }
  }
}
