/**
 * Answers of the program: the envelope of `--format json` (docs/json.md), streamed with the progress of the work. A run ends when its
 * request is given up, so a control that is moved again cancels the run before.
 */

/** What every answer says of its making. */
export interface Provenance {
  foedera: string;
  seed?: number;
  again?: string;
  [key: string]: unknown;
}

/** An answer in its envelope. */
export interface Envelope<Answer> {
  schema: string;
  command: string;
  provenance: Provenance;
  answer: Answer;
}

/** What was wrong, where, and what to do: the words of the program. */
export class Refusal extends Error {}

const token = new URLSearchParams(location.search).get("token") ?? "";

/** What is asked: the words of the command line, by name; a list gives an option as often as it has entries. */
export type Asked = Record<string, string | number | boolean | string[] | undefined>;

/** The values of a question as a query. */
function query(asked: Asked): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined || value === "" || value === false) continue;
    for (const each of Array.isArray(value) ? value : [value]) words.append(name, String(each));
  }
  const text = words.toString();
  return text === "" ? "" : `?${text}`;
}

/** Send a request to the program, with the token. */
export function asking(path: string, asked: Asked, options: RequestInit = {}): Promise<Response> {
  return fetch(path + query(asked), { ...options, headers: { "x-foedera-token": token, ...options.headers } });
}

/** Ask once. `told` hears of progress in the words of the program. */
export async function ask<Answer>(
  command: string,
  asked: Asked,
  signal: AbortSignal,
  told: (progress: string) => void = () => undefined,
): Promise<Envelope<Answer>> {
  const response = await asking(`/api/answers/${encodeURIComponent(command)}`, asked, { signal, headers: { accept: "text/event-stream" } });
  if (!response.ok || response.body === null) throw new Refusal((await response.text()) || `the program answered ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Refusal("the program went away before it had answered; start `foedera serve` again");
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const kind = /^event: ?(.*)$/m.exec(event)?.[1];
      const data = [...event.matchAll(/^data: ?(.*)$/gm)].map((line) => line[1] ?? "").join("\n");
      if (kind === "progress") told(data);
      if (kind === "refused") throw new Refusal(data);
      if (kind === "answer") return JSON.parse(data) as Envelope<Answer>;
    }
  }
}

/** An answer that follows what is asked: the last one stays until the next is there. */
export class Asking<Answer> {
  envelope = $state.raw<Envelope<Answer> | null>(null);
  refused = $state<string | null>(null);
  working = $state(false);
  progress = $state("");
  /** What the last question was: its command and all that was asked in its last stage. */
  asked = $state.raw<{ command: string; asked: Asked } | null>(null);
  /** How many of the stages have been answered, and of how many. */
  stage = $state({ done: 0, of: 0 });
  #run: AbortController | null = null;

  /** Ask in stages: a quick answer first, then the whole one. A new question gives the one before up. */
  async ask(command: string, stages: Asked[]): Promise<void> {
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    this.working = true;
    this.refused = null;
    this.progress = "";
    this.asked = { command, asked: stages.at(-1) ?? {} };
    this.stage = { done: 0, of: stages.length };
    try {
      for (const asked of stages) {
        const envelope = await ask<Answer>(command, asked, run.signal, (progress) => {
          if (!run.signal.aborted) this.progress = progress;
        });
        if (run.signal.aborted) return;
        this.envelope = envelope;
        this.stage = { done: this.stage.done + 1, of: stages.length };
      }
    } catch (error) {
      if (run.signal.aborted) return;
      this.refused = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#run === run) this.working = false;
    }
  }

  /** Give the run up; the last answer stays. */
  cancel(): void {
    this.#run?.abort();
    this.#run = null;
    this.working = false;
  }
}
