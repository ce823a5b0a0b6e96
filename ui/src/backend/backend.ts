/**
 * The window's one door to its host. Everything else in `ui/` speaks to this interface; `tauri.ts` implements it over
 * the IPC, `scripted.ts` for tests. The types are those that the host itself generates.
 */

import type {
  AdapterChoice,
  DocumentText,
  Failure,
  HotkeyList,
  ModelChoice,
  Opened,
  Replacing,
  ToolChoice,
  Verdict,
  Warning,
} from "./bindings";
import type * as wire from "./values";

export type {
  AdapterChoice,
  Alternative,
  Correction,
  DiffPart,
  DocumentText,
  Failure,
  Form,
  Group,
  Heading,
  Hotkey,
  HotkeyList,
  Kind,
  Line,
  ModelChoice,
  Notification,
  NotificationDigest,
  Opened,
  Origin,
  Place,
  Point,
  Proofread,
  Reason,
  Redacted,
  Replacing,
  Rewrite,
  Section,
  Span,
  Summary,
  ToolChoice,
  Turn,
  Urgency,
  Verdict,
  Warning,
} from "./bindings";
export type * from "./values";

/** Stops hearing. */
export type Unlisten = () => void;

export interface Backend {
  tools(): Promise<ToolChoice[]>;
  models(): Promise<ModelChoice[]>;
  /**
   * Starts a run under an id that the caller mints, and resolves once it is under way. `tell` hears everything about
   * it, from before the run begins; the last event is terminal (see `isTerminal`), and there is exactly one of those.
   */
  run(id: string, request: wire.ToolRequest, tell: (event: wire.RunEvent) => void): Promise<void>;
  /** Asks a run, a download or a measurement to stop; its terminal event says when it has. May come before it begins. */
  cancel(id: string): Promise<void>;
  /** Answers what a run asked with `asking`. */
  consent(runId: string, verdict: Verdict): Promise<void>;
  /** Puts a text on the clipboard. */
  copy(text: string): Promise<void>;
  /** Puts a text in the place of the selection that the popup is over. */
  replaceSelection(text: string): Promise<Replacing>;
  /** What is on the clipboard. */
  clipboardText(): Promise<string>;

  /** Newest first; without words all that the filter lets through. */
  listHistory(filter: wire.HistoryFilter, words: string): Promise<wire.Entry[]>;
  showRun(id: string): Promise<wire.Run>;
  pinRun(id: string, pinned: boolean): Promise<void>;
  removeRuns(ids: string[]): Promise<number>;
  /** Brings back what the last removal took, for as long as the app lives and nothing else was removed. */
  undoRemove(): Promise<number>;
  clearHistory(): Promise<number>;
  historyFacets(): Promise<wire.HistoryFacets>;
  exportHistory(format: "json" | "markdown", path: string): Promise<number>;
  /** Asks where to save; null when the dialog was left. */
  chooseSavePath(suggested: string): Promise<string | null>;

  adapters(): Promise<AdapterChoice[]>;
  modelDetails(): Promise<wire.ModelDetail[]>;
  /** Downloads a model, going on where an earlier download stopped. Cancelling it is a pause. */
  pullModel(runId: string, id: string, tell: (event: wire.DownloadEvent) => void): Promise<void>;
  verifyModel(runId: string, id: string, tell: (event: wire.DownloadEvent) => void): Promise<void>;
  removeModel(id: string): Promise<void>;
  addModel(path: string): Promise<void>;
  chooseModelFile(): Promise<string | null>;
  measureMachine(
    runId: string,
    model: string | null,
    tell: (event: wire.MeasureEvent) => void,
  ): Promise<void>;

  getSettings(): Promise<wire.SettingsAnswer>;
  /** Asks for a Maildir folder, or else for an mbox file; null when the dialog was left. */
  chooseMailbox(maildir: boolean): Promise<string | null>;
  patchSettings(patch: wire.SettingsPatch): Promise<wire.Settings>;
  getDictionary(): Promise<string[]>;
  addWord(word: string): Promise<void>;
  removeWord(word: string): Promise<void>;
  getOwnTools(): Promise<wire.OwnTools>;
  saveOwnTools(text: string): Promise<Warning[]>;
  /** The keys that work in every application. */
  hotkeys(): Promise<HotkeyList>;
  machine(): Promise<wire.Machine>;

  /**
   * Sums up the notifications of the last hours: `tell` hears the digest first, by the notifications' own words, then
   * the model's lines, then one end.
   */
  readDigest(runId: string, hours: number, tell: (event: wire.DigestEvent) => void): Promise<void>;
  watching(): Promise<wire.Watching>;
  reduceInterruptions(on: boolean): Promise<void>;
  /** Removes what was kept for the digest, for good. */
  clearNotifications(): Promise<number>;

  listServers(): Promise<wire.ServerList>;
  /** Adds a server, or changes the one of that name. A key of null leaves its key as it is, `""` removes it. */
  putServer(server: wire.ServerDraft, key: string | null): Promise<wire.ServerList>;
  removeServer(name: string): Promise<wire.ServerList>;
  useServer(name: string | null): Promise<wire.ServerList>;
  testServer(name: string): Promise<wire.Check>;
  /** From now on the tool asks again before it sends anything there. */
  revokeConsent(server: string, tool: string): Promise<wire.ServerList>;
  /** Newest first. */
  readReport(filter: wire.ReportFilter): Promise<wire.ReportPage>;
  exportReport(path: string): Promise<number>;

  loadDraft(): Promise<wire.Draft | null>;
  saveDraft(draft: wire.Draft): Promise<void>;

  /** A document that the user chose or dropped. */
  readDocument(path: string): Promise<DocumentText>;
  /** The page at an address that the user named, as a run that can be cancelled. Only the address is sent. */
  readPage(runId: string, address: string): Promise<DocumentText>;
  /** Asks for a document; null when the dialog was left. */
  chooseDocument(): Promise<string | null>;
  /** Writes a text where {@link chooseSavePath} says. */
  saveText(path: string, text: string): Promise<void>;
  /** Shows the main window, with this text in it if there is one. */
  openMain(text: string | null): Promise<void>;
  popupReady(): Promise<void>;
  closePopup(): Promise<void>;
  firstRun(): Promise<wire.FirstRun>;
  /** What the window is to show has been drawn. */
  shown(): Promise<void>;

  /** The popup hears what it is over. */
  onPopup(hear: (over: wire.Over) => void): Promise<Unlisten>;
  /** The main window hears a text that it is to open, and which document it is from. */
  onOpen(hear: (text: string, document?: Opened) => void): Promise<Unlisten>;
  /** The main window hears how the reading along of notifications stands, whenever that changes. */
  onWatching(hear: (watching: wire.Watching) => void): Promise<Unlisten>;
  /** The main window hears that the desktop gave keys, or others, or took them back. */
  onHotkeys(hear: () => void): Promise<Unlisten>;
  /** The main window hears of files dropped on it. */
  onDrop(hear: (paths: string[]) => void): Promise<Unlisten>;
}

const TERMINAL: ReadonlySet<wire.RunEvent["type"]> = new Set([
  "proofread",
  "rewrite",
  "summary",
  "answer",
  "failed",
  "cancelled",
]);

export function isTerminal(event: wire.RunEvent): boolean {
  return TERMINAL.has(event.type);
}

/** What a rejected call says: the host's own failure, or whatever came instead of it. */
export function failureOf(reason: unknown): Failure {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return reason as Failure;
  }
  return { code: "internal", message: reason instanceof Error ? reason.message : String(reason) };
}
