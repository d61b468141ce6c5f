import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";

const program = process.env["FOEDERA"] ?? "../target/debug/foedera";

/** A folder to serve: the record, and a world file where FOEDERA_DATA names the datasets. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "foedera-workbench-"));
  cpSync("../record", join(path, "record"), { recursive: true });
  const data = process.env["FOEDERA_DATA"];
  if (data) execFileSync(program, ["import", data, "-o", join(path, "world.foedera")], { stdio: "ignore" });
  else console.log("skipped: tests of panels, FOEDERA_DATA is not set");
  return path;
}

/** A server of the program that FOEDERA names (else the debug build), and the address that it printed. */
async function started(path: string): Promise<{ server: ChildProcess; address: string }> {
  const server = spawn(program, ["serve", "--port", "0", "--folder", path], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const found = /http:\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return { server, address };
}

/** A test with a server of its own worker. */
export const test = base.extend<object, { address: string }>({
  address: [
    async ({}, use) => {
      const path = folder();
      const { server, address } = await started(path);
      await use(address);
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await gone;
      rmSync(path, { recursive: true });
    },
    { scope: "worker" },
  ],
});
export { expect } from "@playwright/test";
