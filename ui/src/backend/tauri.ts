/** The backend over Tauri's IPC. */

import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { getCurrentWindow } from "@tauri-apps/api/window";
import type { Backend } from "./backend";
import { commands, type RunEvent } from "./bindings";

function channel<T>(tell: (event: T) => void): Channel<T> {
  const channel = new Channel<T>();
  channel.onmessage = tell;
  return channel;
}

/** Which of the windows this is. */
export function label(): string {
  return getCurrentWindow().label;
}

// Commands that the generated bindings do not have yet are called by name.
export const tauri: Backend = {
  tools: () => commands.listTools(),
  models: () => commands.listModels(),
  async run(id, request, tell) {
    await commands.runTool(id, request, channel<RunEvent>(tell));
  },
  async cancel(id) {
    await commands.cancelRun(id);
  },
  async copy(text) {
    await commands.copyText(text);
  },

  listHistory: (filter, words) => invoke("list_history", { filter, words }),
  showRun: (id) => invoke("show_run", { id }),
  pinRun: (id, pinned) => invoke("pin_run", { id, pinned }),
  removeRuns: (ids) => invoke("remove_runs", { ids }),
  undoRemove: () => invoke("undo_remove"),
  clearHistory: () => invoke("clear_history"),
  historyFacets: () => invoke("history_facets"),
  exportHistory: (format, path) => invoke("export_history", { format, path }),
  chooseSavePath: (suggested) => invoke("choose_save_path", { suggested }),

  modelDetails: () => invoke("model_details"),
  pullModel: (runId, id, tell) => invoke("pull_model", { runId, id, channel: channel(tell) }),
  verifyModel: (runId, id, tell) => invoke("verify_model", { runId, id, channel: channel(tell) }),
  removeModel: (id) => invoke("remove_model", { id }),
  addModel: (path) => invoke("add_model", { path }),
  chooseModelFile: () => invoke("choose_model_file"),
  measureMachine: (runId, model, tell) => invoke("measure_machine", { runId, model, channel: channel(tell) }),

  getSettings: () => invoke("get_settings"),
  patchSettings: (patch) => invoke("patch_settings", { patch }),
  getDictionary: () => invoke("get_dictionary"),
  addWord: (word) => invoke("add_word", { word }),
  removeWord: (word) => invoke("remove_word", { word }),
  getOwnTools: () => invoke("get_own_tools"),
  saveOwnTools: (text) => invoke("save_own_tools", { text }),
  machine: () => invoke("machine"),

  loadDraft: () => invoke("load_draft"),
  saveDraft: (draft) => invoke("save_draft", { draft }),

  readDroppedFile: (path) => invoke("read_dropped_file", { path }),
  openMain: (text) => invoke("open_main", { text }),
  popupReady: () => invoke("popup_ready"),
  closePopup: () => invoke("close_popup"),
  firstRun: () => invoke("first_run"),

  onPopup: (hear) => listen<{ text: string }>("popup", (event) => hear(event.payload.text)),
  onOpen: (hear) => listen<{ text: string }>("open", (event) => hear(event.payload.text)),
  onDrop: (hear) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") hear(payload.paths);
    }),
};
