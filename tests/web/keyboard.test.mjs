// The keyboard stays the browser's: Tab walks through everything and leaves, one stop for each composite, arrow keys inside it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settled, start, twin, until, weights } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

const focused = (page) => page.evaluate(() => document.activeElement?.dataset.control ?? document.activeElement?.textContent.trim().slice(0, 30));

// Every figure's choices stand in a group; those of the later figures come with the first results of their own.
const figures = (page) => until(page, () => document.querySelectorAll('.group').length >= 4);

test('Tab goes through every control in reading order and leaves the page', async () => {
  const page = await site.open('en/');
  await figures(page);
  await settled(page);
  const stops = await page.evaluate(() => {
    const inOrder = [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')];
    const visible = inOrder.filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
    visible.forEach((one, i) => (one.dataset.stop = i));
    return visible.length;
  });
  const visited = [];
  for (let i = 0; i <= stops + 3; i += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => document.activeElement?.dataset.stop ?? 'outside');
    if (stop === 'outside') break;
    visited.push(Number(stop));
  }
  assert.deepEqual(visited, [...Array(stops).keys()]);
  await page.finish();
});

test('a composite is one Tab stop, and the arrow keys choose in it', async () => {
  const page = await site.open('en/#fig-sentence?preset=example&word=1');
  await figures(page);
  const groups = await page.locator('.group').evaluateAll((all) => all.map((one) => one.querySelectorAll('[tabindex="0"]').length));
  assert.ok(groups.every((stops) => stops === 1), `Tab stops in each composite: ${groups}`);

  await twin(page, 'fig-sentence.word.2').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(page), 'fig-sentence.word.3');
  await until(page, () => document.querySelector('[data-control="fig-sentence.word.3"]').ariaSelected === 'true');
  await page.keyboard.press('Home');
  assert.equal(await focused(page), 'fig-sentence.word.0');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'fig-sentence.input');

  await twin(page, 'fig-sentence.word.2').focus();
  await page.keyboard.press('Enter');
  await until(page, () => location.hash === '#fig-microscope');
  await until(page, () => {
    const box = document.getElementById('fig-microscope').getBoundingClientRect();
    return box.top >= 0 && box.top < innerHeight / 2;
  });
  await page.finish();
});

test('Backspace edits, and no shortcut of the browser is swallowed', async () => {
  const page = await site.open('en/#fig-sentence?preset=example&word=1');
  const input = twin(page, 'fig-sentence.input');
  await input.focus();
  await page.keyboard.press('End');
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('Backspace');
  assert.equal(await input.inputValue(), 'A red cat chases a gray');
  await weights(page, ['A', 'red', 'cat', 'chases', 'a', 'gray']);

  const swallowed = await page.evaluate(() => {
    const keys = [
      { key: 'Tab' }, { key: 'Tab', shiftKey: true }, { key: 'Backspace' }, { key: 'F5' }, { key: 'F12' }, { key: 'Escape' },
      { key: 'f', ctrlKey: true }, { key: 'f', metaKey: true }, { key: 'l', ctrlKey: true }, { key: 'r', ctrlKey: true }, { key: '+', ctrlKey: true },
      { key: 'ArrowLeft', altKey: true }, { key: 'PageDown' }, { key: 'a', ctrlKey: true }, { key: 'c', ctrlKey: true },
    ];
    const places = [document.body, ...document.querySelectorAll('[data-control="fig-sentence.input"], [data-control="fig-sentence.word.2"], [data-control="fig-sentence.table"]')];
    const result = [];
    for (const place of places) {
      for (const key of keys) {
        const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key });
        place.dispatchEvent(event);
        if (event.defaultPrevented) result.push([place.dataset.control, JSON.stringify(key)]);
      }
    }
    return result;
  });
  assert.deepEqual(swallowed, []);
  await page.finish();
});
