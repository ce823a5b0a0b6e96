// provisional
import { Channel, invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
export const commands = {
  runTool: (runId: string, request: ToolRequest, channel: Channel<RunEvent>) => __TAURI_INVOKE<null>("run_tool", { runId, request, channel }),
  cancelRun: (runId: string) => __TAURI_INVOKE<null>("cancel_run", { runId }),
  listTools: () => __TAURI_INVOKE<ToolChoice[]>("list_tools"),
  listModels: () => __TAURI_INVOKE<ModelChoice[]>("list_models"),
  copyText: (text: string) => __TAURI_INVOKE<null>("copy_text", { text }),
};
export type Op = "equal" | "insert" | "delete";
export type Alternative = { text: string; diff: { op: Op; text: string }[] };
export type Kind = "spelling" | "punctuation" | "capitalization" | "preposition" | "missing-words" | "grammar" | "style";
export type Correction = { startIndex: number; endIndex: number; correction: string; types: Kind[]; explanation: string; source: "rules" | "model" };
export type Failure = { code: string; message: string; hint?: string };
export type Warning = { code: string; message: string };
export type Origin = { engine: string; model: string | null; adapter: string | null; local: boolean; reason: string; timing: { loadMs: number; firstTokenMs: number; totalMs: number }; warnings: Warning[] };
export type Point = { text: string; sources: { startIndex: number; endIndex: number }[]; checked: boolean; owner?: string; due?: string };
export type Proofread = { correctedInput: string; corrections: Correction[] } & Origin;
export type Rewrite = { alternatives: Alternative[] } & Origin;
export type Summary = { type: string; text: string; points: Point[] } & Origin;
export type ModelChoice = { id: string; title: string; present: boolean; default: boolean };
export type ToolChoice = { id: string; title: string; kind: string; instruction: boolean; lengths: string[] };
export type ToolRequest = { tool?: string; text?: string; tone?: string | null; instruction?: string | null; kind?: string | null; length?: string | null; alternatives?: number | null; model?: string | null; private?: boolean };
export type RunEvent =
  | { type: "progress"; done: number; total: number; leftMs: number | null }
  | { type: "correction"; correction: Correction }
  | { type: "working"; span: { startIndex: number; endIndex: number } }
  | { type: "text"; alternative: number; text: string }
  | { type: "reset"; alternative: number }
  | { type: "proofread"; result: Proofread }
  | { type: "rewrite"; result: Rewrite }
  | { type: "summary"; result: Summary }
  | { type: "failed"; failure: Failure }
  | { type: "cancelled" };
