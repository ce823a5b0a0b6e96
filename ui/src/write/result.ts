/** One run and what came of it, as its events tell: the result alone, whatever the window does with it. */

import type {
  Alternative,
  Answer,
  Correction,
  Failure,
  Origin,
  Point,
  RunEvent,
  Section,
  ToolChoice,
  ToolRequest,
} from "../backend/backend";
import type { Wish } from "./request";

export interface Result {
  tool: ToolChoice;
  request: ToolRequest;
  wish: Wish;
  /** Its id in the history; none while it runs, and for a private one. */
  recorded: string | null;
  /** What was asked of the runs before it that it follows. */
  trail: string[];
  /** The versions of a rewrite, or the one text of a summary, as far as they are written. */
  versions: Alternative[];
  points: Point[];
  /** What the parts of a long text come to, as far as they are read. */
  outline: Section[];
  corrections: Correction[];
  answer: Answer | undefined;
  origin: Origin | undefined;
  failure: Failure | undefined;
  running: boolean;
  cancelled: boolean;
}

export function begun(tool: ToolChoice, request: ToolRequest, wish: Wish, trail: string[]): Result {
  return {
    ...{ tool, request, wish, trail, recorded: null, versions: [], points: [] },
    ...{ outline: [], corrections: [], answer: undefined, origin: undefined, failure: undefined },
    ...{ running: true, cancelled: false },
  };
}

/** Takes in what an event says about the result. */
export function tell(result: Result, event: RunEvent): void {
  switch (event.type) {
    case "recorded":
      result.recorded = event.runId;
      break;
    case "correction":
      result.corrections.push(event.correction);
      break;
    case "section":
      read(result, event.section);
      break;
    case "text":
      version(result, event.alternative).text += event.text;
      break;
    case "reset":
      version(result, event.alternative).text = "";
      break;
    case "proofread":
      result.corrections = event.result.corrections;
      result.origin = event.result;
      break;
    case "rewrite":
      result.versions = event.result.alternatives;
      result.origin = event.result;
      break;
    case "summary":
      result.versions = [{ text: event.result.text, diff: [] }];
      result.points = event.result.points;
      result.outline = event.result.outline ?? result.outline;
      result.origin = event.result;
      break;
    case "answer":
      result.answer = event.result;
      result.origin = event.result;
      break;
    case "failed":
      result.failure = event.failure;
      break;
    case "cancelled":
      result.cancelled = true;
      break;
  }
}

function version(result: Result, number: number): Alternative {
  while (result.versions.length <= number) result.versions.push({ text: "", diff: [] });
  return result.versions[number] as Alternative;
}

/** A part that is read once more, since its run was gone on with, takes the place it has. */
function read(result: Result, section: Section): void {
  const at = result.outline.findIndex((one) => one.startIndex === section.startIndex);
  if (at < 0) result.outline.push(section);
  else result.outline[at] = section;
}

/** Whether stopping it is a pause: parts of a long text are read, and the host keeps them for the next time. */
export function pausable(result: Result): boolean {
  return result.outline.length > 0 && !result.request.private;
}

/** The server that a result is from; none for this machine. */
export function serverOf(origin: Origin | undefined): string | undefined {
  if (!origin || origin.local) return undefined;
  return origin.engine.replace(/^cloud:/, "");
}

/** Broken off, or turned away: it was a server's to do, and this machine may do it instead. */
export function failedThere(failure: Failure | undefined): boolean {
  return Boolean(failure?.partial) || /^server/.test(failure?.code ?? "");
}

/** Whether anything came that is worth keeping beside another result. */
export function some(result: Result): boolean {
  return (
    result.origin !== undefined ||
    result.corrections.length > 0 ||
    result.outline.length > 0 ||
    result.versions.some((version) => version.text !== "")
  );
}
