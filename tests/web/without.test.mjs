// The article without what the figures need: no JavaScript, or no WebGL.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { languages, start, strings } from './support.mjs';

const sites = [];
after(() => Promise.all(sites.map((site) => site.close())));
async function started(...options) {
  sites.push(await start(...options));
  return sites.at(-1);
}

async function assertReadable(page) {
  assert.ok((await page.locator('article').innerText()).length > 10_000, 'the whole article is there');
  for (const selector of ['h1', '.lead', '#scores', '#sources']) {
    const first = page.locator(selector).first();
    assert.ok(await first.isVisible(), selector);
    assert.notEqual(await first.evaluate((one) => getComputedStyle(one).color), 'rgba(0, 0, 0, 0)', `${selector} is inked`);
  }
  assert.ok(await page.locator('#fig-sentence .fallback').isVisible(), 'the figure says what it would show');
}

test('without JavaScript', async () => {
  const site = await started();
  for (const language of languages) {
    const page = await site.open(`${language}/`, { javaScriptEnabled: false, wait: false });
    await assertReadable(page);
    assert.ok(await page.locator('noscript .notice, .notice').first().isVisible());
    await page.finish();
  }
});

test('without WebGL', async () => {
  const site = await started(['--disable-3d-apis']);
  const page = await site.open('de/', { wait: false, expected: /WebGL/ });
  await page.locator('[data-notice]:not([hidden])').waitFor();
  assert.ok((await page.locator('[data-notice]').innerText()).length > 20);
  await assertReadable(page);
  assert.ok(strings('de'));
  await page.finish();
});
