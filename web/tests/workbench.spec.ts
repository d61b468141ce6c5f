import { execFileSync } from "node:child_process";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./serving";

const pages = {
  alliances: "home", CSTO: "alliance?treaty=CSTO", "who comes": "who", forecast: "forecast?scenario=csto-2022", summit: "summit", claims: "claims",
};
const at = (address: string, page: string) => `${address}#/${page}`;
/** Nothing is under way any more. */
async function settled(page: import("@playwright/test").Page): Promise<void> {
  await expect(page.getByText("working", { exact: false })).toHaveCount(0);
}

for (const [name, place] of Object.entries(pages)) {
  test(`the page of ${name} has nothing that axe objects to, stays within the window and asks nobody else`, async ({ page, address }, info) => {
    const elsewhere: string[] = [];
    const broken: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(new URL(address).origin) && !request.url().startsWith("data:")) elsewhere.push(request.url());
    });
    page.on("pageerror", (error) => broken.push(String(error)));
    page.on("console", (message) => { if (message.type() === "error") broken.push(message.text()); });
    await page.goto(at(address, place));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await settled(page);
    await expect(page.getByRole("alert")).toHaveCount(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
    expect(elsewhere).toEqual([]);
    expect(broken).toEqual([]);
    if (process.env["PICTURES"]) await page.screenshot({ path: `${process.env["PICTURES"]}/${name}-${info.project.name}.png`, fullPage: true });
  });
}

test("what if Russia's usable force is halved, who comes to Armenia, who leaves", async ({ page, address }) => {
  const since = Date.now();
  await page.goto(at(address, "home"));
  await page.getByRole("link", { name: "Who comes", exact: true }).click();
  await settled(page);
  const patron = page.locator(".card", { hasText: "the patron does" }).locator(".value");
  const before = await patron.innerText();
  await page.getByLabel(/Usable force of the patron/).fill("0.5");
  await expect(page.getByRole("figure").getByText("without", { exact: false }).or(page.locator("line[stroke-dasharray]").first()).first()).toBeAttached();
  await settled(page);
  expect(await patron.innerText()).not.toBe(before);
  expect(page.url()).toContain("force=0.5");
  await page.getByRole("link", { name: "Forecast", exact: true }).click();
  await page.getByLabel("Branch").selectOption({ label: "Russia fails" });
  await settled(page);
  await expect(page.locator(".card", { hasText: "at least one member leaves" }).locator(".value")).toContainText("%");
  expect(Date.now() - since).toBeLessThan(60_000);
});

test("an address can be shared, reloaded and gone back from", async ({ page, address }) => {
  await page.goto(at(address, "who?treaty=NATO&member=EST&trigger=attack&by=RUS&at=2026-01-01"));
  await settled(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Estonia");
  const shown = await page.locator(".card .value").first().innerText();
  await page.reload();
  await settled(page);
  expect(await page.locator(".card .value").first().innerText()).toBe(shown);
  await page.getByRole("link", { name: "Claims", exact: true }).click();
  await expect(page).toHaveURL(/#\/claims/);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Estonia");
});

test("the numbers are those of the command line for the same scenario and seed", async ({ page, address }) => {
  const program = process.env["FOEDERA"] ?? "../target/debug/foedera";
  const printed = JSON.parse(execFileSync(program, ["forecast", "warsaw-pact-1989", "--format", "json"], { maxBuffer: 1 << 26 }).toString()) as {
    answer: { treaty: { at_least_one_left: { probability: number }[] }[] };
  };
  const said = printed.answer.treaty[0]?.at_least_one_left[0]?.probability ?? Number.NaN;
  await page.goto(at(address, "forecast?scenario=warsaw-pact-1989&horizon=0"));
  await settled(page);
  const shown = await page.locator(".card", { hasText: "at least one member leaves" }).locator(".value").innerText();
  const digits = shown.includes(".") ? 1 : 0;
  expect(shown).toBe(`${(100 * said).toFixed(digits)} %`);
});

test("a wrong question is told in the program's words, and the page goes on", async ({ page, address }) => {
  await page.goto(at(address, "who?treaty=CSTO&member=ARM&trigger=attack&by=NOWHERE"));
  await expect(page.getByRole("alert")).toContainText("NOWHERE");
  await page.getByLabel("Against").fill("AZE");
  await page.getByLabel("Against").press("Enter");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a long run is cancelled", async ({ page, address }) => {
  await page.goto(at(address, "forecast?scenario=nato-2026"));
  await page.getByRole("button", { name: "cancel" }).first().click();
  await settled(page);
});

test("everything is reached by the keyboard", async ({ page, address }) => {
  await page.goto(at(address, "home"));
  await settled(page);
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveText("to the content");
  for (let presses = 0; presses < 7; presses += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/#\/home$/);
});
