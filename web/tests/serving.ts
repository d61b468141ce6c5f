import { spawn, type ChildProcess } from "node:child_process";
import { test as base } from "@playwright/test";

/** A server of the program that FOEDERA names (else the debug build), and the address that it printed. */
async function started(): Promise<{ server: ChildProcess; address: string }> {
  const server = spawn(process.env["FOEDERA"] ?? "../target/debug/foedera", ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
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
      const { server, address } = await started();
      await use(address);
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await gone;
    },
    { scope: "worker" },
  ],
});
export { expect } from "@playwright/test";
