// What a reader waits for, measured and printed, never judged: the numbers belong to one machine and one run.
// They are written to build/measurements/web.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { settled, start, twin, weights } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());
const result = {};

function quantiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) / 10;
  return { count: times.length, median_ms: at(0.5), p95_ms: at(0.95) };
}

test('bytes to the first text and to the first live figure, compressed as served', async () => {
  const finished = [];
  const page = await site.open('en/', {
    wait: false,
    prepare: (page) => page.on('requestfinished', (request) => finished.push(request.sizes().then((sizes) => ({ url: request.url(), bytes: sizes.responseBodySize })))),
  });
  await weights(page);
  const files = await Promise.all(finished.slice());
  const total = (list) => list.reduce((sum, file) => sum + file.bytes, 0);
  const text = files.filter((file) => /\/en\/$|\.css$|theme\.js$|\.woff2$/.test(file.url));
  // On a slow machine files that the first figure does not wait for arrive before it is drawn: the layers after its head's
  // (6.10), and the rows of the words that no preset has.
  const later = /layer\.(0[7-9]|1\d)\.|embeddings\.(base|index|\d+)\./;
  const needed = files.filter((file) => !later.test(file.url));
  result.bytes = { first_text: total(text), first_live_figure: total(needed), arrived_by_then: total(files), files: files.length };
  result.largest = files.toSorted((a, b) => b.bytes - a.bytes).slice(0, 12).map((file) => `${new URL(file.url).pathname} ${file.bytes}`);
  await page.finish();
});

// “a ” is one token a word with this model; start and end count too.
// Each letter makes a sentence that was not computed before.
for (const [tokens, strokes] of [[16, 20], [64, 12]]) {
  test(`from a keystroke to new weights, ${tokens} tokens`, async () => {
    const page = await site.open('en/#fig-sentence?preset=example&word=1');
    const text = Array(tokens - 2).fill('cat').join(' ');
    await twin(page, 'fig-sentence.input').fill(text);
    await weights(page, text.split(' '));
    await settled(page);
    await twin(page, 'fig-sentence.input').focus();
    await page.keyboard.press('End');
    const times = [];
    for (let i = 0; i < strokes; i += 1) {
      // From the key event to the first change of a weight in the twin, which is written when the frame is drawn.
      await page.evaluate(() => {
        const old = [...document.querySelectorAll('[data-control^="fig-sentence.word."]')].map((one) => one.ariaLabel).join();
        window.measured = new Promise((resolve) => {
          let from = 0;
          addEventListener('keydown', () => (from = performance.now()), { once: true, capture: true });
          const observer = new MutationObserver(() => {
            const now = [...document.querySelectorAll('[data-control^="fig-sentence.word."]')].map((one) => one.ariaLabel).join();
            if (from === 0 || now === '' || now === old) return;
            observer.disconnect();
            resolve(performance.now() - from);
          });
          observer.observe(document.getElementById('fig-sentence'), { subtree: true, childList: true, attributes: true });
        });
      });
      await page.keyboard.press(String.fromCharCode(97 + i));
      times.push(await page.evaluate(() => window.measured));
      await page.keyboard.press('Backspace');
      await settled(page);
    }
    result[`keystroke_${tokens}_tokens`] = quantiles(times);
    await page.finish();
  });
}

after(() => {
  mkdirSync('build/measurements', { recursive: true });
  writeFileSync('build/measurements/web.json', `${JSON.stringify(result, null, 2)}\n`);
  console.log(JSON.stringify(result, null, 2));
});
