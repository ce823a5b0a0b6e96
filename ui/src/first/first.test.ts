import { beforeEach, describe, expect, it } from "vitest";
import { correct, proofread } from "../backend/samples";
import type { Scripted } from "../backend/scripted";
import { en } from "../messages/en";
import { has, marked, open, press, settle, text, written } from "../test/window";

let backend: Scripted;

beforeEach(async () => {
  backend = await open((backend) => {
    backend.first = true;
    backend.change("standard", { state: { state: "absent" } });
  });
});

describe("the first run", () => {
  it("promises, and names model, size and licence", () => {
    expect(text("first-run")).toMatch(/No account\. No telemetry/);
    expect(text("first-run")).toMatch(
      /Qwen2.5 Coder 1.5B Instruct 1.1 GB · needs 1.4 GB.*Licence: Apache-2.0/,
    );
  });

  it("downloads the model, and ends with a sample that is proofread", async () => {
    await press("first-download");
    const progress = { phase: "downloading" as const, done: 1, total: 2, rateBytesPerS: 1, leftS: 1 };
    backend.sendDownload({ type: "progress", ...progress });
    await settle();
    expect(has("progress-standard")).toBe(true);
    backend.sendDownload({
      type: "done",
      model: backend.change("standard", { state: { state: "installed" } }),
    });
    await settle();
    await press("first-continue");
    expect(written()).toBe(en.first.sample);
    expect(backend.requests[0]?.tool).toBe("proofread");
    backend.send(proofread(correct(en.first.sample, "you're", "your")));
    await settle();
    expect(marked("mark")).toEqual(["you're"]);
  });

  it("says why a download failed, and lets one try again or go on without", async () => {
    await press("first-download");
    backend.sendDownload({ type: "failed", failure: { code: "download", message: "No connection." } });
    await settle();
    expect(text("failure")).toMatch(/No connection/);
    expect(has("first-download")).toBe(true);
    await press("first-later");
    expect(has("at-write")).toBe(true);
    expect(written()).toBe("");
  });

  it("finds a model that is already here", async () => {
    document.body.replaceChildren();
    await open((backend) => (backend.first = true));
    expect(text("first-found")).toMatch(/already here/);
    expect(has("first-continue")).toBe(true);
  });
});
