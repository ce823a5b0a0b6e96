import { beforeEach, describe, expect, it } from "vitest";
import type { DownloadEvent } from "../backend/backend";
import type { Scripted } from "../backend/scripted";
import { get, has, open, press, settle, text } from "../test/window";

let backend: Scripted;

const PROGRESS: DownloadEvent = {
  ...{ type: "progress", phase: "downloading", done: 50_000_000, total: 100_000_000 },
  ...{ rateBytesPerS: 2_000_000, leftS: 25 },
};

beforeEach(async () => {
  backend = await open();
  await press("place-models");
});

async function send(...events: DownloadEvent[]) {
  backend.sendDownload(...events);
  await settle();
}

describe("the models", () => {
  it("tell size, memory, licence and the speed here", () => {
    expect(text("machine")).toMatch(/AMD Ryzen 7 5700U · 8 cores · 17.2 GB/);
    expect(text("model-standard")).toMatch(
      /Default 1.1 GB · needs 1.4 GB of memory · Apache-2.0 · 24.6 tokens\/s/,
    );
    expect(text("model-phi-3.5-mini")).toMatch(/Size known at download.*MIT/);
    expect(text("model-llama-3.1-8b")).toMatch(/More memory than this machine has/);
    expect(text("model-tiny")).toMatch(/42% downloaded.*Resume/);
  });

  it("download with progress, pause and resume, and are ready then", async () => {
    await press("download-tiny");
    await send(PROGRESS);
    expect(text("progress-tiny")).toBe("Downloading · 50 MB / 100 MB · 2 MB/s · about 25s left");
    await press("pause-tiny");
    expect(backend.cancelled).toHaveLength(1);
    expect(has("progress-tiny")).toBe(false);
    await press("download-tiny");
    await send({ type: "done", model: backend.change("tiny", { state: { state: "installed" } }) });
    expect(text("notice")).toMatch(/SmolLM2 135M Instruct is ready/);
    expect(get("model-tiny").dataset.state).toBe("installed");
  });

  it("that fail to download say why, beside the model", async () => {
    await press("download-tiny");
    await send({
      type: "failed",
      failure: { code: "download", message: "No connection.", hint: "Try later." },
    });
    expect(text("model-tiny")).toMatch(/The download failed No connection\. Try later\./);
    await press("retry");
    expect(backend.calls.filter((call) => call === "pullModel tiny")).toHaveLength(2);
  });

  it("are verified, made the default, deleted after a question", async () => {
    await press("verify-small");
    await send({ type: "done", model: backend.change("small", {}) });
    expect(text("notice")).toMatch(/is whole/);
    await press("default-small");
    expect(backend.patches).toEqual([{ model: "small" }]);
    expect(text("model-small")).toMatch(/Default/);
    await press("delete-small");
    expect(text("confirm")).toMatch(/Delete Qwen2.5 Coder 0.5B Instruct\?/);
    await press("confirm-yes");
    expect(get("model-small").dataset.state).toBe("absent");
  });

  it("can be added from a file, or not", async () => {
    await press("add-model");
    expect(backend.calls).toContain("addModel own.gguf");
    backend.modelFile = null;
    await press("add-model");
    expect(backend.calls.filter((call) => call.startsWith("addModel"))).toHaveLength(1);
  });

  it("that can't be listed say so, and can be tried again", async () => {
    backend.refusal = { code: "io", message: "The models directory can't be read." };
    await press("place-write");
    await press("place-models");
    expect(text("failure")).toMatch(/can't be read/);
    backend.refusal = undefined;
    await press("retry");
    expect(has("failure")).toBe(false);
  });
});

describe("the adapters", () => {
  it("tell what each is for, whose it is and how it did", () => {
    expect(text("adapter")).toMatch(
      /friendly, for Qwen2.5 Coder 1.5B.* Comes with Stet · held-out loss 0.82/,
    );
  });
});

describe("the measurement", () => {
  const one = { type: "measured" as const, engine: "llama", model: "standard", loadMs: 800 };

  it("shows each result as it comes, and ends", async () => {
    await press("measure");
    backend.sendMeasure({ ...one, prefillPerSecond: 200, decodePerSecond: 20.5 });
    await settle();
    expect(text("measured")).toMatch(/llama ?standard ?0.8s ?200 tokens\/s ?20.5 tokens\/s/);
    backend.sendMeasure({ type: "done" });
    await settle();
    expect(has("measure")).toBe(true);
  });

  it("can be stopped", async () => {
    await press("measure");
    await press("stop-measuring");
    expect(has("measure")).toBe(true);
  });
});
