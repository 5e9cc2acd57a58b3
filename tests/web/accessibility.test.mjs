// axe-core on the live page. Contrast is checked where the colours are: the text is drawn on the canvas, and the inks of
// both papers have their own test (theme_test.cpp); axe only sees the transparent text over it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { languages, settled, start, twin } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

for (const language of languages) {
  test(`axe finds nothing: ${language}`, async () => {
    const page = await site.open(`${language}/`);
    await twin(page, 'fig-sentence.table').click();
    await page.locator('#fig-sentence table').waitFor();
    await settled(page);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const result = await window.axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
      return result.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)), count: nodes.length }));
    });
    assert.deepEqual(violations, []);
    await page.finish();
  });
}
