import { fireEvent, screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { ASKED, server, sheet } from "../backend/away";
import { origin } from "../backend/samples";
import type { Scripted } from "../backend/scripted";
import { fill, get, has, key, open, press, settle, text, write } from "../test/window";

const TEXT = "Write to [EMAIL_1] today.";

let backend: Scripted;

beforeEach(async () => {
  backend = await open();
  await write("Write to ann@example.org today.");
  await press("tool-friendly");
});

async function ask(...sheets: ReturnType<typeof sheet>[]) {
  backend.send({ type: "asking", sheets: sheets.length > 0 ? sheets : [sheet(TEXT)] });
  await settle();
}

describe("the consent sheet", () => {
  it("tells to whom, what for, by what, what was hidden, and every byte", async () => {
    await ask();
    expect(screen.getByRole("dialog", { name: "Send this to Work?" })).toBe(get("consent"));
    const facts = text("consent-facts");
    expect(facts).toContain("To Work llm.example.org");
    expect(facts).toContain(`For Friendly · ${ASKED}`);
    expect(facts).toContain("Model qwen2.5:72b");
    expect(text("consent-hidden")).toBe("2 e-mail addresses · 1 name");
    expect((get("request-text") as HTMLTextAreaElement).value).toBe(TEXT);
    expect(get("request-body").textContent).toBe(sheet(TEXT).body);
    const system = get("request-system");
    expect((system as HTMLTextAreaElement).value).toMatch(/^Rewrite the text/);
    expect(system.closest("details")?.open).toBe(false);
  });

  it("sends nothing before it is told to, and then what stands there", async () => {
    await ask();
    expect(backend.verdicts).toEqual([]);
    await press("consent-once");
    expect(backend.verdicts).toEqual([{ type: "once", turns: [sheet(TEXT).turns] }]);
    expect(has("consent")).toBe(false);
  });

  it("gives the keyboard to the button that does not send", async () => {
    await ask();
    expect(document.activeElement).toBe(get("consent-no"));
    // Ctrl+Enter runs a tool, and the digits go to other places, but not from here.
    await key("Enter", { ctrlKey: true });
    await key("2", { ctrlKey: true });
    get("request-text").focus();
    await key("Enter");
    await key("Enter", { ctrlKey: true });
    expect(backend.verdicts).toEqual([]);
    expect(backend.requests).toHaveLength(1);
    expect(has("at-write")).toBe(true);
    expect(screen.getByTestId("consent").querySelector("form")).toBeNull();
  });

  it("takes Esc for no, from anywhere in it, and the run goes on", async () => {
    await ask();
    get("request-text").focus();
    await key("Escape");
    expect(backend.verdicts).toEqual([{ type: "no" }]);
    expect(backend.cancelled).toEqual([]);
    expect(has("consent")).toBe(false);
    // As the browser itself says it.
    await ask();
    await fireEvent(get("consent"), new Event("cancel", { cancelable: true }));
    await settle();
    expect(backend.verdicts).toEqual([{ type: "no" }, { type: "no" }]);
  });

  it("sends the words as they were changed, says so, and takes a change back", async () => {
    await ask();
    await fill("request-text", "Write to her.");
    expect(text("request-rebuilt")).toMatch(/rebuilt/);
    expect((get("consent-always") as HTMLButtonElement).disabled).toBe(true);
    await press("request-restore");
    expect(has("request-rebuilt")).toBe(false);
    expect((get("consent-always") as HTMLButtonElement).disabled).toBe(false);
    await fill("request-text", "Write to her.");
    await press("consent-once");
    const [system] = sheet(TEXT).turns;
    expect(backend.verdicts).toEqual([
      { type: "once", turns: [[system, { role: "user", content: "Write to her." }]] },
    ]);
  });

  it("shows every request there is, each with its own words", async () => {
    await ask(
      sheet("First part.", { id: "a", redacted: [{ kind: "email", count: 1 }] }),
      sheet("Second part.", { id: "b", redacted: [{ kind: "email", count: 2 }] }),
    );
    expect(text("consent-count")).toBe("2 requests, sent one after another");
    expect(text("consent-hidden")).toBe("3 e-mail addresses");
    const [first, second] = screen.getAllByTestId("request");
    expect(first?.textContent).toContain("Request 1 of 2");
    expect(second?.textContent).toContain("2 e-mail addresses");
    const last = within(second as HTMLElement).getByTestId("request-text");
    await fireEvent.input(last, { target: { value: "Second." } });
    await press("consent-once");
    const [verdict] = backend.verdicts;
    const turns = verdict?.type === "once" ? verdict.turns : [];
    expect(turns.map((turn) => turn.at(-1)?.content)).toEqual(["First part.", "Second."]);
  });

  it("allows a tool for good", async () => {
    await ask();
    expect(text("consent-always")).toBe("Always for Friendly with Work");
    await press("consent-always");
    expect(backend.verdicts).toEqual([{ type: "always" }]);
  });

  it("may be asked again in a run, and goes with the run", async () => {
    await ask();
    await press("consent-once");
    await ask(sheet("More.", { id: "b" }));
    expect((get("request-text") as HTMLTextAreaElement).value).toBe("More.");
    backend.send({ type: "cancelled" });
    await settle();
    expect(has("consent")).toBe(false);
    expect(backend.verdicts).toHaveLength(1);
  });

  it("says where an application's text is from, and names kinds it does not know", async () => {
    await ask(sheet(TEXT, { application: "Thunderbird", redacted: [{ kind: "passport", count: 2 }] }));
    expect(text("consent-facts")).toContain("From Thunderbird");
    expect(text("consent-hidden")).toBe("2 × passport");
  });

  it("says when the host would not hear the answer", async () => {
    await ask();
    backend.refusal = { code: "internal", message: "The run is gone." };
    await press("consent-once");
    expect(text("failure")).toMatch(/The run is gone/);
  });
});

describe("better, on the server", () => {
  const alternatives = (text: string) => [{ text, diff: [] }];
  const cloud = { ...origin, local: false, engine: "cloud:Work", model: "qwen2.5:72b", reason: "you asked" };

  async function local() {
    backend.servers = { servers: [server("Work")], used: "Work" };
    document.body.replaceChildren();
    const { servers } = backend;
    backend = await open((backend) => (backend.servers = servers));
    await write("Send it.");
    await press("tool-friendly");
    backend.send({ type: "rewrite", result: { alternatives: alternatives("Local."), ...origin } });
    await settle();
  }

  async function send(...events: Parameters<Scripted["send"]>) {
    backend.send(...events);
    await settle();
  }

  it("is not there without a server, nor when nothing may be sent", async () => {
    await send({ type: "rewrite", result: { alternatives: alternatives("Local."), ...origin } });
    expect(has("better")).toBe(false);
    document.body.replaceChildren();
    backend = await open((backend) => {
      backend.servers = { servers: [server("Work")], used: "Work" };
      backend.settings.cloud.policy = "never";
    });
    await write("Send it.");
    await press("tool-friendly");
    await send({ type: "rewrite", result: { alternatives: alternatives("Local."), ...origin } });
    expect(has("better")).toBe(false);
  });

  it("runs the same once more, and shows both with where they are from", async () => {
    await local();
    expect(text("reason")).toBe(origin.reason);
    expect(text("better")).toBe("Better, on Work");
    await press("better");
    expect(backend.requests[1]).toEqual({ ...backend.requests[0], cloud: true });
    expect(backend.requests[0]?.cloud).toBe(false);
    await send({ type: "text", alternative: 0, text: "Better. And" });
    expect(text("side-of-here")).toContain("Local.");
    await send({ type: "rewrite", result: { alternatives: alternatives("Better."), ...cloud } });
    expect(text("side-of-here")).toMatch(/On this machine.*Local\..*On this machine · llama/);
    expect(text("side-of-there")).toMatch(/Work.*Better\..*On Work · qwen2.5:72b · 1.2s you asked/);
    expect(get("sides").dataset.side).toBe("there");
    expect(has("better")).toBe(false);
  });

  it("lets either be used, and the server's be put away", async () => {
    await local();
    await press("better");
    await send({ type: "rewrite", result: { alternatives: alternatives("Better."), ...cloud } });
    await fireEvent.click(within(get("side-of-there")).getByTestId("copy"));
    await press("side-here");
    expect(get("sides").dataset.side).toBe("here");
    await fireEvent.click(within(get("side-of-here")).getByTestId("copy"));
    await settle();
    expect(backend.copied).toEqual(["Better.", "Local."]);
    await press("leave-better");
    expect(has("sides")).toBe(false);
    expect(text("version")).toBe("Local.");
    expect(has("better")).toBe(true);
  });

  it("keeps the local result when the server fails, and shows what broke off", async () => {
    await local();
    await press("better");
    await send({ type: "text", alternative: 0, text: "Half of" });
    const failure = {
      code: "server",
      message: "The connection broke.",
      hint: "Try later.",
      partial: "Half of",
    };
    await send({ type: "failed", failure });
    expect(text("failure")).toMatch(/The server failed The connection broke. Try later./);
    expect(text("partial")).toMatch(/^Broken off.*Half of/);
    expect(text("still-here")).toBe("The result from this machine is still here.");
    expect(text("version")).toBe("Local.");
    await press("copy-partial");
    expect(backend.copied).toEqual(["Half of"]);
    await press("retry");
    expect(backend.requests[2]?.cloud).toBe(true);
    expect(has("failure")).toBe(false);
    await send({ type: "rewrite", result: { alternatives: alternatives("Better."), ...cloud } });
    expect(text("side-of-there")).toContain("Better.");
  });

  it("ends without a trace when it is not to be sent", async () => {
    await local();
    await press("better");
    await ask();
    await press("consent-no");
    expect(backend.verdicts).toEqual([{ type: "no" }]);
    expect(has("sides")).toBe(false);
    expect(text("version")).toBe("Local.");
    expect(text("notice")).toBe("Nothing was sent.");
    // What went before in the same run did go.
    await press("better");
    await ask(sheet("First."));
    await press("consent-once");
    await ask(sheet("Second."));
    await press("consent-no");
    expect(text("notice")).toBe("Nothing more was sent.");
  });

  it("takes the place of a result that was rejected here", async () => {
    await local();
    await press("again");
    await send({ type: "failed", failure: { code: "refused", message: "Not usable." } });
    await press("better");
    await send({ type: "rewrite", result: { alternatives: alternatives("Better."), ...cloud } });
    expect(has("failure")).toBe(false);
    expect(text("version")).toBe("Better.");
    expect(text("origin")).toMatch(/^On Work/);
  });

  it("offers this machine for what a server did not finish", async () => {
    await local();
    await press("again");
    const failure = { code: "server", message: "Gone.", partial: "Half" };
    await send({ type: "failed", failure });
    expect(text("partial-text")).toBe("Half");
    await press("run-here");
    expect(backend.requests.at(-1)).toMatchObject({ cloud: false, local: true, text: "Send it." });
  });

  it("changes the corrections on the paper with the side", async () => {
    const { correct, proofread } = await import("../backend/samples");
    const { marked } = await import("../test/window");
    await local();
    await press("back");
    await write("The libary is clsoed.");
    await press("tool-proofread");
    const first = correct("The libary is clsoed.", "libary", "library");
    const second = correct("The libary is clsoed.", "clsoed", "closed");
    await send(proofread(first));
    await press("better");
    await send({ type: "correction", correction: second });
    expect(marked("mark")).toEqual(["libary"]);
    await send({
      type: "proofread",
      result: { correctedInput: "", corrections: [first, second], ...cloud },
    });
    expect(marked("mark")).toEqual(["libary", "clsoed"]);
    await press("side-here");
    expect(marked("mark")).toEqual(["libary"]);
    expect(text("origin")).toMatch(/^On this machine/);
    await press("side-there");
    expect(marked("mark")).toEqual(["libary", "clsoed"]);
    expect(text("origin")).toMatch(/^On Work/);
  });
});
