// Addresses: a link opens a figure in its state, cold and after a reload, and Back returns to where the reader was.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled, start, strings, until, weights } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

test('a deep link restores its state, and again after a reload', async () => {
  const page = await site.open('en/#fig-binding?preset=predicative&word=8');
  const words = strings('en')['preset.predicative'].split(' ');
  const check = async () => {
    await weights(page, words, 'fig-binding');
    await settled(page);
    const state = await page.evaluate(() => ({
      word: document.querySelector('[data-control^="fig-binding.word."][aria-selected="true"]')?.dataset.control,
      preset: document.querySelector('[data-control^="fig-binding.preset."][aria-checked="true"]')?.dataset.control,
      top: document.getElementById('fig-binding').getBoundingClientRect().top,
      hash: location.hash,
    }));
    assert.equal(state.word, 'fig-binding.word.9', 'the ninth word, start is 0');
    assert.equal(state.preset, 'fig-binding.preset.predicative');
    assert.ok(state.top > -200 && state.top < 600, `the figure is in sight: ${state.top}`);
    assert.equal(state.hash, '#fig-binding?preset=predicative&word=8');
  };
  await check();
  await page.reload();
  await check();
  await page.finish();
});

test('Back returns from a jump to the place before it', async () => {
  const page = await site.open('en/');
  await settled(page);
  await page.evaluate(() => scrollTo({ top: 900, behavior: 'instant' }));
  await page.locator('.contents-button').click();
  await page.locator('#contents a[href="#order"]').click();
  await until(page, () => location.hash === '#order' && scrollY > 3000);
  await page.goBack();
  await until(page, () => location.hash === '' && Math.abs(scrollY - 900) < 5);
  await page.finish();
});
