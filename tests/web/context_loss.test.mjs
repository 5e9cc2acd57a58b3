// The graphics context can be taken away at any time: what was drawn comes back by itself, with its state.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PNG } from 'pngjs';
import { settled, start, twin, until } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

test('lost and restored, the page is drawn as before', async () => {
  const page = await site.open('en/?observe');
  await twin(page, 'fig-sentence.word.3').click();
  await page.mouse.move(2, 2);
  await page.evaluate(() => document.activeElement.blur());
  await settled(page);
  const before = PNG.sync.read(await page.screenshot());
  await page.evaluate(() => {
    window.loss = document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
    window.loss.loseContext();
  });
  await until(page, () => window.attentionPage.contextLost);
  await page.evaluate(() => window.loss.restoreContext());
  await until(page, () => !window.attentionPage.contextLost);
  await settled(page);
  const now = PNG.sync.read(await page.screenshot());
  let different = 0;
  for (let i = 0; i < now.data.length; i += 4) if (now.data.readUInt32BE(i) !== before.data.readUInt32BE(i)) different += 1;
  assert.ok(different < 0.001 * now.width * now.height, `${different} of ${now.width * now.height} pixels differ`);
  assert.equal(await twin(page, 'fig-sentence.word.3').getAttribute('aria-selected'), 'true');
  await page.finish();
});
