/** The shapes of summaries, read for showing and written for copying. */

import type { Heading, Point } from "../backend/backend";

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
  // The host has written the headings in the language of the text.
  if (type === "minutes") return text.replace(/^#+ /gm, "").replace(/^- /gm, "• ");
  if (isList(type) && points.length > 0) return points.map((point) => `• ${told(point)}`).join("\n");
  return text;
}

export function markdown(type: string, text: string, points: Point[]): string {
  if (type === "headline") return `# ${text}`;
  if (type === "action-items") return points.map((point) => `- [ ] ${told(point)}`).join("\n");
  return text;
}

export function isList(type: string): boolean {
  return ["key-points", "list", "action-items", "minutes"].includes(type);
}

/** The parts of minutes, in order; points that are in none are one part without a heading. */
export function parts(points: Point[]): [Heading | undefined, Point[]][] {
  const found: [Heading | undefined, Point[]][] = [];
  for (const point of points) {
    const heading = point.heading ?? undefined;
    const last = found.at(-1);
    if (last && last[0] === heading) last[1].push(point);
    else found.push([heading, [point]]);
  }
  return found;
}

/** Who said it, where points stand by speaker. */
export function speaker({ heading, owner }: Point): string | undefined {
  return (heading === "by-speaker" && owner) || undefined;
}

/** Whether it says who has to do it, or by when. */
export function isTask(point: Point): boolean {
  return speaker(point) === undefined && Boolean(point.owner || point.due);
}

/** A point with who said it, or who has to do it and by when, and where it stands. */
export function told(point: Point, place = ""): string {
  const { due } = point;
  const by = speaker(point);
  const text = by ? `${by}: ${point.text}` : point.text;
  const owner = by ? undefined : point.owner;
  const more = [owner, due, place].filter(Boolean).join("; ");
  return more ? `${text} (${more})` : text;
}
