/** The backend over Tauri's IPC. */

import { Channel } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { getCurrentWindow } from "@tauri-apps/api/window";
import type {
  Backend,
  DigestEvent,
  DownloadEvent,
  FirstRun,
  Machine,
  MeasureEvent,
  ModelDetail,
  Opened,
  Over,
  Watching,
} from "./backend";
import { commands, type RunEvent } from "./bindings";

function channel<T>(tell: (event: T) => void): Channel<T> {
  const channel = new Channel<T>();
  channel.onmessage = tell;
  return channel;
}

/** A call whose answer says nothing. */
async function done(call: Promise<unknown>): Promise<void> {
  await call;
}

/** Which of the windows this is. */
export function label(): string {
  return getCurrentWindow().label;
}

// To the bindings every number with a fraction may be null (NaN becomes that); the host has no such numbers.
export const tauri: Backend = {
  tools: () => commands.listTools(),
  models: () => commands.listModels(),
  async run(id, request, tell) {
    await commands.runTool(id, request, channel<RunEvent>(tell));
  },
  async cancel(id) {
    await commands.cancelRun(id);
  },
  async consent(runId, verdict) {
    await commands.consent(runId, verdict);
  },
  async copy(text) {
    await commands.copyText(text);
  },
  replaceSelection: (text) => commands.replaceSelection(text),
  clipboardText: () => commands.clipboardText(),

  listHistory: (filter, words) => commands.listHistory(filter, words),
  showRun: (id) => commands.showRun(id),
  pinRun: (id, pinned) => done(commands.pinRun(id, pinned)),
  removeRuns: (ids) => commands.removeRuns(ids),
  undoRemove: () => commands.undoRemove(),
  clearHistory: () => commands.clearHistory(),
  historyFacets: () => commands.historyFacets(),
  exportHistory: (format, path) => commands.exportHistory(format, path),
  chooseSavePath: (suggested) => commands.chooseSavePath(suggested),

  adapters: () => commands.listAdapters(),
  modelDetails: () => commands.modelDetails() as Promise<ModelDetail[]>,
  pullModel: (runId, id, tell) =>
    commands.pullModel(
      runId,
      id,
      channel((event) => tell(event as DownloadEvent)),
    ),
  verifyModel: (runId, id, tell) =>
    commands.verifyModel(
      runId,
      id,
      channel((event) => tell(event as DownloadEvent)),
    ),
  removeModel: (id) => done(commands.removeModel(id)),
  addModel: (path) => done(commands.addModel(path)),
  chooseModelFile: () => commands.chooseModelFile(),
  measureMachine: (runId, model, tell) =>
    commands.measureMachine(
      runId,
      model,
      channel((event) => tell(event as MeasureEvent)),
    ),

  getSettings: () => commands.getSettings(),
  chooseMailbox: (maildir) => commands.chooseMailbox(maildir),
  patchSettings: (patch) => commands.patchSettings(patch),
  getDictionary: () => commands.getDictionary(),
  addWord: (word) => done(commands.addWord(word)),
  removeWord: (word) => done(commands.removeWord(word)),
  getOwnTools: () => commands.getOwnTools(),
  saveOwnTools: (text) => commands.saveOwnTools(text),
  hotkeys: () => commands.listHotkeys(),
  machine: () => commands.machine() as Promise<Machine>,

  readDigest: (runId, hours, tell) => commands.readDigest(runId, hours, channel<DigestEvent>(tell)),
  watching: () => commands.watching(),
  reduceInterruptions: (on) => commands.reduceInterruptions(on),
  clearNotifications: () => commands.clearNotifications(),

  listServers: () => commands.listServers(),
  putServer: (server, key) => commands.putServer(server, key),
  removeServer: (name) => commands.removeServer(name),
  useServer: (name) => commands.useServer(name),
  testServer: (name) => commands.testServer(name),
  revokeConsent: (server, tool) => commands.revokeConsent(server, tool),
  readReport: (filter) => commands.readReport(filter),
  exportReport: (path) => commands.exportReport(path),

  loadDraft: () => commands.loadDraft(),
  saveDraft: (draft) => done(commands.saveDraft(draft)),

  readDocument: (path) => commands.readDocument(path),
  readPage: (runId, address) => commands.readPage(runId, address),
  chooseDocument: () => commands.chooseDocument(),
  saveText: (path, text) => done(commands.saveText(path, text)),
  openMain: (text) => commands.openMain(text),
  popupReady: () => commands.popupReady(),
  closePopup: () => commands.closePopup(),
  firstRun: () => commands.firstRun() as Promise<FirstRun>,
  shown: () => commands.shown(),

  onPopup: (hear) => listen<Over>("popup", (event) => hear(event.payload)),
  onOpen: (hear) =>
    listen<{ text: string; document: Opened | null }>("open", ({ payload: { text, document } }) =>
      hear(text, document ?? undefined),
    ),
  onWatching: (hear) => listen<Watching>("watching", (event) => hear(event.payload)),
  onHotkeys: (hear) => listen("hotkeys", () => hear()),
  onDrop: (hear) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") hear(payload.paths);
    }),
};
