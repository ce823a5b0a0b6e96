/** Every word the window says, in one place. */

import type { Kind } from "./backend/backend";

const seconds = (ms: number) => (ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000).toString());

const left = (ms: number) => (ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

export const messages = {
  kinds: { proofread: "Proofread", rewrite: "Rewrite", summarize: "Summarize" } as Record<string, string>,
  kind: "What to do",
  tool: "How",
  instruction: "For example: make it a polite refusal",
  instructionLabel: "Your instruction",
  versions: "Versions",
  length: "Length",
  lengths: {
    short: "Short",
    medium: "Medium",
    long: "Long",
    shorter: "Shorter",
    longer: "Longer",
  } as Record<string, string>,
  lengthDefault: "As it comes",
  model: "Model",
  modelDefault: (title: string | undefined) => (title ? `Default (${title})` : "Default"),
  modelAbsent: (title: string) => `${title} (not downloaded)`,
  private: "Keep out of history",

  text: "Your text",
  placeholder: "Paste or write something.",
  edit: "Edit text",
  undo: "Undo",
  run: "Run",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  runKeys: "Ctrl+Enter",
  cancelKeys: "Esc",

  suggestions: "Suggestions",
  count: (open: number) => (open === 1 ? "1 suggestion" : `${open} suggestions`),
  more: (hidden: number) => `${hidden} more after these`,
  none: "Nothing to correct.",
  allDecided: "All done.",
  accept: "Accept",
  dismiss: "Dismiss",
  acceptAll: "Accept all",
  insert: "insert",
  delete: "delete",
  sources: { rules: "Rules", model: "Model" },
  kindsOfMistake: {
    spelling: "Spelling",
    punctuation: "Punctuation",
    capitalization: "Capitalization",
    preposition: "Preposition",
    "missing-words": "Missing words",
    grammar: "Grammar",
    style: "Style",
  } satisfies Record<Kind, string>,

  result: "Result",
  version: (number: number) => `Version ${number}`,
  showChanges: "Show changes",
  unchecked: "Check these against the text:",
  rest: "The result appears here. Your text stays on this machine.",

  working: "Working…",
  cancelling: "Stopping…",
  progress: (done: number, total: number) => `Part ${done} of ${total}`,
  timeLeft: (ms: number) => `about ${left(ms)} left`,
  cancelled: "Cancelled. What was found so far is kept.",
  origin: {
    local: "On this machine",
    remote: "Elsewhere",
    adapter: (id: string) => `adapter ${id}`,
    time: (ms: number) => `${seconds(ms)} s`,
  },
};
