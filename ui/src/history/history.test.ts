import { fireEvent, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { long } from "../backend/long";
import { history } from "../backend/samples";
import type { Scripted } from "../backend/scripted";
import { fill, get, has, key, open, pick, press, settle, text, written } from "../test/window";

let backend: Scripted;

async function visit(prepare?: (backend: Scripted) => void) {
  backend = await open(prepare);
  await press("place-history");
}

async function search(words: string) {
  await fill("history-search", words);
  await vi.waitFor(() => expect(backend.calls.at(-1)).toMatch(new RegExp(`^listHistory .* ${words}$`)));
  await settle();
}

function rows() {
  return screen.queryAllByTestId("run").map((row) => row.textContent ?? "");
}

beforeEach(() => visit());

describe("the history", () => {
  it("lists every run, newest first", () => {
    expect(rows()).toHaveLength(24);
    expect(rows()[0]).toMatch(/Proofread.*Thanks for you're/s);
    expect(text("history-count")).toBe("24 runs");
  });

  it("is searched as one types, Chinese too", async () => {
    await search("发布");
    expect(rows()).toHaveLength(4);
    await search("nowhere");
    expect(text("history-empty")).toMatch(/Nothing found/);
    await search("");
    expect(rows()).toHaveLength(24);
  });

  it("is filtered by tool, model, date and pin", async () => {
    await pick("filter-tool", "friendly");
    expect(rows()).toHaveLength(4);
    await pick("filter-model", "small");
    expect(rows().length).toBeLessThan(4);
    await pick("filter-tool", "");
    await pick("filter-model", "");
    await pick("filter-date", "today");
    expect(backend.calls.at(-1)).toMatch(/"since":"\d{4}-/);
    await pick("filter-date", "all");
    await press("filter-pinned");
    expect(rows()).toHaveLength(1);
  });

  it("says when there is none", async () => {
    document.body.replaceChildren();
    await visit((backend) => (backend.runs = []));
    expect(text("history-empty")).toMatch(/Nothing here yet/);
  });

  it("that can't be read says so, and can be tried again", async () => {
    document.body.replaceChildren();
    await visit(
      (backend) => (backend.historyFacets = () => Promise.reject({ code: "store-damaged", message: "Hm." })),
    );
    expect(text("failure")).toMatch(/The history is damaged/);
  });

  it("fetches only what is in view of a hundred thousand", async () => {
    document.body.replaceChildren();
    await visit((backend) => (backend.runs = history(100_000)));
    expect(rows().length).toBeLessThan(40);
    const pages = backend.calls.filter((call) => call.startsWith("listHistory"));
    expect(pages).toHaveLength(1);
    const list = get("history-list");
    list.scrollTop = 3_000_000;
    await fireEvent.scroll(list);
    await settle();
    expect(rows().length).toBeLessThan(60);
    expect(backend.calls.at(-1)).toMatch(/"offset":\d{4,}/);
    await key("End");
    get("history-list").focus();
    await key("End");
    expect(backend.calls.at(-1)).toMatch(/"offset":99900/);
  });
});

describe("a run of the past", () => {
  it("is opened, and shows what went in and came out", async () => {
    await press("run");
    expect(text("past")).toMatch(/Proofread.*Result.*Thanks for your quick reply/);
    await press("copy");
    expect(backend.copied[0]).toMatch(/^Thanks for your quick/);
  });

  it("is reached by the keys alone", async () => {
    get("history-list").focus();
    await key("ArrowDown");
    await key("ArrowDown");
    expect(text("past")).toMatch(/Friendly/);
    await key("End");
    expect(get("history-list").getAttribute("aria-activedescendant")).toMatch(/^run-0{7}1/);
  });

  it("shows the changes that were made", async () => {
    document.body.replaceChildren();
    await visit((backend) => {
      const [run] = backend.runs;
      const correction = { startIndex: 11, endIndex: 17, correction: "your" };
      if (run) run.result = { corrections: [correction] };
    });
    await press("run");
    expect(get("diff").querySelector("del")?.textContent).toBe("you're");
    await press("past-changes");
    expect(has("diff")).toBe(false);
  });

  it("is pinned and let go", async () => {
    await press("run");
    await press("pin");
    expect(backend.runs[0]?.pinned).toBe(true);
    await press("pin");
    expect(backend.runs[0]?.pinned).toBe(false);
  });

  it("is deleted and brought back", async () => {
    await press("run");
    await press("remove");
    expect(rows()).toHaveLength(23);
    expect(text("notice")).toMatch(/Run deleted/);
    expect(text("past")).toMatch(/Friendly/);
    await press("notice-undo");
    expect(rows()).toHaveLength(24);
  });

  it("goes back on the paper, or runs again with another model", async () => {
    await press("run");
    await press("open-in-write");
    expect(written()).toMatch(/^Thanks for you're/);
    await press("place-history");
    await press("run");
    await pick("rerun", "small");
    expect(backend.requests[0]).toMatchObject({ tool: "proofread", model: "small", local: true });
    expect(has("at-write")).toBe(true);
  });

  it("shows the outline of a long text, with places", async () => {
    Object.assign(backend.runs[0] ?? {}, { result: { outline: long(false).outline } });
    await press("run");
    expect(screen.getAllByTestId("section")).toHaveLength(8);
    expect(text("outline")).toContain("The east wall is listed page 6");
    expect(has("section-source")).toBe(false);
  });

  it("of a summary is saved as Markdown, with its outline", async () => {
    const { outline, points } = long(false);
    const result = { type: "key-points", text: "- It pays", points, outline };
    const summary = { tool: "summarize", output: "- It pays", options: { kind: "key-points" }, result };
    Object.assign(backend.runs[0] ?? {}, summary);
    backend.savePath = "/home/ann/new.md";
    await press("run");
    await press("save-markdown");
    expect(backend.calls).toContain("chooseSavePath Summary.md");
    expect(backend.saved[0]?.[0]).toBe("/home/ann/new.md");
    expect(backend.saved[0]?.[1]).toMatch(/^- Visits rose.*\n\n## Outline\n\n### Summary \(page 1\)\n\n- /s);
    expect(text("notice")).toBe("Saved as Markdown");
  });

  it("of what is no summary is not saved as one", async () => {
    await press("run");
    expect(has("save-markdown")).toBe(false);
  });

  it("that was paused is gone on with as it was asked for", async () => {
    const options = { kind: "key-points", length: "long" };
    const paused = { tool: "summarize", outcome: "cancelled", output: "", model: "small", options };
    Object.assign(backend.runs[0] ?? {}, paused);
    await press("run");
    await press("go-on");
    expect(backend.requests[0]).toMatchObject({ ...options, tool: "summarize", model: "small" });
    expect(has("at-write")).toBe(true);
  });
});

describe("the whole history", () => {
  it("is exported where one chooses", async () => {
    await press("history-more");
    await press("export-markdown");
    expect(backend.exported).toEqual([["markdown", "history.md"]]);
    expect(text("notice")).toMatch(/24 runs exported/);
    backend.savePath = null;
    await press("export-json");
    expect(backend.exported).toHaveLength(1);
  });

  it("is cleared only after a question, and comes back by undo", async () => {
    await press("history-more");
    await press("clear-history");
    await press("confirm-no");
    expect(backend.runs).toHaveLength(24);
    await press("clear-history");
    expect(text("confirm")).toMatch(/24 runs are deleted/);
    await press("confirm-yes");
    expect(has("history-empty")).toBe(true);
    await press("notice-undo");
    expect(rows()).toHaveLength(24);
  });

  it("is kept as long as one chooses", async () => {
    await press("history-more");
    await pick("retention", "30d");
    expect(backend.patches).toEqual([{ "history.retention": "30d" }]);
  });
});
