import { render, screen } from "@testing-library/svelte";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { report, sent, server, sheet, stayed } from "../backend/away";
import { long } from "../backend/long";
import { correct, origin, proofread } from "../backend/samples";
import { Scripted } from "../backend/scripted";
import Screen from "../popup/Screen.svelte";
import { fill, open, press, settle, write } from "./window";

const TEXT = "The libary is clsoed.";
const span = { startIndex: 0, endIndex: 10 };
const diff = [{ op: "equal" as const, text: "Hello." }];

async function violations(): Promise<string[]> {
  // Colours are not computed here; contrast.test.ts sees to them.
  const found = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
}

const points = [
  { text: "Closed", sources: [span], checked: true, owner: "Ann", due: "Friday" },
  { text: "Monday", sources: [], checked: false },
];
const table = "| Who | What |\n| --- | --- |\n| Ann | pays |";

type Way = (backend: Scripted) => Promise<void>;

async function written(backend: Scripted, id: string, ...events: Parameters<Scripted["send"]>) {
  await write(TEXT);
  await press(id);
  backend.send(...events);
  await settle();
}

async function dropped(backend: Scripted) {
  backend.files["report.pdf"] = long(false).document;
  // It hears of files once all is there.
  await settle();
  backend.drop("report.pdf");
  await settle();
}

async function grown(backend: Scripted) {
  await dropped(backend);
  await press("tool-key-points");
  backend.send(...long(false).outline.map((section) => ({ type: "section" as const, section })));
  await settle();
}

const SCREENS: Record<string, Way> = {
  write: () => write(TEXT),
  working: (backend) => written(backend, "tool-friendly", { type: "loading", what: "the model", share: 0.4 }),
  corrections: async (backend) => {
    await written(
      backend,
      "tool-proofread",
      proofread(correct(TEXT, "libary", "library"), correct(TEXT, "clsoed", "closed")),
    );
  },
  original: async (backend) => {
    await written(backend, "tool-proofread", proofread(correct(TEXT, "libary", "library")));
    await press("show-original");
  },
  versions: (backend) => {
    const alternatives = ["Hello.", "Hi."].map((text) => ({ text, diff }));
    return written(backend, "tool-friendly", { type: "rewrite", result: { alternatives, ...origin } });
  },
  points: (backend) => {
    const result = { type: "action-items", text: "- Closed", points, ...origin };
    return written(backend, "tool-action-items", { type: "summary", result });
  },
  sentences: (backend) => {
    return written(backend, "tool-tldr", {
      type: "summary",
      result: { type: "tldr", text: "Closed.", points, ...origin },
    });
  },
  table: (backend) => {
    return written(backend, "tool-table", {
      type: "summary",
      result: { type: "table", text: table, points, ...origin },
    });
  },
  answer: async (backend) => {
    await write(TEXT);
    await fill("question", "When?");
    await press("question-send");
    backend.send({ type: "answer", result: { text: "Closed.", sources: [span], answered: true, ...origin } });
    await settle();
  },
  "a document": dropped,
  "a document being read": async (backend) => {
    await settle();
    backend.readDocument = () => new Promise(() => undefined);
    backend.drop("report.pdf");
    await settle();
  },
  "a growing outline": grown,
  "a paused outline": async (backend) => {
    await grown(backend);
    await press("cancel");
  },
  "a whole outline": async (backend) => {
    await grown(backend);
    const { points, outline } = long(false);
    const result = { type: "key-points", text: "- Closed", points, outline, ...origin };
    backend.send({ type: "summary", result });
    await settle();
  },
  "an outline in the history": async (backend) => {
    const [run] = backend.runs;
    if (run) run.result = { outline: long(false).outline };
    await press("place-history");
    await press("run");
  },
  failure: (backend) => {
    return written(backend, "tool-friendly", {
      type: "failed",
      failure: { code: "model-missing", message: "No." },
    });
  },
  history: async () => {
    await press("place-history");
    await press("history-more");
    await press("run");
  },
  "clearing the history": async () => {
    await press("place-history");
    await press("history-more");
    await press("clear-history");
  },
  digest: async (backend) => {
    await press("place-digest");
    await press("digest-on");
    await press("digest-group");
    const line = { text: "Anna wants the readings.", written: true, messages: [2] };
    backend.sendDigest({ type: "line", group: 0, line });
    await settle();
  },
  "the digest while it is off": () => press("place-digest"),
  "clearing the notifications": async () => {
    await press("place-digest");
    await press("digest-on");
    await press("digest-clear");
  },
  models: async (backend) => {
    await press("place-models");
    await press("download-tiny");
    await press("measure");
    const speeds = { loadMs: 1, prefillPerSecond: 1, decodePerSecond: 1 };
    backend.sendMeasure({ type: "measured", engine: "llama", model: "small", ...speeds });
    await settle();
  },
  settings: () => press("place-settings"),
  consent: (backend) => {
    const sheets = [sheet(TEXT, { id: "a" }), sheet(TEXT, { id: "b" })];
    return written(backend, "tool-friendly", { type: "asking", sheets });
  },
  "both results": async (backend) => {
    await used(backend);
    const alternatives = [{ text: "Hello.", diff }];
    await written(backend, "tool-friendly", { type: "rewrite", result: { alternatives, ...origin } });
    await press("better");
    const result = { alternatives, ...origin, local: false, engine: "cloud:Work" };
    backend.send({ type: "rewrite", result });
    await settle();
  },
  "what broke off": async (backend) => {
    await used(backend);
    const alternatives = [{ text: "Hello.", diff }];
    await written(backend, "tool-friendly", { type: "rewrite", result: { alternatives, ...origin } });
    await press("better");
    backend.send({ type: "failed", failure: { code: "server", message: "No.", partial: "Hel" } });
    await settle();
  },
  servers: async (backend) => {
    await used(backend);
    await press("place-settings");
    await press("test-Work");
    await press("add-server");
  },
  privacy: async (backend) => {
    const requests = [sent("a", { payload: "{}" }), stayed("b")];
    backend.report = { left: { ...report.left, requests: 1, complete: false }, requests };
    await press("place-privacy");
  },
  "privacy with nothing to tell": () => press("place-privacy"),
};

