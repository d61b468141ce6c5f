import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./serving";

const pages = {
  alliances: "home", CSTO: "alliance?treaty=CSTO", "who comes": "who", forecast: "forecast?scenario=csto-2022", summit: "summit", claims: "claims",
  ledger: "ledger?treaty=CSTO", leanings: "leanings?treaty=CSTO", record: "record", "the panel builder": "panel", fits: "fit",
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
    // What is folded away must hold as well.
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    await settled(page);
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
  await page.locator("form.controls").getByLabel("Branch").selectOption({ label: "Russia fails" });
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

/** What a click brings into the folder of downloads. */
async function downloaded(page: import("@playwright/test").Page, button: import("@playwright/test").Locator): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "latin1") };
}

test("I move an assumption of a forecast, see what changes, and take the scenario and the numbers along", async ({ page, address }) => {
  await page.goto(at(address, "forecast?scenario=csto-2022&branch=2"));
  await settled(page);
  const card = page.locator(".card", { hasText: "at least one member leaves" }).locator(".value");
  const before = await card.innerText();
  await page.locator("summary", { hasText: "What is assumed" }).click();
  const slider = page.getByLabel("freeze rate, to");
  await slider.focus();
  for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/set=assumption\.freeze_rate\.range/);
  await settled(page);
  const scenario = await downloaded(page, page.getByRole("button", { name: "scenario (TOML)" }));
  expect(scenario.name).toBe("csto-2022.toml");
  expect(scenario.text).not.toContain("range = [0.0022, 0.023]");
  const csv = await downloaded(page, page.getByLabel("Downloads").last().getByRole("button", { name: "CSV" }));
  expect(csv.text.split("\n")[0]).toContain("members.state");
  const report = await downloaded(page, page.getByLabel("Downloads").last().getByRole("button", { name: "report page" }));
  expect(report.text).toMatch(/^<!doctype html>/i);
  await page.getByRole("button", { name: "the scenario's own values" }).click();
  await settled(page);
  expect(await card.innerText()).toBe(before);
});

test("I ask where the answer flips", async ({ page, address }) => {
  await page.goto(at(address, "forecast?scenario=csto-2022"));
  await settled(page);
  await page.getByRole("combobox", { name: /^Question/ }).selectOption("any-leaves");
  await settled(page);
  await expect(page.getByText("What would bring it to one half")).toBeVisible();
  await expect(page.getByRole("row", { name: /fitted rate of leaving/ })).toContainText(/\d/);
});

test("a first forecast is there before the whole one, and the branches stand side by side", async ({ page, address }) => {
  await page.goto(at(address, "home"));
  await settled(page);
  const since = Date.now();
  await page.getByRole("link", { name: "Forecast", exact: true }).click();
  await expect(page.locator(".card .value").first()).toContainText("%");
  console.log(`first forecast after ${Date.now() - since} ms`);
  await expect(page.getByRole("button", { name: "cancel" }).first()).toBeVisible();
  await settled(page);
  await expect(page.getByRole("img", { name: /At least one has left, and who/ })).toBeVisible();
  await expect(page.getByRole("img", { name: /^Members, Russia fails/ })).toBeVisible();
});

test("I take a chart along as SVG and as PNG, and read its numbers", async ({ page, address }) => {
  await page.goto(at(address, "who"));
  await settled(page);
  const chart = page.getByRole("figure").filter({ hasText: "Troops from each ally" });
  const svg = await downloaded(page, chart.getByRole("button", { name: /save as SVG/ }));
  expect(svg.text).toContain('xmlns="http://www.w3.org/2000/svg"');
  expect(svg.text).not.toContain("var(--");
  const png = await downloaded(page, chart.getByRole("button", { name: /save as PNG/ }));
  expect(png.text.slice(1, 4)).toBe("PNG");
  await chart.getByText("The numbers").click();
  await expect(chart.getByRole("row", { name: /Russia/ })).toContainText("%");
});

test("I see what makes an ally's answer, and what if the call had another reason", async ({ page, address }) => {
  await page.goto(at(address, "who"));
  await settled(page);
  await page.getByRole("button", { name: "KAZ", exact: true }).focus();
  await expect(page.getByRole("img", { name: /What makes the answer of Kazakhstan/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /internal unrest/ }).first()).toContainText("%");
});

