// Renders emoji of the iconify packages and the two accessories to PNG files with resvg.
// Usage: node render_svg.mjs MODULES_FOLDER JOBS.json   JOBS: [{set, name, svg, width, out}]; svg replaces set and name.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const [modules, jobs] = process.argv.slice(2);
const require = createRequire(`${modules}/x.js`);
const { Resvg } = require('@resvg/resvg-js');

/** The SVG text of one icon; follows aliases. */
function icon_svg(set, name) {
  const icons = require(`@iconify-json/${set}/icons.json`);
  while (icons.aliases?.[name]) name = icons.aliases[name].parent;
  const icon = icons.icons[name];
  if (!icon) throw new Error(`${set} has no icon ${name}`);
  const width = icon.width ?? icons.width ?? 16, height = icon.height ?? icons.height ?? 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" `
    + `viewBox="${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}">${icon.body}</svg>`;
}

for (const job of JSON.parse(fs.readFileSync(jobs, 'utf8'))) {
  const svg = job.svg ?? icon_svg(job.set, job.name);
  fs.writeFileSync(job.out, new Resvg(svg, { fitTo: { mode: 'width', value: job.width } }).render().asPng());
}
