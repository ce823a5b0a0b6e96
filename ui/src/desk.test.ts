import { beforeEach, describe, expect, it } from "vitest";
import { Scripted } from "./backend/scripted";
import { Desk } from "./desk.svelte";
import { correct, found, origin, proofread } from "./samples";

const TEXT = "😀 the libary is clsoed .";
const LIBRARY = correct(TEXT, "libary", "library");
const CLOSED = correct(TEXT, "clsoed", "closed");

let backend: Scripted;
let desk: Desk;

beforeEach(async () => {
  backend = new Scripted();
  desk = new Desk(backend);
  await desk.load();
  desk.text = TEXT;
});

function choose(id: string) {
  desk.choose(desk.tools.find((tool) => tool.id === id) ?? expect.fail(id));
}

describe("a run", () => {
  it("asks for what was chosen, in the host's words", async () => {
    choose("instruction");
    expect(desk.runnable).toBe(false);
    desk.options.instruction = " like a pirate ";
    desk.options.length = "short";
    desk.options.alternatives = 2;
    desk.options.private = true;
    await desk.run();
    expect(backend.requests).toEqual([
      {
        tool: "rewrite",
        tone: "instruction",
        kind: null,
        text: TEXT,
        instruction: "like a pirate",
        length: "short",
        alternatives: 2,
        model: null,
        private: true,
      },
    ]);
  });

  it("forgets a length that the next tool does not know", () => {
    choose("tldr");
    desk.options.length = "long";
    choose("proofread");
    expect(desk.options.length).toBe("");
  });

  it("does not begin without a text, nor twice at a time", async () => {
    desk.text = " \n ";
    await desk.run();
    expect(backend.requests).toHaveLength(0);
    desk.text = TEXT;
    await desk.run();
    await desk.run();
    expect(backend.requests).toHaveLength(1);
  });

  it("ends with its first terminal event, and hears nothing after it", async () => {
    choose("friendly");
    await desk.run();
    backend.send({ type: "progress", done: 0, total: 2, leftMs: null });
    expect(desk.progress).toEqual({ done: 0, total: 2, leftMs: null });
    backend.send({ type: "cancelled" }, { type: "text", alternative: 0, text: "late" });
    expect(desk.running).toBe(false);
    expect(desk.progress).toBeUndefined();
    expect(desk.versions).toEqual([]);
  });

  it("that the host refuses ends as a failure", async () => {
    backend.refusal = "run_tool not allowed";
    await desk.run();
    expect(desk.running).toBe(false);
    expect(desk.failure).toEqual({ code: "internal", message: "run_tool not allowed" });
  });

  it("is cancelled once, and what it found is kept", async () => {
    await desk.run();
    backend.send(found(LIBRARY));
    await desk.cancel();
    await desk.cancel();
    expect(backend.cancelled).toHaveLength(1);
    expect([desk.running, desk.cancelling, desk.cancelled]).toEqual([false, false, true]);
    expect(desk.open).toHaveLength(1);
  });

  it("that failed with nothing found gives the text field back, as it was", async () => {
    await desk.run();
    backend.send({
      type: "failed",
      failure: { code: "model-missing", message: "No model.", hint: "Get one." },
    });
    expect(desk.reviewing).toBe(false);
    expect(desk.text).toBe(TEXT);
    expect(desk.failure?.hint).toBe("Get one.");
  });
});

describe("streaming", () => {
  it("writes versions side by side, starts one over, and ends with the result", async () => {
    choose("friendly");
    await desk.run();
    backend.send(
      { type: "text", alternative: 1, text: "Good " },
      { type: "text", alternative: 0, text: "Here is the text:" },
      { type: "reset", alternative: 0 },
      { type: "text", alternative: 0, text: "Hello" },
      { type: "text", alternative: 1, text: "day" },
    );
    expect(desk.versions.map((version) => version.text)).toEqual(["Hello", "Good day"]);
    const alternatives = [{ text: "Hello!", diff: [{ op: "equal" as const, text: "Hello!" }] }];
    backend.send({ type: "rewrite", result: { alternatives, ...origin } });
    expect(desk.versions).toEqual(alternatives);
    expect(desk.origin?.engine).toBe("llama");
  });
});

describe("reviewing", () => {
  it("decides while the run goes on, and takes back the last decision only", async () => {
    await desk.run();
    backend.send(found(LIBRARY));
    desk.accept(desk.open[0]?.key ?? "");
    backend.send(found(CLOSED), proofread(LIBRARY, CLOSED));
    expect(desk.standing).toBe("😀 the library is clsoed .");
    desk.acceptAll();
    expect(desk.standing).toBe("😀 the library is closed .");
    desk.undo();
    expect(desk.standing).toBe("😀 the library is clsoed .");
    desk.undo();
    expect(desk.standing).toBe(TEXT);
    expect(desk.undoable).toBe(false);
  });

  it("goes back to the text field with what was accepted", async () => {
    await desk.run();
    backend.send(proofread(LIBRARY, CLOSED));
    desk.dismiss(desk.open[0]?.key ?? "");
    desk.accept(desk.open[0]?.key ?? "");
    desk.edit();
    expect(desk.text).toBe("😀 the libary is closed .");
    expect(desk.reviewing).toBe(false);
  });

  it("hands the next tool the text as it stands", async () => {
    await desk.run();
    backend.send(proofread(LIBRARY));
    desk.acceptAll();
    choose("tldr");
    await desk.run();
    expect(backend.requests.at(-1)?.text).toBe("😀 the library is clsoed .");
    expect(backend.requests.at(-1)).toMatchObject({ tool: "summarize", kind: "tldr", alternatives: null });
  });
});
