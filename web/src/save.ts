/** What is taken away from a page: parts of an answer as the program writes them, pictures of charts. */
import { Refusal, asking, type Asked } from "./answers.svelte";

/** Put bytes into the browser's folder of downloads. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun when the click returns; some browsers read the address a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A part of what comes of a question (`tables/forecast/members`, `pages/forecast`, `panels/csv`), as a file. */
export async function take(part: string, asked: Asked, name: string): Promise<void> {
  const response = await asking(`/api/${part}`, asked);
  if (!response.ok) throw new Refusal((await response.text()) || `the program answered ${response.status}`);
  save(await response.blob(), name);
}

/** The paths of the tables of an answer: every list of objects is one (docs/json.md). */
export function tables(answer: unknown): string[] {
  const found = new Set<string>();
  const look = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      if (value.some((item) => item !== null && typeof item === "object" && !Array.isArray(item))) found.add(path);
      for (const item of value) look(item, path);
    } else if (value !== null && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) look(inner, path === "" ? key : `${path}.${key}`);
    }
  };
  look(answer, "");
  return [...found].sort();
}

const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family", "font-weight", "text-anchor"];

/** A chart as a file of its own: what style sheets say of it is written into it. */
function standing(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const copies = copy.querySelectorAll<SVGElement>("*");
  svg.querySelectorAll<SVGElement>("*").forEach((element, place) => {
    const looks = getComputedStyle(element);
    for (const name of STYLES) copies[place]?.setAttribute(name, looks.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** Save a chart as SVG. */
export function saveSvg(svg: SVGSVGElement, name: string): void {
  save(new Blob([standing(svg)], { type: "image/svg+xml" }), `${name}.svg`);
}

/** Save a chart as PNG, twice as large as it is shown. */
export async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standing(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * svg.clientWidth;
  canvas.height = 2 * svg.clientHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => { if (blob) save(blob, `${name}.png`); });
}

/** A name for a file. */
export function fileName(...words: (string | number | undefined)[]): string {
  return words.filter((word) => word !== undefined && word !== "").join("-").toLowerCase().replace(/[^a-z0-9.]+/g, "-").replace(/^-+|-+$/g, "");
}
