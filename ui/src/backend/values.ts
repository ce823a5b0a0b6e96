/**
 * The host's values as the window reads them: what its generated bindings say, without the nulls that they allow for
 * every number. `tauri.ts` puts the two together, so that the type check sees them drift apart.
 */

import type {
  Failure,
  Line,
  NotificationDigest,
  Opened,
  Origin,
  Place,
  Redacted,
  RunEvent as KnownEvent,
  Span,
  Timing,
  Turn,
  Warning,
} from "./bindings";
import type { commands } from "./bindings";

export type Answer = { text: string; sources: Span[]; answered: boolean; place?: Place | null } & Origin;

export type RunEvent =
  | KnownEvent
  /** The model is getting ready: what is being done, and how much of it is. */
  | { type: "loading"; what: string; share: number }
  /** The run's id in the history. Not sent for a private run. */
  | { type: "recorded"; runId: string }
  /** Nothing leaves before `consent` is called. May come more than once in a run. */
  | { type: "asking"; sheets: Sheet[] }
  | { type: "answer"; result: Answer };

export type ToolRequest = Parameters<typeof commands.runTool>[1] & {
  /** The run that this one follows. */
  followUp?: string | null;
  /** For the tool `ask`. */
  question?: string | null;
};

/** A request that waits for the user's consent. */
export interface Sheet {
  id: string;
  server: string;
  url: string;
  model: string;
  tool: string;
  application?: string | null;
  reason: string;
  redacted: Redacted[];
  /** What may be edited. */
  turns: Turn[];
  /** The exact bytes of the request's body. */
  body: string;
}

/** A server as the user writes it. */
export interface ServerDraft {
  name: string;
  url: string;
  model: string;
  contextTokens: number;
  caFile: string | null;
  proxy: string | null;
}

export interface ServerShown extends ServerDraft {
  onThisMachine: boolean;
  /** Where its key is kept, in words; null without one. */
  keyPlace: string | null;
  /** The tools that are sent without asking, by id. */
  always: string[];
}

export interface ServerList {
  servers: ServerShown[];
  used: string | null;
}

/** What a server says when it is tried. */
export interface Check {
  models: string[] | null;
  /** Whether it has the model that it is to be asked for. */
  known: boolean | null;
}

export interface ReportFilter {
  /** Only what was sent. */
  sent: boolean;
  since: string | null;
  limit: number | null;
}

/** What became of a request. */
export interface Fate {
  time: string;
  fate: "answered" | "turned-away" | "unreached" | "failed" | "cut" | "cancelled";
  detail: string;
}

export interface Left {
  requests: number;
  kilobytes: number;
  since: string;
  /** False when a part of the report was lost. */
  complete: boolean;
}

export interface ReportEntry {
  id: string;
  time: string;
  tool: string;
  application: string | null;
  /** The host of a page; null when it stayed here. */
  server: string | null;
  url: string | null;
  model: string | null;
  bytes: number;
  redacted: Redacted[];
  reason: string;
  consent: "once" | "always" | "rules" | null;
  sha256: string | null;
  payload: string | null;
  fates: Fate[];
}

export interface ReportPage {
  left: Left;
  requests: ReportEntry[];
}

/** What the popup is over. */
export interface Over {
  text: string;
  /** The tool to begin with at once, by its id. */
  tool: string | null;
  /** The application that the text was selected in. */
  source: string | null;
  /** Why there is no text, or why it is not where it should be. */
  failure: Failure | null;
}

export interface HistoryFilter {
  limit?: number | null;
  offset?: number | null;
  tool?: string | null;
  model?: string | null;
  /** ISO times: at or after, and before. */
  since?: string | null;
  until?: string | null;
  pinned?: boolean | null;
}

export type Outcome = "done" | "failed" | "refused" | "cancelled";

export interface Entry {
  id: string;
  shortId: string;
  time: string;
  tool: string;
  engine: string;
  model: string | null;
  outcome: Outcome;
  pinned: boolean;
  /** Excerpts, in one line. */
  input: string;
  output: string;
  follows: string | null;
}

export interface Run {
  id: string;
  time: string;
  tool: string;
  options: unknown;
  input: string;
  output: string;
  result: unknown;
  engine: string;
  model: string | null;
  adapter: string | null;
  local: boolean;
  timing: Timing;
  warnings: Warning[];
  outcome: Outcome;
  pinned: boolean;
  follows: string | null;
}

