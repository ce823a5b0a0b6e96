/**
 * The window on a scripted host, to look at in a browser: `demo.html?scene=proofread&language=zh-CN&theme=dark`. Not a
 * part of the production build.
 */

import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import type { Settings } from "./backend/backend";
import { sent, server, stayed } from "./backend/away";
import { correct, history } from "./backend/samples";
import { Scene } from "./backend/scene";
import Screen from "./popup/Screen.svelte";

const asked = new URLSearchParams(location.search);
const scene = asked.get("scene") ?? "write";
const language = (asked.get("language") ?? "en") as Settings["language"];

const backend = new Scene(language === "zh-CN");
backend.settings.language = language;
backend.settings.theme = (asked.get("theme") ?? "light") as Settings["theme"];
backend.runs = history(Number(asked.get("runs") ?? 240), Date.now());
const [past] = backend.runs;
if (past)
  past.result = { corrections: [correct(past.input, "you're", "your"), correct(past.input, "I has", "I")] };
backend.first = scene === "first";
backend.settings.digest.on = scene === "digest";
if (scene !== "empty" && scene !== "first") backend.draft = { text: backend.text, cursor: 0 };
if (scene === "first") backend.change("standard", { state: { state: "absent" } });

backend.finishes = !["outline-growing", "outline-paused"].includes(scene);
/** The document that is dropped on the window. */
const dropped = scene === "thread" ? "catalogue.eml" : scene.startsWith("outline") ? "report.pdf" : "";
if (dropped) backend.draft = null;

const away = [
  "consent",
  "better",
  "servers",
  "server-form",
  "left",
  "popup-server",
  "popup-consent",
  "popup-better",
].includes(scene);
if (away) {
  const home = {
    url: "http://localhost:11434/v1",
    model: "qwen2.5:14b",
    onThisMachine: true,
    keyPlace: null,
  };
  backend.servers = {
    servers: [server("Work", { always: ["concise"] }), server("Home", home)],
    used: "Work",
  };
}
const cut = { time: "2026-11-24T09:12:00Z", fate: "cut" as const, detail: "" };
backend.report.requests = [stayed("a", { time: "2026-11-25T15:02:00Z" }), stayed("b")];
if (scene === "left") {
  const payload = JSON.stringify({ model: "qwen2.5:72b", messages: [] }, null, 2);
  backend.report = {
    left: { ...backend.report.left, requests: 2, kilobytes: 5.2 },
    requests: [sent("c", { payload }), ...backend.report.requests, sent("d", { fates: [cut] })],
  };
}

const target = document.getElementById("app") as HTMLElement;
if (scene.startsWith("popup")) {
  mount(Screen, { target, props: { backend } });
  setTimeout(() => backend.popUp(backend.text), 100);
} else {
  mount(App, { target, props: { backend } });
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function press(id: string): Promise<void> {
  await wait(250);
  document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click();
}

if (dropped) {
  await wait(250);
  backend.drop(dropped);
}

/** What to press to come to a scene. */
const WAYS: Record<string, string[]> = {
  proofread: ["tool-proofread"],
  friendly: ["tool-friendly"],
  versions: ["tool-friendly", "again"],
  points: ["tool-key-points", "point"],
  table: ["tool-table"],
  actions: ["tool-action-items"],
  history: ["place-history", "run"],
  digest: ["place-digest", "digest-group"],
  "digest-off": ["place-digest"],
  models: ["place-models"],
  downloading: ["place-models", "download-tiny"],
  measure: ["place-models", "measure"],
  settings: ["place-settings"],
  popup: ["popup-tool-friendly"],
  "popup-server": ["popup-tool-friendly"],
  "server-form": ["place-settings", "add-server"],
  "popup-consent": ["popup-tool-friendly", "better"],
  "popup-better": ["popup-tool-friendly", "better", "consent-once"],
  consent: ["tool-friendly", "better"],
  outline: ["tool-tldr"],
  "outline-points": ["tool-key-points"],
  "outline-growing": ["tool-key-points"],
  "outline-paused": ["tool-key-points", "cancel"],
  better: ["tool-friendly", "better", "consent-once"],
  servers: ["place-settings", "test-Work"],
  privacy: ["place-privacy"],
  left: ["place-privacy", "report-open"],
};
for (const id of WAYS[scene] ?? []) {
  await press(id);
  await wait(350);
}
if (scene === "ask") {
  await wait(300);
  const field = document.querySelector<HTMLInputElement>('[data-testid="question"]');
  if (field) {
    field.value = backend.question;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  await press("question-send");
}
if (asked.has("to")) {
  await wait(300);
  document.querySelector("main")?.scrollTo(0, Number(asked.get("to")));
}
