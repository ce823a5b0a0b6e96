/** The backend over Tauri's IPC. */

import { Channel } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import { commands, type RunEvent } from "./bindings";

export const tauri: Backend = {
  tools: () => commands.listTools(),
  models: () => commands.listModels(),
  async run(id, request, tell) {
    const channel = new Channel<RunEvent>();
    channel.onmessage = tell;
    await commands.runTool(id, request, channel);
  },
  async cancel(id) {
    await commands.cancelRun(id);
  },
  async copy(text) {
    await commands.copyText(text);
  },
};
