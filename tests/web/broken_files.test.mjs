// Files of the model that are damaged or missing: said in the reader's language, the old result stays, the page goes on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { said, start, strings, twin, weights } from './support.mjs';

let site;
before(async () => (site = await start()));
after(() => site.close());


test('one flipped byte in a layer', async () => {
  const flip = async (route) => {
    const response = await route.fetch();
    const body = Buffer.from(await response.body());
    body[body.length - 100] ^= 1;
    await route.fulfill({ status: 200, body, contentType: 'application/octet-stream' });
  };
  const page = await site.open('de/', { wait: false, prepare: (page) => page.route(/models\/e5\/layer\.03/, flip) });
  await said(page, strings('de')['error.hash_mismatch']);
  await page.locator('a[data-language="fr"]').click();
  await page.locator('html[lang="fr"]').waitFor();
  await said(page, strings('fr')['error.hash_mismatch']);
  await page.finish();
});

test('a shard that the server does not have', async () => {
  const page = await site.open('it/', { expected: /404/ });
  const it = strings('it');
  await page.route(/models\/e5\/embeddings\.\d+/, (route) => route.fulfill({ status: 404, body: '' }));
  await twin(page, 'fig-sentence.input').fill('ಕನ್ನಡ 語言 ქართული');
  await said(page, it['error.file_missing']);
  await said(page, it['state.old'].split('{')[0]);
  await weights(page, it['preset.example'].split(' '));
  await twin(page, 'fig-sentence.input').fill('una parola');
  await weights(page, ['una', 'parola']);
  await page.finish();
});
