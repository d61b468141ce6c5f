/** Files that questions may name: those that were put here, and those of the folder named at the start. */
import { asking } from "./answers.svelte";

/** A file, by what a question calls it (`own/events.csv`). */
export interface File { file: string; name: string; bytes: number; folder: boolean }

class Files {
  list = $state.raw<File[]>([]);
  /** Whether a folder was named at the start. */
  named = $state(false);
  ready = $state(false);
  refused = $state("");

  async #take(path: string, options: RequestInit = {}): Promise<boolean> {
    this.refused = "";
    const response = await asking(path, {}, options);
    if (!response.ok) {
      this.refused = await response.text();
      return false;
    }
    const found = (await response.json()) as { files: File[]; folder: boolean };
    [this.list, this.named, this.ready] = [found.files, found.folder, true];
    return true;
  }

  /** Look again. */
  async look(): Promise<void> {
    await this.#take("/api/files");
  }

  /** Put a file here; gives what questions call it. */
  async put(name: string, bytes: Blob | string): Promise<string | null> {
    const plain = name.replace(/[^\p{L}\p{N}._() -]/gu, "_").replace(/^[^\p{L}\p{N}_]+/u, "") || "file";
    return (await this.#take(`/api/files/${encodeURIComponent(plain)}`, { method: "PUT", body: bytes })) ? `own/${plain}` : null;
  }

  /** Take a file away that was put here. */
  async remove(file: string): Promise<void> {
    await this.#take(`/api/files/${encodeURIComponent(file.replace(/^own\//, ""))}`, { method: "DELETE" });
  }
}

const one = new Files();
let looked = false;

/** The files, looked for when first asked. */
export function files(): Files {
  if (!looked) {
    looked = true;
    void one.look();
  }
  return one;
}
