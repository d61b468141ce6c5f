// Makes src/map.json, the small map of the home page: outlines of states in the Equal Earth projection, by ISO alpha-3 code. Natural Earth's
// 1:110m countries (public domain) as world-atlas has them. Run it with `npm run map` when a newer edition is wanted.
import { readFileSync, writeFileSync } from "node:fs";
import { geoEqualEarth, geoPath } from "d3-geo";
import codes from "i18n-iso-countries";
import { feature } from "topojson-client";

const world = JSON.parse(readFileSync("node_modules/world-atlas/countries-110m.json", "utf8"));
const [width, height] = [800, 390];
const projection = geoEqualEarth().fitSize([width, height], { type: "Sphere" });
const path = geoPath(projection).digits(1);
const states = {};
for (const country of feature(world, world.objects.countries).features) {
  // Natural Earth gives no code to what few recognise; the atlas of Foedera has Kosovo.
  const code = country.id ? codes.numericToAlpha3(country.id) : { Kosovo: "XKX" }[country.properties.name];
  const outline = path(country);
  if (code && code !== "ATA" && outline) states[code] = outline;
}
writeFileSync("src/map.json", `${JSON.stringify({ width, height, states }, null, 0).replaceAll('","', '",\n"')}\n`);
console.log(`${Object.keys(states).length} states`);
