// The reader's own sentence: typed into the real input, computed by the engine in the browser, shown in the DOM twin.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { number, said, start, strings, title, twin, type, until, weights } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

const link = 'en/#fig-sentence?preset=example&word=1&head=6.10';
const example = ['A', 'red', 'cat', 'chases', 'a', 'gray', 'mouse'];

/** Word weights of one head, from the command-line tool's matrix of pieces: summed to pieces, averaged from pieces. */
function traced(text, head) {
  const trace = JSON.parse(execFileSync('build/desktop/attention_cli', ['trace', text, '--json', '--head', head], { maxBuffer: 1 << 24 }));
  const last = trace.pieces.length - 1;
  const words = [[0, 1], ...trace.words, [last, last + 1]];
  const sum = (row, [first, end]) => row.slice(first, end).reduce((a, b) => a + b, 0);
  const mean = ([first, end], to) => trace.attention.slice(first, end).reduce((all, row) => all + sum(row, to), 0) / (end - first);
  return words.map((from) => words.map((to) => mean(from, to)));
}

const close = (shown, exact, what) => assert.ok(Math.abs(number(shown) - exact) < 6e-4, `${what}: the page shows ${shown}, the tool says ${exact}`);

test('a typed sentence gets new weights, those of the command-line tool', async () => {
  const page = await site.open(link);
  const before = await weights(page, example);
  await page.evaluate(() => (window.field = document.querySelector('[data-control="fig-sentence.input"]')));
  await type(page, 'très schön: ça cœur weiß 5 €');
  const words = ['très', 'schön', ':', 'ça', 'cœur', 'weiß', '5', '€'];
  const shown = await weights(page, words);
  assert.notDeepEqual(shown, before);
  assert.equal(await twin(page, 'fig-sentence.input').inputValue(), 'très schön: ça cœur weiß 5 €');
  assert.ok(await page.evaluate(() => document.activeElement === window.field), 'the field keeps the focus');
  const exact = traced('très schön: ça cœur weiß 5 €', '6.10');
  shown.forEach((weight, to) => close(weight, exact[2][to], `from “schön” to word ${to}`));

  await twin(page, 'fig-sentence.table').click();
  const rows = page.locator('#fig-sentence table tbody tr');
  await rows.first().waitFor();
  assert.equal(await rows.count(), exact.length);
  for (const [from, cells] of (await rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)))).entries()) {
    cells.forEach((cell, to) => {
      assert.match(cell, /^[01]\.\d{3}$/);
      close(cell, exact[from][to], `table, ${from} to ${to}`);
    });
  }
  await page.finish();
});

test('a predicative sentence changes the title', async () => {
  const page = await site.open(link);
  await weights(page, example);
  const before = await title(page);
  assert.match(before, /red.*cat/);
  await type(page, 'The cat that chases the gray mouse is red');
  await weights(page, ['The', 'cat', 'that', 'chases', 'the', 'gray', 'mouse', 'is', 'red']);
  await twin(page, 'fig-sentence.word.9').click();
  await until(page, (old) => document.querySelector('[data-control="fig-sentence.title"]').textContent !== old, before);
  await twin(page, 'fig-sentence.preset.predicative').click();
  await until(page, () => /red.*cat.*mouse.*more/.test(document.querySelector('[data-control="fig-sentence.title"]').textContent));
  await page.finish();
});

test('what cannot be read is said, the old result stays and is marked, and the page goes on', async () => {
  const page = await site.open(link);
  const en = strings('en');
  const old = en['state.old'].split('{')[0];
  const input = twin(page, 'fig-sentence.input');

  await input.fill(Array(200).fill('a').join(' '));
  await said(page, '128');
  await said(page, old);
  await weights(page, example);

  await input.fill('one\u0001two');
  await said(page, en['error.control_characters'].slice(0, 40));
  await said(page, old);

  await input.fill('');
  await said(page, en['state.empty']);
  await said(page, old);

  // The same text again: it was computed before, and nothing is old or wrong any more.
  await input.fill(example.join(' '));
  await until(page, () => document.querySelector('[data-control="fig-sentence.status"]') === null);

  await input.fill('😀 中文 हिन्दी');
  await weights(page, ['😀', '中文', 'हिन्दी']).catch(async (error) => {
    const labels = await page.locator('[data-control^="fig-sentence.word."]').evaluateAll((all) => all.map((one) => one.ariaLabel));
    throw new Error(`${error.message}; the page shows ${labels.join(', ')}`);
  });
  await input.fill('a cat');
  await weights(page, ['a', 'cat']);
  await page.finish();
});
