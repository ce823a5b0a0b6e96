/** What the window says in English about documents and the outlines of long texts. */

import type { Form, Heading, Place } from "../backend/backend";
import { counting, measuring } from "./plural";

const count = counting("en");
const measure = measuring("en");

export const document = {
  open: "Open a document…",
  reading: (name: string) => `Reading ${name}…`,
  readPage: "Read this page",
  readPageHint: "Nothing but this address is sent, and the privacy report tells of it.",
  busy: "Something is under way. Open the document once it is done.",
  away: "Put away. Undo brings it back.",
  putAway: "Put the document away",
  forms: { prose: "Document", thread: "Mail thread", transcript: "Transcript" } satisfies Record<
    Form,
    string
  >,
  suggested: {
    prose: "Suggested for a document",
    thread: "Suggested for a mail thread",
    transcript: "Suggested for a transcript",
  } satisfies Record<Form, string>,

  /** Where something stands in its document; empty where its source does not tell. */
  place: ({ message, from, page, section, time, speaker, date }: Place) => {
    const mail = message != null ? `message ${message}${from ? ` of ${from}` : ""}` : from;
    const said = [
      mail,
      page != null && `page ${page}`,
      section && `“${section}”`,
      time != null && measure.clock(time),
      speaker,
      date && measure.date(date),
    ];
    return said.filter(Boolean).join(", ");
  },

  /** The parts of minutes. */
  headings: {
    summary: "Summary",
    decisions: "Decisions",
    "action-items": "Action items",
    "open-questions": "Open questions",
    "by-speaker": "By speaker",
    "asked-of-me": "Asked of me",
    "what-changed": "What changed",
  } satisfies Record<Heading, string> as Record<Heading, string>,

  outline: "Outline",
  part: (number: number) => `Part ${number}`,
  points: (points: number) => count(points, { one: "# point", other: "# points" }),
  lead: (heading: string) => `Show in the text: ${heading}`,
  newest: (heading: string) => `Read: ${heading}`,
  coming: "The summary follows once every part is read.",
  fold: "Fold all",
  unfold: "Unfold all",

  pause: "Pause",
  pausing: "Pausing…",
  paused: "Paused. What was found so far is kept.",
  goOn: "Go on",
  goOnHint: "Going on takes it up where it stopped.",
  goOnLater: "Later you find it in the history.",

  save: "Save as Markdown…",
  saved: "Saved as Markdown",
  file: "Summary",
};
