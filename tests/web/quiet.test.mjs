// A page at rest costs nothing: no animation frame, no timer that draws.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled, start } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

test('no animation frame for three seconds once everything is drawn', async () => {
  const page = await site.open('en/');
  await settled(page);
  const drawn = await page.evaluate(() => window.frames_.count);
  assert.ok(drawn > 0, 'frames are counted');
  await page.waitForTimeout(3000); // the one place where time itself is what is looked at
  assert.equal(await page.evaluate(() => window.frames_.count), drawn);
  await page.finish();
});
