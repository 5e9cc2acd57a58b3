// On paper the page is the static article: the canvas shows one screen only, and the text over it is transparent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled, start, until } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

/** What a reader of paper sees of the article: inks, places, words. */
const seen = (page) =>
  page.evaluate(() => {
    const paragraphs = [...document.querySelectorAll('article p')].filter((p) => p.getClientRects().length > 0);
    return {
      transparent: paragraphs.filter((p) => getComputedStyle(p).color === 'rgba(0, 0, 0, 0)').length,
      words: paragraphs.map((p) => p.textContent).join(' ').split(/\s+/).length,
      styled: [...document.querySelectorAll('article, article [style]:not(.twins *)')].filter((one) => one.style.length > 0).length,
      captions: [...document.querySelectorAll('.figure figcaption')].filter((f) => f.getBoundingClientRect().height > 20).length,
      promises: [...document.querySelectorAll('.figure .fallback p:not(.sentence)')].filter((f) => f.getClientRects().length > 0).length,
      twins: [...document.querySelectorAll('.twins')].filter((t) => t.getClientRects().length > 0).length,
    };
  });

test('the live page prints as the static one does, and comes back to life', async () => {
  const still = await site.open('en/', { wait: false, javaScriptEnabled: false });
  await still.emulateMedia({ media: 'print' });
  const height = (await still.locator('article').boundingBox()).height;
  await still.finish();

  const page = await site.open('en/');
  await settled(page);
  await page.emulateMedia({ media: 'print' });
  await until(page, () => document.documentElement.dataset.application === 'printing');
  const paper = await seen(page);
  assert.equal(paper.transparent, 0);
  assert.equal(paper.styled, 0, 'nothing keeps the place that it has on the screen');
  assert.ok(paper.words > 2000, `${paper.words} words`);
  assert.equal(paper.captions, 5, 'each figure says what it shows');
  assert.equal(paper.promises, 0, 'and no more: nothing will load');
  assert.equal(paper.twins, 0);
  const printed = (await page.locator('article').boundingBox()).height;
  assert.ok(Math.abs(printed - height) < 0.02 * height, `${printed} pixels high, the static page ${height}`);

  await page.emulateMedia({ media: 'screen' });
  await settled(page);
  const screen = await seen(page);
  assert.ok(screen.transparent > 30);
  assert.equal(screen.promises, 0);
  await page.finish();
});
