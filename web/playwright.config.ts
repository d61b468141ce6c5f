import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
if (!existsSync(chromium)) {
  console.log(`skipped: no browser at ${chromium} (CHROMIUM names another)`);
  process.exit(0);
}

export default defineConfig({
  testDir: "tests",
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 120_000 },
  reporter: [["line"]],
  use: { launchOptions: { executablePath: chromium, args: ["--no-sandbox"] } },
  projects: [
    { name: "desk", use: { viewport: { width: 1280, height: 900 }, colorScheme: "light" } },
    { name: "phone in the dark", use: { viewport: { width: 420, height: 860 }, colorScheme: "dark" } },
  ],
});
