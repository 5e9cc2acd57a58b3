// The article under the drawing: selecting, copying and finding are the browser's own, and the text lies where it is drawn.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { languages, settled, start, until } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());

/** The text of each block as the server sent it: what the live page has to keep. */
const written = (page) =>
  page.evaluate(async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), 'text/html');
    return Object.fromEntries([...page.querySelectorAll('article [data-block]')].map((block) => [block.dataset.block, block.textContent]));
  });

test('paragraphs are selected with the pointer and copied whole, in order, without line ends inside', async () => {
  const page = await site.open('en/#scores', { permissions: ['clipboard-read', 'clipboard-write'], viewport: { width: 820, height: 1000 } });
  await settled(page);
  const text = await written(page);
  // Two neighbouring paragraphs of several lines, both in sight.
  const [first, second] = await page.evaluate(() => {
    const long = (block) => block?.matches('p[data-block]') && block.querySelectorAll('.run').length > 4 && !block.querySelector('math');
    const found = [...document.querySelectorAll('p[data-block]')].find((block) => {
      const next = block.nextElementSibling;
      return long(block) && long(next) && block.getBoundingClientRect().top > 80;
    });
    found.scrollIntoView({ block: 'center', behavior: 'instant' });
    return [found.dataset.block, found.nextElementSibling.dataset.block];
  });
  await settled(page);
  const ends = await page.evaluate(([first, second]) => {
    const runs = (block) => [...document.querySelectorAll(`[data-block="${block}"] .run`)];
    const box = (run) => {
      const range = document.createRange();
      range.selectNodeContents(run);
      const { left, right, top, height } = range.getBoundingClientRect();
      return { left, right, middle: top + height / 2 };
    };
    return [box(runs(first)[0]), box(runs(second).at(-1))];
  }, [first, second]);
  await page.mouse.move(ends[0].left + 1, ends[0].middle);
  await page.mouse.down();
  await page.mouse.move(ends[1].left, ends[1].middle, { steps: 8 });
  await page.mouse.move(ends[1].right + 4, ends[1].middle, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.press('Control+C');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(copied.trim().split(/\s*\n\s*/), [text[first].trim(), text[second].trim()]);
  await page.finish();
});

test('a word below the fold is found and brought into sight', async () => {
  const page = await site.open('fr/');
  await settled(page);
  // A word that stands in one place only, far down, and is divided at a line's end there, if there is such a one.
  const word = await page.evaluate(() => {
    const all = document.querySelector('article').textContent;
    const far = [...document.querySelectorAll('#order ~ p')].flatMap((block) => {
      const ends = [...block.querySelectorAll('wbr')].map((end) => end.previousSibling?.textContent.match(/\p{L}+$/u)?.[0]).filter(Boolean);
      const words = block.textContent.match(/\p{L}{9,}/gu) ?? [];
      return words.filter((one) => all.split(one).length === 2).map((one) => ({ one, divided: ends.some((end) => one.startsWith(end) && one !== end) }));
    });
    scrollTo(0, 0);
    const { one } = far.find(({ divided }) => divided) ?? far[0];
    return window.find(one) ? one : `${one} is not found`;
  });
  await until(page, () => {
    const { top, bottom, width } = getSelection().getRangeAt(0).getBoundingClientRect();
    return scrollY > innerHeight && top >= 0 && bottom <= innerHeight && width > 0;
  });
  assert.equal(await page.evaluate(() => String(getSelection())), word);
  await page.finish();
});

for (const language of languages) {
  test(`the text is complete and lies on what is drawn: ${language}`, async () => {
    const page = await site.open(`${language}/?observe`, { viewport: { width: 1000, height: 900 } });
    await settled(page);
    const text = await written(page);
    const live = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('article [data-block]')].map((block) => {
          const copy = block.cloneNode(true);
          for (const added of copy.querySelectorAll('.twins, .data-table')) added.remove();
          return [block.dataset.block, copy.textContent];
        }),
      ),
    );
    assert.deepEqual(live, text);
    const { runs, wrong } = await page.evaluate(comparePlaces);
    assert.ok(runs > 300, `${runs} runs`);
    assert.deepEqual(wrong, []);
    await page.finish();
  });
}

/** Runs in the page: each run of the published layout against the DOM's own rectangles of its text, within 2 px. */
function comparePlaces() {
  const { layout, ratio } = window.attentionPage;
  const brush = document.createElement('canvas').getContext('2d');
  const boxes = new Map(); // block → pieces of its text
  for (const run of document.querySelectorAll('article .run')) {
    const block = Number(run.closest('[data-block]').dataset.block);
    const range = document.createRange();
    range.selectNodeContents(run);
    const all = [...range.getClientRects()].filter((box) => box.width > 0);
    if (all.length === 0) continue;
    const style = getComputedStyle(run);
    brush.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const baseline = all[0].top + scrollY + brush.measureText('x').fontBoundingBoxAscent;
    if (!boxes.has(block)) boxes.set(block, []);
    boxes.get(block).push({ left: all[0].left, right: all.at(-1).right, baseline, lines: all.length, text: run.textContent });
  }
  const near = (a, b) => Math.abs(a - b) <= 2;
  const wrong = [];
  for (const [block, , , x, baseline, width] of layout.lines.map((line) => line.map((value, i) => (i >= 3 && i <= 7 ? value / ratio : value)))) {
    const own = (boxes.get(block) ?? []).filter((box) => near(box.baseline, baseline) && box.left >= x - 2 && box.right <= x + width + 2);
    if (own.length > 0) {
      own.forEach((box) => (box.claimed = true));
      const left = Math.min(...own.map((box) => box.left));
      const right = Math.max(...own.map((box) => box.right));
      if (near(left, x) && near(right, x + width)) continue;
    }
    const formulas = [...document.querySelectorAll(`[data-block="${block}"] math.drawn`)].map((one) => one.getBoundingClientRect());
    if (formulas.some((box) => near(box.left, x) && near(box.width, width))) continue;
    wrong.push({ block, x, baseline, width, found: own });
  }
  for (const [block, all] of boxes) for (const box of all) if (!box.claimed || box.lines > 1) wrong.push({ block, unplaced: box });
  return { runs: layout.lines.length, wrong: wrong.slice(0, 12) };
}
