/** What tests and the demonstration page have a host say. */

import type {
  AdapterChoice,
  Correction,
  DocumentText,
  Group,
  Machine,
  ModelDetail,
  Notification,
  NotificationDigest,
  Origin,
  Outcome,
  Reason,
  Run,
  RunEvent,
  Settings,
  ToolChoice,
} from "./backend";

export const origin: Origin = {
  engine: "llama",
  model: "tiny",
  adapter: null,
  local: true,
  reason: "on this machine, on its processor",
  timing: { loadMs: 100, firstTokenMs: 50, totalMs: 1234 },
  warnings: [],
};

/** The correction of the first `wrong` in `text`. */
export function correct(
  text: string,
  wrong: string,
  right: string,
  more: Partial<Correction> = {},
): Correction {
  const startIndex = text.indexOf(wrong);
  return {
    startIndex,
    endIndex: startIndex + wrong.length,
    correction: right,
    types: ["spelling"],
    explanation: `Did you mean “${right}”?`,
    source: "rules",
    ...more,
  };
}

export function found(correction: Correction): RunEvent {
  return { type: "correction", correction };
}

/** The end of a proofreading; what it says of the corrected input does not matter to the window. */
export function proofread(...corrections: Correction[]): RunEvent {
  return { type: "proofread", result: { correctedInput: "", corrections, ...origin } };
}

/** A document as the host reads it. */
export function read(text: string, more: Partial<DocumentText> = {}): DocumentText {
  return { text, title: null, form: "prose", warnings: [], ...more };
}

const tool = (kind: string, id: string, title: string, more: Partial<ToolChoice> = {}): ToolChoice => {
  return { id, title, kind, instruction: false, lengths: [], ...more };
};
const rewriteLengths = { lengths: ["as-is", "shorter", "longer"] };
const lengths = { lengths: ["short", "medium", "long"] };

export const tools: ToolChoice[] = [
  tool("proofread", "proofread", "Proofread"),
  tool("rewrite", "friendly", "Friendly", rewriteLengths),
  tool("rewrite", "professional", "Professional", rewriteLengths),
  tool("rewrite", "concise", "Concise", rewriteLengths),
  tool("rewrite", "instruction", "Your own instruction", { instruction: true, ...rewriteLengths }),
  tool("summarize", "tldr", "TL;DR", lengths),
  tool("summarize", "key-points", "Key points", lengths),
  tool("summarize", "headline", "Headline", lengths),
  tool("summarize", "list", "List", lengths),
  tool("summarize", "table", "Table", lengths),
  tool("summarize", "action-items", "Action items", lengths),
  tool("summarize", "minutes", "Minutes", lengths),
  tool("summarize", "teaser", "Teaser", lengths),
  tool("rewrite", "pirate", "Like a pirate"),
];

const GB = 1024 ** 3;

function model(id: string, title: string, size: number | null, more: Partial<ModelDetail>): ModelDetail {
  return {
    ...{ id, title, size, licence: "Apache-2.0", architecture: "qwen2", context: 32768 },
    memory: size === null ? null : size * 1.25,
    ...{ sha256: size === null ? null : "cc324af070c2ecbf", added: false, default: false },
    path: `models/${id}.gguf`,
    ...{ state: { state: "absent" as const }, speed: [], fits: true },
    ...more,
  };
}

export const models: ModelDetail[] = [
  model("standard", "Qwen2.5 Coder 1.5B Instruct", 1_117_320_768, {
    default: true,
    state: { state: "installed" },
    speed: [
      { engine: "llama", decodePerSecond: 24.6 },
      { engine: "mistralrs", decodePerSecond: 8.1 },
    ],
  }),
  model("small", "Qwen2.5 Coder 0.5B Instruct", 491_400_064, {
    state: { state: "installed" },
    speed: [{ engine: "llama", decodePerSecond: 61.2 }],
  }),
  model("tiny", "SmolLM2 135M Instruct", 98_362_432, { state: { state: "partial", bytes: 41_000_000 } }),
  model("phi-3.5-mini", "Phi 3.5 mini Instruct (3.8B)", null, { licence: "MIT", context: 131072 }),
  model("llama-3.1-8b", "Llama 3.1 8B Instruct", 4_920_000_000, {
    licence: "Llama 3.1 Community License",
    context: 131072,
    fits: false,
  }),
];

export const settings: Settings = {
  version: 1,
  model: null,
  engine: "auto",
  dialect: "american",
  thoroughness: "balanced",
  names: null,
  history: { keep: true, retention: "forever" },
  private: false,
  threads: null,
  contextTokens: null,
  idleMinutes: 10,
  promptCacheMb: 64,
  memoryLimitMb: null,
  theme: "system",
  language: "en",
  hotkeys: {
    popup: "Ctrl+Shift+Space",
    proofread: "none",
    rewrite: "none",
    summarize: "none",
    revert: "none",
  },
  capture: { excluded: null, terminals: null },
  digest: { on: false, people: null },
  mail: { folder: null },
  cloud: {
    policy: "ask",
    longerThan: null,
    whenRejected: true,
    tools: null,
    applications: null,
    excluded: null,
    hide: "personal",
    keep: "90d",
    hiddenWords: null,
    keepPayloads: false,
  },
  autostart: false,
};

