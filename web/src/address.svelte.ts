/**
 * The state of the page in its address: `#/who?member=ARM&treaty=CSTO`. Whoever shares, reloads or goes back sees the same.
 */

/** Where the page stands: the name of a page, and what it was asked. */
export interface Address {
  page: string;
  asked: URLSearchParams;
}

function read(hash: string): Address {
  const [page = "", asked = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { page: page === "" ? "home" : decodeURIComponent(page), asked: new URLSearchParams(asked) };
}

let current = $state.raw<Address>(read(location.hash));
addEventListener("hashchange", () => (current = read(location.hash)));

/** The address as it is now; what reads it is drawn again when it changes. */
export function address(): Address {
  return current;
}

/** The link to a page and what is asked of it; what is empty is left out. */
export function link(page: string, asked: Record<string, string | number | undefined>): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined && value !== "") words.set(name, String(value));
  }
  const text = words.toString();
  return `#/${encodeURIComponent(page)}${text === "" ? "" : `?${text}`}`;
}

/** Change what is asked of this page. A control that is being moved replaces the entry, so that "back" leaves the page. */
export function ask(changes: Record<string, string | number | undefined>): void {
  const asked: Record<string, string> = Object.fromEntries(current.asked);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") delete asked[name];
    else asked[name] = String(value);
  }
  const hash = link(current.page, asked);
  history.replaceState(history.state, "", hash);
  current = read(hash);
}