export interface HistoryFacets {
  tools: string[];
  models: string[];
  count: number;
  warnings: Warning[];
}

export type ModelState =
  | { state: "installed" }
  | { state: "partial"; bytes: number }
  | { state: "absent" }
  | { state: "damaged"; reason: string };

export interface Speed {
  engine: string;
  decodePerSecond: number;
}

export interface ModelDetail {
  id: string;
  title: string;
  licence: string | null;
  architecture: string;
  context: number | null;
  size: number | null;
  memory: number | null;
  sha256: string | null;
  added: boolean;
  default: boolean;
  path: string;
  state: ModelState;
  /** Measured on this machine. */
  speed: Speed[];
  /** This machine has the memory for it. */
  fits: boolean;
}

export type Phase = "checking" | "downloading" | "assembling" | "verifying";

export type DownloadEvent =
  | {
      type: "progress";
      phase: Phase;
      done: number;
      total: number;
      rateBytesPerS: number;
      leftS: number | null;
    }
  | { type: "done"; model: ModelDetail }
  | { type: "failed"; failure: Failure }
  | { type: "cancelled" };

export type MeasureEvent =
  | {
      type: "measured";
      engine: string;
      model: string;
      loadMs: number;
      prefillPerSecond: number;
      decodePerSecond: number;
    }
  | { type: "done" }
  | { type: "failed"; failure: Failure }
  | { type: "cancelled" };

/** The digest and any number of lines for it, then exactly one end. */
export type DigestEvent =
  | { type: "digest"; digest: NotificationDigest }
  /** The model's, for the group at this place. */
  | { type: "line"; group: number; line: Line }
  | { type: "done"; warnings: Warning[] }
  | { type: "failed"; failure: Failure }
  | { type: "cancelled" };

/** How the reading along of notifications stands. */
export interface Watching {
  on: boolean;
  /** Interruptions are reduced. */
  reduced: boolean;
  /** Why none are read although a digest is wanted. */
  problem: Failure | null;
}

export interface Settings {
  version: number;
  model: string | null;
  engine: "auto" | "mistralrs" | "llama";
  dialect: "american" | "british" | "australian" | "canadian" | "indian";
  thoroughness: "careful" | "balanced" | "thorough";
  /** What the user is called, and their e-mail addresses, between commas. */
  names: string | null;
  history: { keep: boolean; retention: "forever" | "90d" | "30d" | "7d" | "off" };
  private: boolean;
  threads: number | null;
  contextTokens: number | null;
  idleMinutes: number;
  promptCacheMb: number;
  memoryLimitMb: number | null;
  theme: "system" | "light" | "dark";
  language: "system" | "en" | "zh-CN";
  /** Keys as in `Ctrl+Shift+Space`, or `none`. */
  hotkeys: Record<"popup" | "proofread" | "rewrite" | "summarize" | "revert", string>;
  /** Names of applications, between commas. */
  capture: { excluded: string | null; terminals: string | null };
  digest: { on: boolean; people: string | null };
  /** The path of the mail that the tray watches. */
  mail: { folder: string | null };
  /** Whether and how texts may be sent to a server. */
  cloud: {
    policy: "never" | "ask" | "automatic";
    longerThan: number | null;
    whenRejected: boolean;
    tools: string | null;
    applications: string | null;
    excluded: string | null;
    hide: "nothing" | "contacts" | "personal" | "everything";
    keep: "15m" | "1h" | "1d" | "7d" | "30d" | "90d" | "forever";
    hiddenWords: string | null;
    keepPayloads: boolean;
  };
  autostart: boolean;
}

/** A setting that can be changed; only its key matters to the window, which has its own words for each. */
export interface FieldChoice {
  key: string;
}

export interface SettingsAnswer {
  settings: Settings;
  warnings: Warning[];
  fields: FieldChoice[];
}

/** Dotted keys and their new values. */
export type SettingsPatch = Record<string, string | number | boolean | null>;

export interface OwnTools {
  text: string;
  warnings: Warning[];
}

export interface Machine {
  memory: number;
  cores: number;
  processor: string;
  version: string;
  dataDir: string;
  modelsDir: string;
}

export interface Draft {
  text: string;
  cursor: number;
  /** The document that the text was read from. */
  document?: Opened | null;
}

export interface FirstRun {
  needed: boolean;
  model: ModelDetail;
}
