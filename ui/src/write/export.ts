/** A summary as a Markdown file: what it says, then the outline, everything with its place. */

import type { Backend, Heading, Point, Run, Section, Summary } from "../backend/backend";
import { beside, heading, placed, type Naming } from "./outline";
import { isList, isTask, markdown, parts, told } from "./shapes";

export interface Summarized {
  /** What was summarized, where that has a title. */
  title: string | undefined;
  /** As the host names the types of summaries. */
  type: string;
  text: string;
  points: Point[];
  outline: Section[];
}

export interface Wording extends Naming {
  outline: string;
  headings: Record<Heading, string>;
}

/** The longest name suggested for a file, in characters. */
const LONGEST = 80;

export function file({ title, type, text, points, outline }: Summarized, words: Wording): string {
  const item = (point: Point, section?: Section) => {
    const mark = type === "action-items" || isTask(point) ? "- [ ] " : "- ";
    return mark + told(point, placed(point.place, section, words));
  };
  const read = outline.map((section, at) => {
    const place = beside(section, words);
    const head = `### ${line(heading(section, at, words))}${place && ` (${place})`}`;
    return [head, section.points.map((point) => item(point, section)).join("\n")];
  });
  const minutes = ([head, points]: ReturnType<typeof parts>[number]) =>
    [head && `## ${words.headings[head]}`, points.map((point) => item(point)).join("\n")]
      .filter(Boolean)
      .join("\n\n");
  const said =
    isList(type) && points.length > 0
      ? parts(points).map(minutes).join("\n\n")
      : // A file has one title.
        title && type === "headline"
        ? `**${text}**`
        : markdown(type, text, points);
  const blocks = [
    title && `# ${line(title)}`,
    said,
    read.length > 0 && `## ${words.outline}`,
    ...read.flat(),
  ];
  return `${blocks.filter(Boolean).join("\n\n")}\n`;
}

/** A name for the file that every system takes. */
export function fileName(title: string | undefined, otherwise: string): string {
  // eslint-disable-next-line no-control-regex
  const safe = (title ?? "").replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, " ").replace(/\s+/g, " ");
  const short = [...safe].slice(0, LONGEST).join("");
  return `${short.replace(/^[\s.]+|[\s.]+$/g, "") || otherwise}.md`;
}

function line(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Asks where to, and writes it there; false when the dialog was left. */
export async function save(
  backend: Backend,
  summary: Summarized,
  words: Wording & { file: string },
): Promise<boolean> {
  const path = await backend.chooseSavePath(fileName(summary.title, words.file));
  if (path === null) return false;
  await backend.saveText(path, file(summary, words));
  return true;
}

/** What a run of the past summarized, as far as it came; nothing where it was no summary. */
export function summarized({ tool, options, output, result }: Run): Summarized | undefined {
  if (tool !== "summarize") return undefined;
  const { points = [], outline = [] } = (result ?? {}) as Partial<Pick<Summary, "points" | "outline">>;
  if (!output && outline.length === 0) return undefined;
  const type = (options as { kind?: string | null } | null)?.kind ?? "key-points";
  return { title: undefined, type, text: output, points, outline };
}
