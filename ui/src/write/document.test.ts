import { screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { DocumentText, Section } from "../backend/backend";
import { long } from "../backend/long";
import { origin, read } from "../backend/samples";
import type { Scripted } from "../backend/scripted";
import { fill, get, has, key, marked, open, press, settle, text, type, write, written } from "../test/window";

const TEXT = "What stood here before.";
const { document: REPORT, outline, points } = long(false);

let backend: Scripted;

beforeEach(async () => {
  backend = await open();
  // It hears of files once all is there.
  await settle();
});

async function send(...events: Parameters<Scripted["send"]>) {
  backend.send(...events);
  await settle();
}

async function drop(document: DocumentText = REPORT) {
  backend.files["/home/ann/report.pdf"] = document;
  backend.drop("/home/ann/report.pdf");
  await settle();
}

function section(section: Section) {
  return { type: "section" as const, section };
}

function summary(type = "tldr", more: object = {}) {
  const result = { type, text: points.map((one) => one.text).join(". "), points, outline, ...origin };
  return { type: "summary" as const, result: { ...result, ...more } };
}

/** The headings of the outline, as they are shown. */
function headings() {
  return screen.queryAllByTestId("section").map((one) => one.querySelector("h3")?.textContent);
}

function unfolded() {
  return screen.queryAllByTestId("section").map((one) => one.querySelector("details")?.open);
}

describe("a document", () => {
  it("that is dropped is on the paper under its title, and what could not be read is said", async () => {
    await drop();
    expect(written()).toBe(REPORT.text);
    expect(text("document")).toBe("A new home for the Larkspur reading room Document");
    expect(text("document-warning")).toBe("2 of 22 pages have no text: they are pictures.");
    expect(document.activeElement).toBe(get("text"));
  });

  it("tells by what name it is read, and is called so without a title", async () => {
    await write(TEXT);
    let done: (document: DocumentText) => void = () => undefined;
    backend.readDocument = () => new Promise((resolve) => (done = resolve));
    backend.drop("C:\\letters\\anna.eml");
    await settle();
    expect(text("reading")).toBe("Reading anna.eml…");
    await key("Enter", { ctrlKey: true });
    expect(get("tool-proofread")).toHaveProperty("disabled", true);
    expect(backend.requests).toEqual([]);
    done(read("Dear Ann", { form: "thread" }));
    await settle();
    expect(text("reading")).toBe("");
    expect(text("document")).toBe("anna.eml Mail thread");
  });

  it("is chosen by the button on an empty paper, by the one beside a text, and by Ctrl+O", async () => {
    backend.files["a.vtt"] = read("Ann: Hello.", { form: "transcript" });
    backend.documentPath = "a.vtt";
    await press("choose-document");
    expect(text("document")).toBe("a.vtt Transcript");
    await write(TEXT);
    expect(has("document")).toBe(false);
    await press("choose-document");
    expect(written()).toBe("Ann: Hello.");
    await write("");
    await key("o", { ctrlKey: true });
    expect(written()).toBe("Ann: Hello.");
    backend.documentPath = null;
    await key("o", { ctrlKey: true });
    expect(written()).toBe("Ann: Hello.");
  });

  it("comes and goes as one step, with its title", async () => {
    await write(TEXT);
    await drop();
    await type(0, "x");
    expect(has("document")).toBe(true);
    await press("undo");
    await press("undo");
    expect([written(), has("document")]).toEqual([TEXT, false]);
    await press("redo");
    expect([written(), has("document")]).toEqual([REPORT.text, true]);
    await press("put-away");
    expect([written(), has("document")]).toEqual(["", false]);
    expect(text("notice")).toContain("Put away.");
    await press("notice-undo");
    expect([written(), has("document")]).toEqual([REPORT.text, true]);
  });

  it("that can't be read leaves the text as it is", async () => {
    await write(TEXT);
    backend.drop("b.bin");
    await settle();
    expect(text("failure")).toContain("b.bin is not text.");
    expect([written(), has("document"), text("reading")]).toEqual([TEXT, false, ""]);
  });

  it("waits for the run under way", async () => {
    await write(TEXT);
    await press("tool-tldr");
    await drop();
    expect(written()).toBe(TEXT);
    expect(text("notice")).toContain("Something is under way.");
  });

  it.each([
    ["prose", ["tldr"]],
    ["thread", ["tldr", "action-items", "minutes"]],
    ["transcript", ["key-points", "action-items", "minutes"]],
  ] as const)("in the form of %s has the tools for its like first", async (form, suggested) => {
    await drop(read("Some words.", { form }));
    const ids = [...get("tools").querySelectorAll<HTMLElement>("button[data-testid^=tool-]")];
    expect(ids[0]?.dataset.testid).toBe("tool-tldr");
    const emphasised = ids.filter((one) => one.classList.contains("suggested"));
    expect(emphasised.map((one) => one.dataset.testid)).toEqual(suggested.map((id) => `tool-${id}`));
    expect(emphasised[0]?.title).toContain("Suggested for a");
    await key("Enter", { ctrlKey: true });
    const kind = form === "transcript" ? "action-items" : "tldr";
    expect(backend.requests[0]).toMatchObject({ tool: "summarize", kind, text: "Some words." });
  });

  it("is told of in Chinese, warnings by their codes and unknown ones as they are", async () => {
    document.body.replaceChildren();
    backend = await open((backend) => (backend.settings.language = "zh-CN"));
    await settle();
    const warnings = [...REPORT.warnings, { code: "new", message: "The margins were cut." }];
    await drop({ ...REPORT, form: "thread", warnings });
    expect(text("document")).toMatch(/邮件往来/);
    const told = screen.getAllByTestId("document-warning").map((one) => one.textContent);
    expect(told[0]).toContain("有些页面是图片");
    expect(told[1]).toContain("The margins were cut.");
    await press("tool-key-points");
    await send(...outline.map(section), summary("key-points"));
    expect(text("place")).toBe("第1页，“Summary”");
  });
});

describe("a page", () => {
  const ADDRESS = "https://example.org/a?b=1";

  it("is read when the writer says so, and not before", async () => {
    backend.pages[ADDRESS] = read("Words of a page.");
    for (const none of ["example.org", "https://", `See ${ADDRESS}`, "ftp://example.org"]) {
      await write(none);
      expect(has("read-page"), none).toBe(false);
    }
    await write(` ${ADDRESS}\n`);
    expect(backend.calls.filter((call) => call.startsWith("readPage"))).toEqual([]);
    await press("read-page");
    expect(backend.calls).toContain(`readPage ${ADDRESS}`);
    expect([written(), text("document")]).toEqual(["Words of a page.", `${ADDRESS} Document`]);
    expect(has("read-page")).toBe(false);
    await press("notice-undo");
    expect([written().trim(), has("read-page")]).toEqual([ADDRESS, true]);
  });

  it("that does not come is waited for until the writer stops", async () => {
    await write(ADDRESS);
    for (const stop of [() => press("stop-fetching"), () => key("Escape")]) {
      await press("read-page");
      expect(text("reading")).toBe(`Reading ${ADDRESS}…`);
      await stop();
      expect([written(), text("reading"), has("failure"), has("read-page")]).toEqual([
        ADDRESS,
        "",
        false,
        true,
      ]);
    }
    expect(backend.cancelled).toHaveLength(2);
  });

  it("that can't be had says why", async () => {
    await write(ADDRESS);
    backend.refusal = { code: "text-unreadable", message: "There is no page at example.org." };
    await press("read-page");
    expect(text("failure")).toContain("There is no page at example.org.");
    expect([written(), has("stop-fetching")]).toEqual([ADDRESS, false]);
  });
});

describe("the title of a document", () => {
  it("is kept with the draft, and there again after a restart", async () => {
    const { text: words, form, warnings } = REPORT;
    await drop();
    document.dispatchEvent(new Event("visibilitychange"));
    await settle();
    const draft = backend.drafts.at(-1) ?? null;
    const opened = { title: REPORT.title, form, warnings };
    expect(draft).toEqual({ text: words, cursor: 0, document: opened });
    document.body.replaceChildren();
    backend = await open((backend) => (backend.draft = draft));
    await settle();
    expect(text("document")).toBe("A new home for the Larkspur reading room Document");
    expect(text("document-warning")).toBe("2 of 22 pages have no text: they are pictures.");
  });

  it("comes with what the host was told to open", async () => {
    backend.open("Ann: Hello.", { title: "call.vtt", form: "transcript", warnings: [] });
    await settle();
    expect([written(), text("document")]).toEqual(["Ann: Hello.", "call.vtt Transcript"]);
    backend.open("Only words.");
    await settle();
    expect([written(), has("document")]).toEqual(["Only words.", false]);
  });
});

describe("the outline of a long text", () => {
  const [first, second, third] = outline as [Section, Section, Section];

  beforeEach(async () => {
    await drop();
    await press("tool-key-points");
  });

  it("grows part by part, with what is left to do", async () => {
    await send(section(first), { type: "progress", done: 1, total: 8, leftMs: 120_000 });
    expect(headings()).toEqual(["Summary"]);
    await send(section(second), section({ ...third, title: null }));
    expect(headings()).toEqual(["Summary", "The present building", "page 6, “The grain exchange”"]);
    expect(text("status")).toBe("Part 2 of 8 · about 2 min left");
    expect(get("output").getAttribute("aria-busy")).toBe("false");
    expect(text("coming")).toContain("The summary follows");
    await send(section({ ...outline[3], title: null, place: null } as Section));
    expect(headings()[3]).toBe("Part 4");
  });

  it("is read aloud now and then, not each part at once", async () => {
    vi.useFakeTimers();
    try {
      await send(section(first));
      expect(text("newest")).toBe("Read: Summary");
      await send(section(second));
      expect(text("newest")).toBe("Read: Summary");
      vi.advanceTimersByTime(10_000);
      await send(section(third));
      expect(text("newest")).toBe("Read: The grain exchange");
    } finally {
      vi.useRealTimers();
    }
  });

  it("can be paused once there is a part of it, and gone on with as the same run", async () => {
    expect(text("cancel")).toBe("Cancel Esc");
    await send(section(first), section(second));
    expect(text("cancel")).toBe("Pause Esc");
    await key("Escape");
    expect(text("status")).toBe("Paused. What was found so far is kept.");
    expect(headings()).toHaveLength(2);
    expect(has("summary")).toBe(false);
    expect(text("paused")).toBe("Going on takes it up where it stopped.");
    await press("go-on");
    expect(backend.requests[1]).toEqual(backend.requests[0]);
    expect(headings()).toHaveLength(2);
    await send(section(first), section(second), section(third));
    expect(headings()).toEqual(["Summary", "The present building", "The grain exchange"]);
    expect(has("go-on")).toBe(false);
    await send({ type: "recorded", runId: "0001" }, { type: "cancelled" });
    expect(text("paused")).toContain("Later you find it in the history.");
  });

  it("of a private run can't be gone on with, so it is cancelled", async () => {
    await press("cancel");
    await press("back");
    await press("private");
    await press("tool-key-points");
    await send(section(first));
    expect(text("cancel")).toBe("Cancel Esc");
    await press("cancel");
    expect(text("status")).toContain("Cancelled");
    expect(has("go-on")).toBe(false);
    expect(headings()).toHaveLength(1);
  });

  it("stands under the summary at last, folded when it is long", async () => {
    await send(...outline.map(section));
    expect(unfolded()).not.toContain(false);
    await send(summary("key-points"));
    const both = get("summary").compareDocumentPosition(get("outline"));
    expect(both & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(unfolded()).not.toContain(true);
    await press("fold");
    expect(unfolded()).not.toContain(false);
    await press("fold");
    expect(unfolded()).not.toContain(true);
  });

  it("is not folded while someone reads in it, nor when it is short", async () => {
    await send(...outline.map(section));
    get("output").scrollTop = 300;
    get("outline").getBoundingClientRect = () => new DOMRect(0, -50, 0, 0);
    await send(summary("key-points"));
    expect(unfolded()).not.toContain(false);
    await press("back");
    await press("tool-key-points");
    await send(summary("key-points", { outline: outline.slice(0, 6) }));
    expect(unfolded()).not.toContain(false);
  });

  it("leads to its places, by the mouse and by the keyboard", async () => {
    await send(...outline.map(section), summary("key-points", { outline: outline.slice(0, 2) }));
    const all = screen.getAllByTestId("point");
    expect(all[0]?.textContent).toContain("page 1, “Summary”");
    const inside = get("outline").querySelectorAll<HTMLElement>("[data-testid=point]");
    expect(inside[0]?.querySelector("[data-testid=place]")?.textContent).toBe("page 1");
    expect(get("outline").querySelector("summary")?.textContent).toContain("page 1");
    inside[0]?.focus();
    expect(marked("cited").join("")).toContain("18 percent more");
    inside[0]?.blur();
    expect(marked("cited")).toEqual([]);
    inside[0]?.click();
    expect(marked("cited").join("")).toContain("18 percent more");
    await press("section-source");
    expect(marked("cited")[0]).toContain("Summary");
    expect(get("section-source").getAttribute("aria-label")).toBe("Show in the text: Summary");
  });
});

describe("places", () => {
  it("are shown in every shape", async () => {
    await drop();
    const place = { page: 12 };
    for (const [tool, said] of [
      ["tldr", "It pays."],
      ["table", "| a | b |\n| --- | --- |\n| It | pays |"],
    ] as const) {
      await press(`tool-${tool}`);
      const only = [{ text: "It pays.", sources: [], checked: true, place }];
      const sources = [{ startIndex: 0, endIndex: 3 }];
      const points = only.map((one) => ({ ...one, sources }));
      await send(summary(tool, { text: said, points, outline: undefined }));
      expect(text("place"), tool).toBe("page 12");
      expect(has("outline")).toBe(false);
      await press("back");
    }
  });

  it("are shown beside an answer", async () => {
    await drop();
    await fill("question", "When?");
    await press("question-send");
    const place = { time: 845, speaker: "Ben" };
    await send({
      type: "answer",
      result: { text: "In May.", sources: [], answered: true, place, ...origin },
    });
    expect(text("place")).toBe("00:14:05, Ben");
  });
});

describe("saving a summary", () => {
  beforeEach(async () => {
    await drop();
    await press("tool-tldr");
    await send(...outline.map(section), summary());
  });

  it("asks where, under the document's title, and says that it is done", async () => {
    backend.savePath = "/home/ann/new.md";
    await press("save-markdown");
    expect(backend.calls).toContain("chooseSavePath A new home for the Larkspur reading room.md");
    const [path, said] = backend.saved[0] ?? ["", ""];
    expect(path).toBe("/home/ann/new.md");
    expect(said).toMatch(/^# A new home.*\n\nVisits rose.*\n\n## Outline\n\n### Summary \(page 1\)\n\n- /s);
    expect(text("notice")).toBe("Saved as Markdown");
  });

  it("does nothing when the dialog is left", async () => {
    backend.savePath = null;
    await press("save-markdown");
    expect(backend.saved).toEqual([]);
    expect(has("notice")).toBe(false);
  });

  it("says why it did not work", async () => {
    backend.refusal = { code: "disk-full", message: "No room." };
    await press("save-markdown");
    expect(text("failure")).toContain("The disk is full");
    expect(has("summary")).toBe(true);
  });
});
