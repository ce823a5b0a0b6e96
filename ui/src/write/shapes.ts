/** The shapes of summaries, read for showing and written for copying. */

import type { Point } from "../backend/backend";

export interface Table {
  head: string[];
  rows: string[][];
}

/** A Markdown table; undefined when the text is none. */
export function table(text: string): Table | undefined {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const [head, rule, ...rows] = lines;
  if (!head?.includes("|") || !rule || !/^[|:\-\s]+$/.test(rule)) return undefined;
  return { head: cells(head), rows: rows.map(cells) };
}

function cells(line: string): string[] {
  return line
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}

/** What a program without Markdown takes: no marks of lists and tables, columns by tabs. */
export function plain(type: string, text: string, points: Point[]): string {
  const read = type === "table" ? table(text) : undefined;
  if (read) return [read.head, ...read.rows].map((row) => row.join("\t")).join("\n");
  if (isList(type) && points.length > 0) return points.map((point) => `• ${told(point)}`).join("\n");
  return text;
}

export function markdown(type: string, text: string, points: Point[]): string {
  if (type === "headline") return `# ${text}`;
  if (type === "action-items") return points.map((point) => `- [ ] ${told(point)}`).join("\n");
  return text;
}

export function isList(type: string): boolean {
  return type === "key-points" || type === "list" || type === "action-items";
}

/** Whether it says who has to do it, or by when. */
export function isTask({ owner, due }: Point): boolean {
  return Boolean(owner || due);
}

/** A point with who has to do it and by when, and where it stands. */
export function told({ text, owner, due }: Point, place = ""): string {
  const more = [owner, due, place].filter(Boolean).join("; ");
  return more ? `${text} (${more})` : text;
}