export const adapters: AdapterChoice[] = [
  {
    id: "friendly-standard",
    task: "friendly",
    model: "standard",
    own: false,
    damaged: null,
    scores: [{ measure: "held-out loss", value: "0.82" }],
  },
];

export const machine: Machine = {
  memory: 16 * GB,
  cores: 8,
  processor: "AMD Ryzen 7 5700U",
  version: "0.1.0",
  dataDir: "~/.local/share/stet",
  modelsDir: "~/.local/share/stet/models",
};

export const dictionary = ["Larkspur", "mise en place", "Whitcombe"];

export const ownTools = `[[tool]]
id = "pirate"
title = "Like a pirate"
kind = "rewrite"
task = "Rewrite it as a pirate would say it."
`;

const PAST: [tool: string, input: string, output: string][] = [
  [
    "proofread",
    "Thanks for you're quick reply. I has read the second proof yesterday evening and it looks much better then the first one.",
    "Thanks for your quick reply. I read the second proof yesterday evening and it looks much better than the first one.",
  ],
  [
    "friendly",
    "Send me the numbers by Friday or we have a problem.",
    "Could you send me the numbers by Friday? That would help us a lot. Thank you!",
  ],
  [
    "key-points",
    "The printers need the final files before Thursday. Priya answers questions until Monday.",
    "- The printers need the final files before Thursday\n- Priya answers questions until Monday",
  ],
  [
    "proofread",
    "大家都觉的，把发布会改到3月25日是一个合理的决定。",
    "大家都觉得，把发布会改到3月25日是一个合理的决定。",
  ],
  ["ask", "The meeting is on Tuesday at ten in the east room.", "On Tuesday at ten."],
  [
    "concise",
    "I am writing to you in order to inform you that the library will be closed on Monday.",
    "The library will be closed on Monday.",
  ],
];

/** So many runs of the past, one every seven hours, newest first. */
export function history(count: number, now = Date.UTC(2026, 10, 25, 15, 20)): Run[] {
  return Array.from({ length: count }, (_, index) => {
    const [tool, input, output] = PAST[index % PAST.length] as (typeof PAST)[number];
    const outcome: Outcome = index % 11 === 7 ? "cancelled" : "done";
    return {
      id: `${String(count - index).padStart(8, "0")}-7000-8000`,
      time: new Date(now - index * 7 * 3_600_000).toISOString(),
      ...{ tool, options: {}, input, output: outcome === "done" ? output : "", result: null },
      ...{ engine: "llama", model: index % 4 === 3 ? "small" : "standard", adapter: null, local: true },
      ...{ timing: { ...origin.timing, totalMs: 900 + ((index * 377) % 5000) }, warnings: [] },
      ...{ outcome, pinned: index === 1, follows: null },
    };
  });
}

type Message = [time: string, body: string, more?: Partial<Notification>];

/** A group of a digest as the host makes it without a model; the reasons are those of its last messages. */
export function group(app: string, title: string, messages: Message[], ...reasons: Reason[]): Group {
  const said = messages.map(([time, body, more]) => {
    const rest = { id: 0, replaces: 0, importance: "normal" as const, category: "" };
    return { ...rest, app, summary: title, body, time: `2026-11-25T${time}:00`, ...more };
  });
  const last = said.length - 1;
  const more = last > 0 ? ` (+${last})` : "";
  return {
    ...{ app, title },
    line: { text: `${title}: ${said[last]?.body}${more}`, written: false, messages: [last] },
    urgent: reasons.map((reason, place) => ({ message: last - place, reason })),
    latest: said[last]?.time ?? "",
    messages: said,
  };
}

export function digestOf(groups: Group[]): NotificationDigest {
  const sum = (of: (group: Group) => number) => groups.reduce((sum, group) => sum + of(group), 0);
  return {
    groups,
    count: sum((group) => group.messages.length),
    urgent: sum((group) => group.urgent.length),
  };
}

export const digest = digestOf([
  group(
    "Slack",
    "Anna Lindqvist",
    [
      ["13:40", "The signed lease came back this morning."],
      ["13:52", "I moved the walk-through to 3 pm, the landlord can only stay half an hour."],
      ["14:02", "Can you send me the meter readings by 5 pm?"],
    ],
    { kind: "deadline", words: "Can you send me the meter readings by 5 pm?" },
  ),
  group("Phone", "Phone", [["13:15", "Incoming call from Tom Becker", { summary: "Tom Becker" }]], {
    kind: "call",
    words: "Incoming call from Tom Becker",
  }),
  group("Thunderbird", "Final files for the catalogue", [
    ["11:20", "The printers have them. Proofs follow on Monday."],
    ["12:48", "Proofs follow on Tuesday after all, sorry."],
  ]),
  group("Signal", "Book club", [
    ["09:05", "Priya: shall we read the Larkspur next?"],
    ["09:07", "Daniel: gladly"],
    ["09:31", "Priya: then it is settled"],
  ]),
  group("Software", "Software", [["08:00", "3 updates are ready to install.", { summary: "Updates" }]]),
]);