async function used(backend: Scripted) {
  backend.servers = { servers: [server("Work", { always: ["friendly"] })], used: null };
  await press("place-settings");
  await press("use-Work");
  await press("place-write");
}

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  it.each(Object.entries(SCREENS))("the screen %s has no barrier", async (_, way) => {
    await way(await open((backend) => (backend.settings.theme = theme)));
    expect(document.documentElement.dataset.theme).toBe(theme);
    expect(await violations()).toEqual([]);
    // axe does not tell in here.
    expect(document.querySelectorAll("h1")).toHaveLength(1);
  });

  it("the first run has no barrier", async () => {
    await open((backend) => {
      backend.settings.theme = theme;
      backend.first = true;
    });
    expect(await violations()).toEqual([]);
  });

  it("the popup has no barrier", async () => {
    const backend = new Scripted();
    backend.settings.theme = theme;
    backend.servers = { servers: [server("Work")], used: "Work" };
    render(Screen, { backend });
    await screen.findByTestId("popup-tool-friendly");
    backend.popUp(TEXT);
    await settle();
    await press("popup-tool-friendly");
    backend.send({ type: "rewrite", result: { alternatives: [{ text: "Hello.", diff }], ...origin } });
    await screen.findByTestId("popup-replace");
    expect(await violations()).toEqual([]);
    await press("better");
    backend.send({ type: "asking", sheets: [sheet(TEXT)] });
    await settle();
    expect(await violations()).toEqual([]);
    await press("consent-once");
    const alternatives = [{ text: "Hello.", diff }];
    backend.send({
      type: "rewrite",
      result: { alternatives, ...origin, local: false, engine: "cloud:Work" },
    });
    await settle();
    expect(await violations()).toEqual([]);
  });
});
