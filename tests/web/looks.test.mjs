// Pictures of the page at two sizes, on light and dark paper, in four languages. They are kept in build/screenshots for eyes;
// here it is only seen that text and figure are drawn, and that no language has a console error or a foreign request.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { colours, languages, settled, start } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

const sizes = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];
const folder = 'build/screenshots';
mkdirSync(folder, { recursive: true });

for (const language of languages) {
  for (const viewport of sizes) {
    test(`${language} at ${viewport.width} × ${viewport.height}`, async () => {
      const page = await site.open(`${language}/`, { viewport, colorScheme: 'light' });
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        for (const [part, selector] of [['text', '.lead'], ['figure', '#fig-sentence']]) {
          await page.evaluate((selector) => document.querySelector(selector).scrollIntoView({ block: 'center', behavior: 'instant' }), selector);
          await settled(page);
          const picture = await page.screenshot();
          writeFileSync(`${folder}/${language}-${viewport.width}-${colorScheme}-${part}.png`, picture);
          const found = colours(picture, await page.locator(selector).boundingBox());
          assert.ok(found > (part === 'text' ? 16 : 64), `${part}, ${colorScheme}: ${found} colours`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(wide, false, 'no sideways scrolling');
      }
      await page.finish();
    });
  }
}

test('four device pixels for one: as a phone has them, and as zooming to 400 % gives', async () => {
  const one = await site.open('de/', { viewport: { width: 360, height: 640 } });
  await settled(one);
  const height = (await one.locator('article').boundingBox()).height;
  await one.finish();
  const page = await site.open('de/', { viewport: { width: 360, height: 640 }, deviceScaleFactor: 4 });
  await settled(page);
  assert.deepEqual(await page.evaluate(() => [document.querySelector('#canvas').width, document.querySelector('#canvas').height]), [1440, 2560]);
  const found = (await page.locator('article').boundingBox()).height;
  assert.ok(Math.abs(found - height) < 0.02 * height, `the article is ${found} pixels high, at one device pixel ${height}`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'no sideways scrolling');
  await page.finish();
});
