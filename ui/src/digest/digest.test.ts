import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import urgency from "../../../src-tauri/crates/core/src/digest/urgent.rs?raw";
import { digest, digestOf, group } from "../backend/samples";
import type { Scripted } from "../backend/scripted";
import { en } from "../messages/en";
import { zh } from "../messages/zh";
import { get, has, key, open, press, settle, text } from "../test/window";

let backend: Scripted;

async function visit(prepare: (backend: Scripted) => void = () => undefined) {
  backend = await open((backend) => {
    backend.settings.digest.on = true;
    prepare(backend);
  });
  await press("place-digest");
}

function all(id: string): string[] {
  return screen.queryAllByTestId(id).map((one) => one.textContent?.replace(/\s+/g, " ").trim() ?? "");
}

describe("the digest", () => {
  it("has the urgent groups first, each with its reason, and says how much there is", async () => {
    await visit();
    expect(text("digest-headline")).toBe("2 urgent. 10 notifications in 5 groups.");
    expect(all("digest-group").map((said) => said.replace(/ \d+ notif.*/, ""))).toEqual([
      "Anna Lindqvist Slack",
      "Phone",
      "Final files for the catalogue Thunderbird",
      "Book club Signal",
      "Software",
    ]);
    expect(all("digest-reason")).toEqual([
      "Deadline: “Can you send me the meter readings by 5 pm?”",
      "Call: “Incoming call from Tom Becker”",
    ]);
    expect(get("digest-urgent").querySelectorAll("[data-testid=digest-entry]")).toHaveLength(2);
    // The name is not said twice.
    expect(all("digest-line")[2]).toBe("Proofs follow on Tuesday after all, sorry. (+1)");
  });

  it("says so when nothing is urgent, and when there is nothing", async () => {
    await visit((backend) => (backend.digest = digestOf(digest.groups.slice(2))));
    expect(text("digest-headline")).toBe("Nothing urgent. 6 notifications in 3 groups.");
    expect(has("digest-urgent")).toBe(false);
    backend.digest = digestOf([]);
    await press("digest-refresh");
    expect(text("digest-headline")).toBe("No notifications.");
    expect(has("digest-empty")).toBe(true);
  });

  it("opens a group to its notifications, by the keyboard too, and keeps it open", async () => {
    await visit();
    const button = get("digest-group");
    expect(button.getAttribute("aria-expanded")).toBe("false");
    button.focus();
    button.click();
    await settle();
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(all("digest-message")).toHaveLength(3);
    expect(all("digest-message")[2]).toMatch(/meter readings by 5 pm\? Deadline/);
    expect(document.getElementById(button.getAttribute("aria-controls") ?? "")?.hidden).toBe(false);
    await press("digest-refresh");
    expect(all("digest-message")).toHaveLength(3);
  });

  it("shows what a notification says as text, whatever it says", async () => {
    const said = '<img src=x onerror="alert(1)"> <b>bold</b> {@html 1}';
    await visit((backend) => {
      backend.digest = digestOf([
        group("<i>App</i>", said, [["10:00", said]], { kind: "incident", words: said }),
      ]);
    });
    await press("digest-group");
    expect(text("digest-message")).toContain(said);
    expect(text("digest-reason")).toContain(said);
    expect(document.querySelector("main img, main b, main i")).toBeNull();
  });

  it("shows the model's lines as they come, and which notifications they rest on", async () => {
    await visit();
    expect(text("digest-writing")).toMatch(/summing up/);
    const line = { text: "Anna wants the meter readings by 5 pm.", written: true, messages: [2] };
    backend.sendDigest({ type: "line", group: 0, line });
    await settle();
    expect(all("digest-line")[0]).toBe("Anna wants the meter readings by 5 pm. Summed up by the model");
    await press("digest-group");
    expect(all("digest-message").map((said) => said.includes("In the summary"))).toEqual([
      false,
      false,
      true,
    ]);
    const message = "The digest shows the messages themselves.";
    backend.sendDigest({ type: "done", warnings: [{ code: "digest-extractive", message }] });
    await settle();
    expect(text("digest-writing")).toBe("");
    expect(text("digest-warning")).toBe(message);
  });

  it("stops the model when it is left, and hears no more of an older reading", async () => {
    await visit();
    await press("place-write");
    expect(backend.cancelled).toHaveLength(1);
    await press("place-digest");
    await press("digest-refresh");
    expect(backend.cancelled).toHaveLength(2);
    expect(text("digest-writing")).toMatch(/summing up/);
  });

  it("goes as far back as is asked", async () => {
    await visit();
    await press("digest-span-48");
    expect(backend.calls.filter((call) => call.startsWith("readDigest"))).toEqual([
      "readDigest 12",
      "readDigest 48",
    ]);
  });

  it("says what failed, and is read again on request", async () => {
    await visit();
    backend.refusal = { code: "io", message: "The notifications can't be read." };
    await press("digest-refresh");
    expect(text("failure")).toMatch(/can't be read/);
    expect(all("digest-group")).toHaveLength(5);
    backend.refusal = undefined;
    await press("retry");
    expect(has("failure")).toBe(false);
    backend.sendDigest({ type: "failed", failure: { code: "io", message: "It broke." } });
    await settle();
    expect(text("failure")).toMatch(/It broke/);
  });

  it("says why nothing can be read, and tries again", async () => {
    await visit((backend) => (backend.unread = { code: "unsupported", message: "There is no session bus." }));
    expect(text("failure")).toMatch(/no session bus/);
    backend.unread = null;
    await press("retry");
    expect(has("failure")).toBe(false);
    expect(backend.patches).toEqual([{ "digest.on": true }]);
  });

  it("clears what was kept once that is confirmed", async () => {
    await visit();
    await press("digest-clear");
    await press("confirm-no");
    expect(all("digest-group")).toHaveLength(5);
    await press("digest-clear");
    await press("confirm-yes");
    expect(text("notice")).toMatch(/10 notifications cleared/);
    expect(text("digest-headline")).toBe("No notifications.");
  });
});

describe("interruptions", () => {
  it("are reduced here or from the tray", async () => {
    await visit();
    const reduced = () => (get("digest-reduce") as HTMLInputElement).checked;
    await press("digest-reduce");
    expect([backend.reduced, reduced()]).toEqual([true, true]);
    await backend.reduceFromTray(false);
    await settle();
    expect(reduced()).toBe(false);
    backend.refusal = { code: "internal", message: "No." };
    await press("digest-reduce");
    expect(reduced()).toBe(false);
  });
});

describe("without a digest", () => {
  it("the place says what it would mean, and nothing is read", async () => {
    await visit((backend) => (backend.settings.digest.on = false));
    expect(text("digest-off")).toMatch(/off until you turn it on/);
    expect(text("digest-off")).toMatch(/never kept, and never given to a model/);
    expect(text("digest-off")).toMatch(/notifications\.db in ~\/\.local\/share\/stet/);
    expect(backend.calls.filter((call) => call.startsWith("readDigest"))).toEqual([]);
  });

  it("it is turned on here, and off again with what was kept", async () => {
    await visit((backend) => (backend.settings.digest.on = false));
    await press("digest-on");
    expect(has("digest-off")).toBe(false);
    expect(all("digest-group")).toHaveLength(5);
    await press("digest-on");
    expect(backend.patches).toEqual([{ "digest.on": true }, { "digest.on": false }]);
    expect(has("digest-off")).toBe(true);
    expect(has("digest-group")).toBe(false);
  });

  it("it stays off when the host refuses", async () => {
    await visit((backend) => (backend.settings.digest.on = false));
    backend.refusal = { code: "read-only", message: "The settings can't be written." };
    await press("digest-on");
    expect(text("failure")).toMatch(/can't be written/);
    expect((get("digest-on") as HTMLInputElement).checked).toBe(false);
  });
});

it("the place has a key, and is named alike everywhere", async () => {
  await open();
  await key("3", { ctrlKey: true });
  expect(has("at-digest")).toBe(true);
  expect(get("place-digest").getAttribute("aria-current")).toBe("page");
});

it("reasons are called what the tray calls them", () => {
  const named = [...urgency.matchAll(/Kind::(\w+) => \("([^"]+)", "([^"]+)"\)/g)];
  expect(named.length).toBe(Object.keys(en.digest.kinds).length);
  for (const [, kind = "", english, chinese] of named) {
    const id = kind
      .replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`)
      .toLowerCase() as keyof typeof en.digest.kinds;
    expect([en.digest.kinds[id], zh.digest.kinds[id]]).toEqual([english, chinese]);
  }
});
