import { screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { correct, origin, proofread } from "../backend/samples";
import { open, press, settle, write } from "../test/window";

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