test("I see what a member gets and pays, where it leans, and how the record stands", async ({ page, address }) => {
  await page.goto(at(address, "ledger?treaty=CSTO"));
  await settled(page);
  await page.getByRole("combobox", { name: /^What/ }).selectOption({ label: "remittances gdp (percent of GDP)" });
  await expect(page.getByRole("img", { name: /remittances gdp/ })).toBeVisible();
  await page.getByRole("link", { name: "Leanings", exact: true }).click();
  await settled(page);
  await page.getByRole("combobox", { name: /^Member/ }).selectOption("KAZ");
  await expect(page.getByRole("heading", { name: "Kazakhstan" })).toBeVisible();
  await page.getByRole("link", { name: "Record", exact: true }).click();
  await settled(page);
  await expect(page.locator(".card", { hasText: "questions" }).locator(".value").first()).toHaveText("135");
});

test("I build a panel of a world file and take it along for Stata with its codebook", async ({ page, address }) => {
  test.skip(!process.env["FOEDERA_DATA"], "FOEDERA_DATA is not set");
  await page.goto(at(address, "panel?from=2000&to=2010&treaty=CSTO&names=1"));
  await settled(page);
  await page.getByLabel("Search").fill("cinc");
  await page.getByLabel("take cinc", { exact: true }).check();
  await settled(page);
  await expect(page.getByRole("region", { name: "First rows" }).getByRole("columnheader", { name: "cinc", exact: true })).toBeVisible();
  const csv = await downloaded(page, page.getByRole("button", { name: "CSV" }));
  expect(csv.text.split("\n")[0]).toContain("cinc");
  const book = await downloaded(page, page.getByRole("button", { name: "codebook" }));
  expect(book.text).toContain("cinc");
  const stata = await downloaded(page, page.getByRole("button", { name: "Stata" }));
  expect(stata.text.slice(0, 11)).toBe("<stata_dta>");
});

test("I bring my own events, fit a model with an effect from the list, and see whether to trust it", async ({ page, address }) => {
  const names = Array.from({ length: 12 }, (_, number) => `a${number}`);
  // A linear congruential generator: who turns to whom has no pattern that would separate an effect.
  let seed = 1992;
  const next = (count: number) => { seed = (seed * 1_103_515 + 12_345) % 2_147_483_647; return Math.floor(seed / 7) % count; };
  const events = Array.from({ length: 300 }, (_, number) => { const sender = next(12); return `${2000 + number},${names[sender]},${names[(sender + 1 + next(11)) % 12]}`; });
  await page.goto(at(address, "fit"));
  await page.getByLabel("Events (time, sender, receiver): a file from disk").setInputFiles({ name: "my events.csv", mimeType: "text/csv", buffer: Buffer.from(["time,sender,receiver", ...events].join("\n")) });
  await page.getByLabel("Actors (label, then attributes): a file from disk").setInputFiles({ name: "actors.csv", mimeType: "text/csv", buffer: Buffer.from(["label,age", ...names.map((name, place) => `${name},${place}`)].join("\n")) });
  await page.getByLabel("Formula").fill("choice(calls ~ inertia)");
  await page.getByText(/^Effects of/).click();
  await page.getByRole("button", { name: "add recip", exact: true }).click();
  await expect(page.getByLabel("Formula")).toHaveValue("choice(calls ~ inertia + recip)");
  await page.getByRole("button", { name: "fit", exact: true }).click();
  await settled(page);
  await expect(page.getByRole("img", { name: /Estimates and 95 % intervals: inertia/ })).toBeVisible();
  await expect(page.getByRole("cell", { name: /standard errors/ }).first()).toBeVisible();
  await page.getByRole("button", { name: "take my events.csv away" }).click();
  await expect(page.getByRole("button", { name: "take my events.csv away" })).toHaveCount(0);
});

test("I find the alliances of a state on the map", async ({ page, address }) => {
  await page.goto(at(address, "home"));
  await settled(page);
  await page.locator("path[data-state=KAZ]").click();
  await page.getByRole("button", { name: "mark the members of CSTO on the map" }).click();
  await expect(page.locator("path[data-state=BLR].marked")).toHaveCount(1);
  await expect(page).toHaveURL(/state=KAZ&marked=CSTO/);
});
