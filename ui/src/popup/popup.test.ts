import { render, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { ASKED, server, sheet } from "../backend/away";
import { origin } from "../backend/samples";
import { Scripted } from "../backend/scripted";
import { get, has, key, press, settle, text } from "../test/window";
import Screen from "./Screen.svelte";

let backend: Scripted;

beforeEach(async () => {
  backend = new Scripted();
  render(Screen, { backend });
  await screen.findByTestId("popup-tool-proofread");
  backend.popUp("Send me the numbers now.");
  await settle();
});

async function rewritten(said: string) {
  const diff = [{ op: "insert" as const, text: said }];
  backend.send({ type: "rewrite", result: { alternatives: [{ text: said, diff }], ...origin } });
  await settle();
}

describe("the popup", () => {
  it("says it is ready, and shows the selection and nine tools with keys", () => {
    expect(backend.calls).toContain("popupReady");
    expect(text("popup-text")).toBe("Send me the numbers now.");
    expect(screen.getAllByRole("button", { pressed: false })).toHaveLength(9);
    expect(text("popup-tool-friendly")).toBe("2 Friendly");
  });

  it("runs a tool by its key, streams, and replaces the selection", async () => {
    await key("2");
    expect(backend.requests[0]).toMatchObject({
      tool: "rewrite",
      tone: "friendly",
      text: "Send me the numbers now.",
    });
    backend.send({ type: "text", alternative: 0, text: "Could you send them? Tha" });
    await settle();
    expect(get("version").textContent).toBe("Could you send them? ");
    await rewritten("Could you send them? Thanks!");
    expect(text("diff")).toBe("Could you send them? Thanks!");
    await key("Enter");
    expect(backend.replaced).toEqual(["Could you send them? Thanks!"]);
    expect(text("popup-status")).toBe("");
  });

  it("says when the result could only be copied, and keeps it when nothing could be done", async () => {
    await key("2");
    await rewritten("Could you send them?");
    backend.replacing = "copied";
    await key("Enter");
    expect(text("popup-status")).toMatch(/Paste it over your selection/);
    backend.refusal = { code: "desktop", message: "The window that the text came from is gone." };
    await key("Enter");
    expect(text("failure")).toMatch(/is gone/);
    expect(text("diff")).toBe("Could you send them?");
    backend.refusal = undefined;
    await key("c", { ctrlKey: true });
    expect(backend.copied).toEqual(["Could you send them?"]);
  });

  it("begins with the tool of a key of its own", async () => {
    backend.popUp("i has it", { tool: "proofread", source: "Mousepad" });
    await settle();
    expect(backend.requests[0]).toMatchObject({ tool: "proofread", text: "i has it" });
  });

  it("says why nothing was captured, and offers the clipboard", async () => {
    backend.popUp("", { failure: { code: "text-empty", message: "Nothing is selected." } });
    await settle();
    expect(text("failure")).toMatch(/Nothing is selected/);
    await press("use-clipboard");
    expect(text("popup-text")).toBe("From the clipboard");
    expect(has("failure")).toBe(false);
  });

  it("copies by Ctrl+C, closes by Esc, opens the main window by Ctrl+O", async () => {
    await key("3");
    await rewritten("Please send the numbers.");
    await key("c", { ctrlKey: true });
    expect(backend.copied).toEqual(["Please send the numbers."]);
    await key("Escape");
    expect(backend.calls).toContain("closePopup");
    await key("o", { ctrlKey: true });
    expect(backend.opened).toEqual(["Send me the numbers now."]);
  });

  it("cancels what is under way when it closes, and begins afresh with the next text", async () => {
    await key("2");
    await key("Escape");
    expect(backend.cancelled).toHaveLength(1);
    backend.popUp("Another text");
    await settle();
    expect(text("popup-text")).toBe("Another text");
    expect(has("popup-output")).toBe(false);
  });

  it("says when there is nothing to correct, and when a run failed", async () => {
    await press("popup-tool-proofread");
    backend.send({ type: "proofread", result: { correctedInput: "Fine.", corrections: [], ...origin } });
    await settle();
    expect(text("popup-clean")).toBe("Nothing to correct.");
    await press("popup-tool-proofread");
    backend.send({ type: "failed", failure: { code: "engine", message: "Out of memory." } });
    await settle();
    expect(text("failure")).toMatch(/Out of memory/);
  });

  it("leaves no trace when runs start private, by the settings of the moment", async () => {
    backend.settings.private = true;
    backend.popUp("Secret");
    await settle();
    await key("2");
    expect(backend.requests[0]?.private).toBe(true);
  });

  it("does nothing without a selection", async () => {
    backend.popUp("  ");
    await settle();
    await key("1");
    expect(backend.requests).toHaveLength(0);
    expect(text("popup-text")).toBe("Nothing is selected.");
  });
});

describe("the popup with a server", () => {
  const cloud = { ...origin, local: false, engine: "cloud:Work", reason: ASKED };

  async function local() {
    backend.servers = { servers: [server("Work")], used: "Work" };
    backend.popUp("Send me the numbers now.");
    await settle();
    await key("2");
    await rewritten("Local.");
  }

  async function better(said: string) {
    const alternatives = [{ text: said, diff: [] }];
    backend.send({ type: "rewrite", result: { alternatives, ...cloud } });
    await settle();
  }

  it("offers it beside a result alone, by a key, and replaces by either result", async () => {
    await key("b");
    expect(backend.requests).toHaveLength(0);
    await local();
    expect(text("popup-origin")).toBe("On this machine · on this machine, on its processor");
    await key("b");
    expect(backend.requests[1]).toEqual({ ...backend.requests[0], cloud: true });
    await better("Better.");
    expect(text("popup-output")).toBe("Better.");
    expect(text("popup-origin")).toBe(`On Work · ${ASKED}`);
    expect(has("better")).toBe(false);
    await key("Enter");
    await press("side-here");
    expect(text("diff")).toBe("Local.");
    await key("Enter");
    expect(backend.replaced).toEqual(["Better.", "Local."]);
  });

  it("asks before anything is sent, and no key but its own answers", async () => {
    await local();
    await press("better");
    backend.send({ type: "asking", sheets: [sheet("Send me the numbers now.")] });
    await settle();
    expect(document.activeElement).toBe(get("consent-no"));
    await key("3");
    await key("Enter");
    expect(backend.requests).toHaveLength(2);
    expect([backend.replaced, backend.verdicts]).toEqual([[], []]);
    await key("Escape");
    expect(backend.verdicts).toEqual([{ type: "no" }]);
    expect(backend.calls).not.toContain("closePopup");
    expect(has("consent")).toBe(false);
    expect(text("diff")).toBe("Local.");
    await press("better");
    backend.send({ type: "asking", sheets: [sheet("Send me the numbers now.")] });
    await settle();
    await press("consent-once");
    expect(backend.verdicts[1]).toMatchObject({ type: "once" });
    await better("Better.");
    expect(text("popup-output")).toBe("Better.");
  });

  it("keeps the local result when the server fails, with what broke off", async () => {
    await local();
    await press("better");
    backend.send({ type: "text", alternative: 0, text: "Half" });
    backend.send({ type: "failed", failure: { code: "server", message: "It broke.", partial: "Half" } });
    await settle();
    expect(text("failure")).toMatch(/It broke/);
    expect(text("partial-text")).toBe("Half");
    expect(has("still-here")).toBe(true);
    expect(text("diff")).toBe("Local.");
    await press("copy-partial");
    await key("Enter");
    expect([backend.copied, backend.replaced]).toEqual([["Half"], ["Local."]]);
  });

  it("offers this machine, by a key, for what the server alone was to do", async () => {
    await local();
    await key("h");
    expect(backend.requests).toHaveLength(1);
    await key("3");
    backend.send({ type: "text", alternative: 0, text: "Half of it. " });
    backend.send({ type: "failed", failure: { code: "server", message: "Gone.", partial: "Half of it." } });
    await settle();
    expect(text("partial-text")).toBe("Half of it.");
    // What broke off replaces nothing.
    expect(has("popup-replace")).toBe(false);
    expect(text("run-here")).toBe("Run it on this machine H");
    await key("b");
    backend.send({ type: "failed", failure: { code: "server-key", message: "No." } });
    await settle();
    await key("h");
    expect(backend.requests.at(-1)).toEqual({ ...backend.requests[1], cloud: false, local: true });
    expect(has("run-here")).toBe(false);
    expect(has("failure")).toBe(false);
    await rewritten("Local again.");
    expect(text("popup-origin")).toMatch(/^On this machine/);
    await key("Enter");
    expect(backend.replaced).toEqual(["Local again."]);
  });

  it("offers it by a press too, and only where it was the server that failed", async () => {
    await key("2");
    backend.send({ type: "failed", failure: { code: "server", message: "Nobody answers." } });
    await settle();
    await press("run-here");
    expect(backend.requests[1]).toMatchObject({ cloud: false, local: true });
    backend.send({ type: "failed", failure: { code: "engine", message: "Out of memory." } });
    await settle();
    expect(has("run-here")).toBe(false);
  });

  it("leaves the question with the run", async () => {
    await local();
    await press("better");
    backend.send({ type: "asking", sheets: [sheet("Send me the numbers now.")] });
    await settle();
    backend.popUp("Another text");
    await settle();
    expect(has("consent")).toBe(false);
    expect(backend.cancelled).toHaveLength(1);
  });
});

describe("the main window", () => {
  it("takes a text from the popup, and undo brings the one before back", async () => {
    document.body.replaceChildren();
    const { open, write, written } = await import("../test/window");
    const main = await open();
    await write("Mine");
    main.open("From the popup");
    await settle();
    expect(written()).toBe("From the popup");
    await press("notice-undo");
    expect(written()).toBe("Mine");
  });
});
