// One press changes the language of everything; the place in the article and the reader's own text stay.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled, start, strings, twin, type, weights } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

const choose = (page, language) => page.locator(`a[data-language="${language}"]`).click();
const words = (language) => strings(language)['preset.example'].split(' ');

/** The first block below the bar: where the reader is. */
const place = (page) =>
  page.evaluate(() => {
    const block = [...document.querySelectorAll('article [data-block]')].find((one) => {
      const box = one.getBoundingClientRect();
      return box.height > 0 && box.bottom > 64;
    });
    return { block: block.dataset.block, top: block.getBoundingClientRect().top };
  });

test('text, lang, title, address, numbers and preset change; the place stays', async () => {
  const page = await site.open('en/#scores');
  await settled(page);
  const before = await place(page);
  assert.notEqual(before.block, '0');
  await choose(page, 'de');
  const shown = await weights(page, words('de'));
  await settled(page);
  assert.ok(shown.every((weight) => /^[01],\d{3}$/.test(weight)), `German numbers: ${shown}`);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  assert.match(page.url(), /\/de\//);
  assert.match(await page.locator('h1').textContent(), /Aufmerksamkeit|Attention/);
  assert.match(await page.title(), new RegExp(await page.locator('h1').textContent()));
  const now = await place(page);
  assert.equal(now.block, before.block);
  assert.ok(Math.abs(now.top - before.top) < 40, `moved by ${now.top - before.top} px`);
  assert.equal(await page.locator('a[data-language="de"]').getAttribute('aria-current'), 'true');

  await page.goBack();
  await weights(page, words('en'));
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await page.finish();
});

test("the reader's own text stays", async () => {
  const page = await site.open('en/');
  await type(page, 'my own words');
  await weights(page, ['my', 'own', 'words']);
  await choose(page, 'it');
  await page.locator('html[lang="it"]').waitFor();
  const shown = await weights(page, ['my', 'own', 'words']);
  await settled(page);
  assert.equal(await twin(page, 'fig-sentence.input').inputValue(), 'my own words');
  assert.match(shown[1], /^[01],\d{3}$/);
  await page.finish();
});
