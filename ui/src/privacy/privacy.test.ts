import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { report, sent, server, stayed } from "../backend/away";
import type { ReportEntry } from "../backend/backend";
import { origin } from "../backend/samples";
import type { Scripted } from "../backend/scripted";
import { get, has, key, open, press, text } from "../test/window";

async function visit(requests: ReportEntry[], left = {}, prepare?: (backend: Scripted) => void) {
  const backend = await open((backend) => {
    backend.report = { left: { ...report.left, ...left }, requests };
    prepare?.(backend);
  });
  await press("place-privacy");
  return backend;
}

describe("the privacy report", () => {
  it("begins with that nothing has left, when nothing has", async () => {
    await visit([]);
    expect(text("statement")).toBe("Nothing has left this machine since Nov 1, 2026.");
    expect(has("incomplete")).toBe(false);
    expect(text("report-empty")).toMatch(/^Nothing to tell yet/);
  });

  it("begins with the numbers when something has", async () => {
    await visit([sent("a")], { requests: 12, kilobytes: 34 });
    expect(text("statement")).toBe("12 requests have left this machine since Nov 1, 2026: 34 kB in all.");
  });

  it("never claims more than it knows", async () => {
    await visit([stayed("a")], { complete: false });
    expect(text("statement")).toBe("Nothing is known to have left this machine since Nov 1, 2026.");
    expect(text("incomplete")).toMatch(/not complete/);
  });

  it("tells all of a request: where, by what, why, what was hidden, and what became of it", async () => {
    const time = "2026-11-25T14:05:00Z";
    const fates: ReportEntry["fates"] = [{ time, fate: "cut", detail: "after 3 kB" }];
    await visit([sent("a", { fates, payload: '{"model": "x"}' }), stayed("b")], {
      requests: 1,
      kilobytes: 2,
    });
    const [left, here] = screen.getAllByTestId("report-entry");
    expect(left?.dataset.left).toBe("true");
    expect(left?.textContent).toMatch(/Work\s*Friendly\s*qwen2\.5:72b · 2 kB\s*Broken off/);
    expect(text("report-hidden")).toBe("2 e-mail addresses");
    expect(text("report-consent")).toBe("by you, for this once");
    expect(text("report-fates")).toMatch(/^Broken off .* · after 3 kB$/);
    expect(text("report-hash")).toBe("5f2b9c0d41aa77e6");
    expect(text("report-payload")).toBe('{"model": "x"}');
    expect(get("report-payload").closest("details")?.open).toBe(false);
    expect(here?.dataset.left).toBe("false");
    expect(here?.textContent).toMatch(/Here\s*Proofread\s*standard/);
    expect(here?.textContent).toContain(origin.reason);
  });

  it("tells of a page what was sent for it: the address", async () => {
    const page = { tool: "read-page", server: "example.org", url: "https://example.org/a", model: null };
    const more = { bytes: 21, redacted: [], reason: "you named the address", sha256: null };
    await visit([sent("a", { ...page, ...more })], { requests: 1, kilobytes: 1 });
    const entry = get("report-entry").textContent;
    expect(entry).toMatch(/example\.org\s*A page you asked for/);
    expect(entry).toContain("example.org · https://example.org/a");
    expect([has("report-hidden"), has("report-hash")]).toEqual([false, false]);
    expect(entry).not.toContain("What was sent");
  });

  it("shows only what left where that is wanted", async () => {
    await visit([sent("a"), stayed("b")], { requests: 1 });
    expect(screen.getAllByTestId("report-entry")).toHaveLength(2);
    await press("report-filter-sent");
    expect(screen.getAllByTestId("report-entry")).toHaveLength(1);
  });

  it("shows a hundred at a time", async () => {
    await visit(Array.from({ length: 130 }, (_, place) => stayed(String(place))));
    expect(screen.getAllByTestId("report-entry")).toHaveLength(100);
    await press("report-more");
    expect(screen.getAllByTestId("report-entry")).toHaveLength(130);
    expect(has("report-more")).toBe(false);
  });

  it("is exported, to where the user says", async () => {
    const backend = await visit([sent("a")]);
    await press("export-report");
    expect(backend.calls.at(-1)).toBe("chooseSavePath privacy-report.json");
    expect(backend.exported).toEqual([["report", "history.md"]]);
    expect(text("notice")).toBe("1 request exported");
    backend.savePath = null;
    await press("export-report");
    expect(backend.exported).toHaveLength(1);
  });

  it("says how to send nothing, and that nothing is sent where that is so", async () => {
    const used = (backend: Scripted) => (backend.servers = { servers: [server("Work")], used: "Work" });
    await visit([], {}, used);
    expect(text("how-to-stop")).toMatch(/^To send nothing at all, choose “Never” in Settings/);
    await press("to-settings");
    expect(has("at-settings")).toBe(true);
    expect(document.activeElement?.textContent).toBe("What may be sent");
    document.body.replaceChildren();
    await visit([], {}, (backend) => (backend.settings.cloud.policy = "never"));
    expect(text("how-to-stop")).toMatch(/^Sending is turned off/);
  });

  it("has a key of its own, and says when it can't be read", async () => {
    const backend = await open();
    backend.refusal = { code: "store-damaged", message: "The report can't be read." };
    await key("5", { ctrlKey: true });
    expect(has("at-privacy")).toBe(true);
    expect(text("failure")).toMatch(/can't be read/);
    expect(has("statement")).toBe(false);
    backend.refusal = undefined;
    await press("retry");
    expect(has("statement")).toBe(true);
  });
});
