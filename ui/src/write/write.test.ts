import { screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { correct, found, origin, proofread, read } from "../backend/samples";
import type { Scripted } from "../backend/scripted";
import {
  fill,
  get,
  has,
  key,
  marked,
  open,
  pick,
  press,
  select,
  settle,
  text,
  type,
  write,
  written,
} from "../test/window";

const TEXT = "  the libary\nis clsoed .";
const LIBRARY = correct(TEXT, "libary", "library");
const CLOSED = correct(TEXT, "clsoed", "closed", { source: "model", types: ["grammar"] });

let backend: Scripted;

beforeEach(async () => {
  backend = await open();
  await write(TEXT);
});

async function send(...events: Parameters<Scripted["send"]>) {
  backend.send(...events);
  await settle();
}

describe("proofreading", () => {
  it("underlines corrections as they come, and tells each in a card", async () => {
    await press("tool-proofread");
    await send(found(LIBRARY));
    expect(marked("mark")).toEqual(["libary"]);
    expect(text("correction")).toMatch(/libary → library Did you mean “library”\? Spelling Rule Accept/);
    await send(proofread(LIBRARY, CLOSED));
    expect(marked("mark")).toEqual(["libary", "clsoed"]);
    expect(text("count")).toBe("2 corrections");
    expect(text("origin")).toBe("On this machine · llama · SmolLM2 135M Instruct · 1.2s");
  });

  it("accepts and dismisses, and one history takes both back", async () => {
    await press("tool-proofread");
    await send(proofread(LIBRARY, CLOSED));
    await press("accept");
    expect(written()).toBe("  the library\nis clsoed .");
    expect(text("correction")).toMatch(/clsoed → closed/);
    await press("dismiss");
    expect(has("correction")).toBe(false);
    expect(text("none")).toBe("All done.");
    await press("undo");
    expect(text("correction")).toMatch(/clsoed → closed/);
    await press("undo");
    expect(written()).toBe(TEXT);
    expect(marked("mark")).toEqual(["libary", "clsoed"]);
    await press("redo");
    expect(written()).toBe("  the library\nis clsoed .");
    expect(marked("mark")).toEqual(["clsoed"]);
  });

  it("goes from one to the next and back, by buttons and by keys", async () => {
    await press("tool-proofread");
    await send(proofread(LIBRARY, CLOSED));
    await press("next");
    expect(text("correction")).toMatch(/clsoed/);
    expect(marked("active")).toEqual(["clsoed"]);
    await press("previous");
    expect(text("correction")).toMatch(/libary/);
    await key("F8");
    expect(text("correction")).toMatch(/clsoed/);
    await key("Enter", { altKey: true });
    expect(written()).toContain("closed");
    await key("Delete", { altKey: true });
    expect(text("none")).toBe("All done.");
  });

  it("accepts all at once, as one step back", async () => {
    await press("tool-proofread");
    await send(proofread(LIBRARY, CLOSED));
    await press("accept-all");
    expect(written()).toBe("  the library\nis closed .");
    await press("undo");
    expect(written()).toBe(TEXT);
  });

  it("keeps the keyboard where the work is", async () => {
    get("tool-proofread").focus();
    await press("tool-proofread");
    expect(document.activeElement).toBe(get("result-title"));
    await send(proofread(LIBRARY, CLOSED));
    get("accept").focus();
    await press("accept");
    expect(document.activeElement).toBe(get("accept"));
    await press("accept");
    expect(document.activeElement).toBe(get("text"));
  });

  it("shows the text as it was", async () => {
    await press("tool-proofread");
    await send(proofread(LIBRARY));
    await press("accept");
    await press("show-original");
    expect(get("original").textContent).toContain("libary");
    await press("show-original");
    expect(has("original")).toBe(false);
  });

  it("learns a word", async () => {
    await press("tool-proofread");
    await send(proofread(LIBRARY, CLOSED));
    await press("learn");
    expect(backend.dictionary).toContain("libary");
    expect(marked("mark")).toEqual(["clsoed"]);
    expect(text("notice")).toContain("“libary” is in your dictionary.");
  });

  it("keeps up with what is typed meanwhile, and lets go of what was changed by hand", async () => {
    await press("tool-proofread");
    await send(found(LIBRARY));
    await type(0, "Well,");
    await send(proofread(LIBRARY, CLOSED));
    expect(marked("mark")).toEqual(["libary", "clsoed"]);
    await type(11, "xx");
    expect(marked("mark")).toEqual(["clsoed"]);
    await press("accept");
    expect(written()).toContain("closed");
  });

  it("works on what is selected", async () => {
    await select(TEXT.indexOf("is"), TEXT.length);
    expect(has("selected")).toBe(true);
    await press("tool-proofread");
    const part = "is clsoed .";
    expect(backend.requests[0]?.text).toBe(part);
    await send(proofread(correct(part, "clsoed", "closed")));
    await press("accept");
    expect(written()).toBe("  the libary\nis closed .");
  });

  it("shimmers over what is being worked on, until it is done", async () => {
    await press("tool-proofread");
    await send({ type: "working", span: { startIndex: 2, endIndex: 12 } });
    expect(marked("working")).toEqual(["the libary"]);
    await send(proofread());
    expect(marked("working")).toEqual([]);
    expect(text("none")).toBe("Nothing to correct.");
  });
});

describe("a run", () => {
  it("is asked for in the host's words", async () => {
    await pick("model", "small");
    await press("private");
    await fill("instruction", " like a pirate ");
    await press("instruction-send");
    expect(backend.requests).toEqual([
      {
        ...{ tool: "rewrite", tone: "instruction", kind: null, text: TEXT, question: null },
        ...{ instruction: "like a pirate", length: null, alternatives: 1, model: "small" },
        ...{ followUp: null, private: true, cloud: false, local: false, server: null, application: null },
      },
    ]);
  });

  it("takes the length for summaries alone", async () => {
    await press("length-long");
    await press("tool-key-points");
    expect(backend.requests[0]).toMatchObject({ tool: "summarize", kind: "key-points", length: "long" });
  });

  it("starts by Ctrl+Enter, shows how far it is, and stops by Esc", async () => {
    await key("Enter", { ctrlKey: true });
    expect(backend.requests[0]?.tool).toBe("proofread");
    await send({ type: "loading", what: "the model", share: 0.5 });
    expect(text("status")).toBe("Getting ready: the model");
    await send({ type: "progress", done: 1, total: 4, leftMs: 4000 });
    expect(text("status")).toBe("Part 2 of 4 · about 4s left");
    await key("Escape");
    expect(backend.cancelled).toHaveLength(1);
    expect(text("status")).toContain("Cancelled");
  });

  it("that failed says why and offers a way on", async () => {
    await press("tool-proofread");
    const failure = { code: "model-missing", message: "No model.", hint: "Get one." };
    await send({ type: "failed", failure });
    expect(text("failure")).toMatch(/The model is not here No model\. Get one\./);
    await press("retry");
    expect(backend.requests).toHaveLength(2);
    await send({ type: "failed", failure });
    await press("to-models");
    expect(has("at-models")).toBe(true);
  });

  it("that the host refuses is said, and the text is kept", async () => {
    backend.refusal = "run_tool not allowed";
    await press("tool-proofread");
    expect(text("failure")).toContain("run_tool not allowed");
    expect(written()).toBe(TEXT);
  });

  it("is not heard after its end, and two never run at a time", async () => {
    await press("tool-friendly");
    await key("Enter", { ctrlKey: true });
    expect(backend.requests).toHaveLength(1);
    await send({ type: "cancelled" }, { type: "text", alternative: 0, text: "Late words." });
    expect(has("version")).toBe(false);
  });
});

describe("rewriting", () => {
  const alternatives = [
    {
      text: "Dear all.",
      diff: [
        { op: "delete" as const, text: "the libary" },
        { op: "insert" as const, text: "Dear all." },
      ],
    },
    { text: "Hello all.", diff: [] },
  ];

  it("lets whole sentences settle in, and nothing less", async () => {
    await press("tool-friendly");
    await send({ type: "text", alternative: 0, text: "Dear all. We are cl" });
    expect(get("version").textContent).toBe("Dear all. ");
    await send({ type: "text", alternative: 0, text: "osed.\n" });
    expect(get("version").textContent).toBe("Dear all. We are closed.\n");
    await send({ type: "reset", alternative: 0 });
    expect(get("version").textContent).toBe("");
  });

  it("shows what changed, replaces, and comes back by undo", async () => {
    await press("tool-friendly");
    await send({ type: "rewrite", result: { alternatives: alternatives.slice(0, 1), ...origin } });
    expect(get("diff").querySelector("ins")?.textContent).toBe("Dear all.");
    await press("changes");
    expect(text("version")).toBe("Dear all.");
    await press("replace");
    expect(written()).toBe("Dear all.");
    await press("notice-undo");
    expect(written()).toBe(TEXT);
    await press("copy");
    expect(backend.copied).toEqual(["Dear all."]);
  });

  it("tries again side by side", async () => {
    await press("tool-friendly");
    await send({ type: "rewrite", result: { alternatives: alternatives.slice(0, 1), ...origin } });
    await press("again");
    expect(backend.requests.at(-1)).toMatchObject({ alternatives: 2, tone: "friendly", text: TEXT });
    await send({ type: "rewrite", result: { alternatives, ...origin } });
    expect(screen.getAllByTestId("replace")).toHaveLength(2);
  });

  it("goes on from the result, and tells the host which run it follows", async () => {
    await press("tool-friendly");
    await send(
      { type: "recorded", runId: "one" },
      { type: "rewrite", result: { alternatives: alternatives.slice(0, 1), ...origin } },
    );
    await press("shorter");
    expect(backend.requests.at(-1)).toMatchObject({
      ...{ tool: "rewrite", tone: "instruction", instruction: "Make it shorter." },
      ...{ text: "Dear all.", followUp: "one" },
    });
    await send(
      { type: "recorded", runId: "two" },
      { type: "rewrite", result: { alternatives: [{ text: "All.", diff: [] }], ...origin } },
    );
    await fill("follow-up", "in German");
    await press("follow-up-send");
    expect(backend.requests.at(-1)).toMatchObject({
      text: "All.",
      instruction: "in German",
      followUp: "two",
    });
    expect(text("trail")).toBe("FriendlyMake it shorter.");
    await send({ type: "rewrite", result: { alternatives: [{ text: "Alle.", diff: [] }], ...origin } });
    await press("replace");
    expect(written()).toBe("Alle.");
  });

  it("tries a follow-up that failed again on what it was to go on from", async () => {
    await press("tool-friendly");
    await send(
      { type: "recorded", runId: "one" },
      { type: "rewrite", result: { alternatives: alternatives.slice(0, 1), ...origin } },
    );
    await press("shorter");
    await send({ type: "failed", failure: { code: "refused", message: "No." } });
    await press("retry");
    expect(backend.requests.at(-1)).toMatchObject({ text: "Dear all.", followUp: "one" });
    expect(text("trail")).toBe("Friendly");
  });
});

describe("summarizing", () => {
  const source = { startIndex: 2, endIndex: 12 };
  const summary = (type: string, text: string, points: object[]) => {
    const whole = points.map((point) => ({ text: "", sources: [], checked: true, ...point }));
    return { type: "summary" as const, result: { type, text, points: whole, ...origin } };
  };

  it("lists points, whose sentences light up, and doubts what the text does not say", async () => {
    await press("tool-key-points");
    const points = [
      { text: "Ann pays", sources: [source] },
      { text: "Bob pays", checked: false },
    ];
    await send(summary("key-points", "- Ann pays\n- Bob pays", points));
    await press("point");
    expect(marked("cited")).toEqual(["the libary"]);
    expect(screen.getAllByTestId("unchecked")).toHaveLength(1);
    await press("copy");
    await press("copy-markdown");
    expect(backend.copied).toEqual(["• Ann pays\n• Bob pays", "- Ann pays\n- Bob pays"]);
  });

  it("draws a table, and copies it for programs with and without Markdown", async () => {
    await press("tool-table");
    const markdown = "| Who | What |\n| --- | --- |\n| Ann | pays |";
    await send(summary("table", markdown, [{ text: "Ann pays", sources: [source] }]));
    expect(get("summary").querySelector("td")?.textContent).toBe("Ann");
    await press("point");
    expect(marked("cited")).toEqual(["the libary"]);
    await press("copy");
    await press("copy-markdown");
    expect(backend.copied).toEqual(["Who\tWhat\nAnn\tpays", markdown]);
  });

  it("names owner and date of what is to be done", async () => {
    await press("tool-action-items");
    await send(summary("action-items", "- Pay", [{ text: "Pay", owner: "Ann", due: "Friday" }]));
    expect(text("point")).toMatch(/Pay by Ann due Friday/);
    await press("copy-markdown");
    expect(backend.copied).toEqual(["- [ ] Pay (Ann; Friday)"]);
  });

  it("has the parts of minutes under headings", async () => {
    await press("tool-minutes");
    const text =
      "## Summary\n\nThey ship.\n\n## Decisions\n\n- We ship on Friday.\n\n## By speaker\n\n- Ann: Green.";
    await send(
      summary("minutes", text, [
        { text: "They ship.", heading: "summary" },
        { text: "We ship on Friday.", heading: "decisions" },
        { text: "Green.", heading: "by-speaker", owner: "Ann" },
      ]),
    );
    const headings = screen.getAllByTestId("heading").map((one) => one.textContent);
    expect(headings).toEqual(["Summary", "Decisions", "By speaker"]);
    expect(get("summary").textContent).toMatch(/Ann\s+Green\./);
    expect(get("summary").textContent).not.toContain("by Ann");
    await press("copy");
    await press("copy-markdown");
    expect(backend.copied).toEqual([text.replaceAll("## ", "").replaceAll("- ", "• "), text]);
  });
});

describe("asking", () => {
  async function ask(answered: boolean, said: string) {
    await fill("question", "When?");
    await press("question-send");
    const sources = answered ? [{ startIndex: 13, endIndex: 24 }] : [];
    await send({ type: "answer", result: { text: said, sources, answered, ...origin } });
  }

  it("answers from the text, with its sentences", async () => {
    await ask(true, "It is closed.");
    expect(backend.requests[0]).toMatchObject({ tool: "ask", question: "When?", text: TEXT });
    expect(text("answer")).toContain("It is closed.");
    expect(marked("cited")).toEqual(["is clsoed ."]);
    await fill("follow-up", "Why?");
    await press("follow-up-send");
    expect(backend.requests[1]).toMatchObject({ tool: "ask", question: "Why?", text: TEXT });
  });

  it("says when the text does not tell", async () => {
    await ask(false, "");
    expect(text("unanswered")).toBe("The text does not tell.");
  });
});

describe("the text", () => {
  it("is saved at most a second after a change, and at once when the window goes", async () => {
    window.dispatchEvent(new Event("pagehide"));
    vi.useFakeTimers();
    try {
      await write("One");
      vi.advanceTimersByTime(600);
      await write("One two");
      vi.advanceTimersByTime(400);
      await settle();
      expect(backend.drafts.at(-1)?.text).toBe("One two");
      await write("Three");
      window.dispatchEvent(new Event("pagehide"));
      await settle();
      expect(backend.drafts.at(-1)?.text).toBe("Three");
    } finally {
      vi.useRealTimers();
    }
  });

  it("that can't be saved is said and kept", async () => {
    backend.refusal = { code: "disk-full", message: "The disk is full." };
    await write("Kept");
    window.dispatchEvent(new Event("pagehide"));
    await settle();
    expect(text("failure")).toContain("The disk is full");
    expect(written()).toBe("Kept");
  });

  it("comes from a dropped file, and undo brings the one before back", async () => {
    backend.files["a.txt"] = read("From a file");
    backend.drop("a.txt");
    await settle();
    expect(written()).toBe("From a file");
    await press("notice-undo");
    expect(written()).toBe(TEXT);
    backend.drop("b.bin");
    await settle();
    expect(text("failure")).toContain("b.bin is not text.");
  });

  it("survives a look at another place, with its suggestions", async () => {
    await press("tool-proofread");
    await send(proofread(LIBRARY));
    await key("2", { ctrlKey: true });
    expect(has("text")).toBe(false);
    await key("1", { ctrlKey: true });
    expect(written()).toBe(TEXT);
    expect(marked("mark")).toEqual(["libary"]);
  });

  it("of five megabytes is taken without a stall", async () => {
    const started = performance.now();
    await write("All work and no play makes Jack a dull boy.\n".repeat(120_000));
    await type(0, "x");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

it("begins with the text of the last time", async () => {
  document.body.replaceChildren();
  await open((backend) => (backend.draft = { text: "Where was I", cursor: 99 }));
  await settle();
  expect(written()).toBe("Where was I");
});
