import { screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { report, sent, server, sheet, stayed } from "../backend/away";
import { correct, origin, proofread } from "../backend/samples";
import { open, press, settle, text, write } from "../test/window";

const TEXT = "The libary is closed.";

it("in Chinese a correction is explained in Chinese, and the English is there on request", async () => {
  const backend = await open((backend) => (backend.settings.language = "zh-CN"));
  await write(TEXT);
  await press("tool-proofread");
  backend.send(proofread(correct(TEXT, "libary", "library")));
  await settle();
  const said = screen.getByTestId("explanation");
  expect(said.textContent).toContain("这里的拼写有误。");
  expect(said.querySelector("details")?.open).toBe(false);
  expect(said.querySelector("[lang=en]")).not.toBeNull();
});

it("in Chinese failures and warnings are told in Chinese, unless their code is unknown", async () => {
  const backend = await open((backend) => (backend.settings.language = "zh-CN"));
  await write(TEXT);
  await press("tool-friendly");
  const warnings = [
    { code: "dropped", message: "A part was left as it was." },
    { code: "brand-new", message: "Something new." },
  ];
  const alternatives = [{ text: "The library is closed.", diff: [] }];
  backend.send({ type: "rewrite", result: { alternatives, ...origin, warnings } });
  await settle();
  const told = screen.getByTestId("warnings").textContent;
  expect(told).toContain("模型漏掉了内容");
  expect(told).toContain("Something new.");
  await press("back");
  await press("tool-friendly");
  backend.send({
    type: "failed",
    failure: { code: "refused", message: "It was not usable.", hint: "Try again." },
  });
  await settle();
  expect(screen.getByTestId("failure").textContent).toContain("请再试一次");
});

it("in Chinese it is told in Chinese why a run ran where it did; what has no words stays English", async () => {
  const backend = await open((backend) => (backend.settings.language = "zh-CN"));
  await write(TEXT);
  await press("tool-friendly");
  const reason = `${origin.reason}; the moon is full`;
  const alternatives = [{ text: "The library is closed.", diff: [] }];
  backend.send({ type: "rewrite", result: { alternatives, ...origin, reason } });
  await settle();
  const said = screen.getByTestId("reason");
  expect(said.textContent).toBe("在本机的处理器上运行；the moon is full");
  expect(said.querySelector("[lang=en]")?.textContent).toBe("the moon is full");
});

it("in Chinese consent, servers and the report tell the same in Chinese", async () => {
  const backend = await open((backend) => {
    backend.settings.language = "zh-CN";
    backend.servers = { servers: [server("Work")], used: "Work" };
    backend.report = { ...report, requests: [sent("a"), stayed("b", { reason: "engine" })] };
  });
  await write(TEXT);
  await press("tool-friendly");
  backend.send({ type: "asking", sheets: [sheet(TEXT)] });
  await settle();
  expect(text("consent-facts")).toContain("友好 · 发往 Work：您要求使用服务器，经您同意后发送");
  await press("consent-no");
  backend.send({ type: "cancelled" });
  await press("place-settings");
  expect(text("key-Work")).toBe("密钥保存位置：桌面的密钥环（Secret Service）");
  await press("place-privacy");
  const reasons = screen.getAllByTestId("report-reason").map((one) => one.textContent);
  expect(reasons).toEqual(["发往 Work：您要求使用服务器，经您同意后发送", "引擎出错"]);
});
