// What the browser tests share: the site's server, headless Chromium, and a page opened as a reader opens it. Every page is
// watched: a console error, a report of the content-security policy, a failed or a foreign request fails the test that ends it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';

export const languages = ['en', 'it', 'fr', 'de'];
const patience = 60_000; // milliseconds for any condition: a bound against hanging, not a measure

/** The local server and a browser for one test file. Call `close` in `after`. `flags` are the browser's. */
export async function start(flags = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']) {
  assert.ok(existsSync('build/site/en/index.html'), 'build/site is missing: ./attention check makes it first');
  const server = spawn('python3', ['emscripten/serve.py', 'build/site', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((resolve) => createInterface(server.stdout).once('line', resolve));
  const browser = await chromium.launch({
    executablePath: process.env.ATTENTION_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', ...flags],
  });
  const close = async () => {
    await browser.close();
    server.kill();
  };
  return { address, browser, close, open: (path, options) => open({ address, browser }, path, options) };
}

/**
 * Opens a page of the site.
 * @param {object} options of the browser's context, and: `wait`, until the sentence figure shows weights (default true);
 *   `prepare(page)`, called before anything is loaded; `expected`, a pattern of console messages that belong to the test
 */
async function open({ address, browser }, path, { wait = true, prepare, expected, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const problems = [];
  const note = (text) => expected?.test(text) || problems.push(text);
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && note(`console: ${message.text()}`));
  page.on('pageerror', (error) => note(`uncaught: ${error.stack}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['blob:', 'data:'].includes(url.protocol) && !url.href.startsWith(address)) note(`foreign request: ${url}`);
  });
  page.on('response', (response) => response.status() >= 400 && note(`${response.status()} ${response.url()}`));
  await page.addInitScript(watch);
  await prepare?.(page);
  await page.goto(new URL(path, address).href);
  if (wait) await weights(page);
  page.finish = async () => {
    problems.push(...((await page.evaluate(() => window.reports ?? []).catch(() => [])) ?? []));
    await context.close();
    assert.deepEqual(problems, []);
  };
  return page;
}

/** Runs in the page before its own scripts: counts animation frames and keeps reports of the content-security policy. */
function watch() {
  window.reports = [];
  window.frames_ = { count: 0, last: 0 };
  document.addEventListener('securitypolicyviolation', (event) => window.reports.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      window.frames_.count += 1;
      window.frames_.last = performance.now();
      callback(time);
    });
}

// --------------------------------------------------------------------------------------------------------- conditions

/** Waits for a condition in the page, asking a few times a second and without animation frames of its own. */
export const until = (page, condition, argument) => page.waitForFunction(condition, argument, { polling: 100, timeout: patience });

/**
 * Waits until a sentence figure shows weights, of these words if they are given, and gives the numbers as the twins name them,
 * text in the page's language, start and end included.
 */
export async function weights(page, words = null, figure = 'fig-sentence') {
  const condition = ({ words, figure }) => {
    const found = [...document.querySelectorAll(`[data-control^="${figure}.word."]`)].map((twin) => twin.getAttribute('aria-label'));
    if (words === null) return found.length > 0;
    return found.length === words.length + 2 && words.every((word, i) => found[i + 1].includes(word));
  };
  await until(page, condition, { words, figure });
  const labels = await page.locator(`[data-control^="${figure}.word."]`).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  return labels.map((label) => label.match(/[01][.,]\d{3}/)?.[0]);
}

/** A number as the page writes it, in any of its languages. */
export const number = (text) => Number(text.replace(',', '.'));

/** The sentence figure's message contains this. */
export async function said(page, text) {
  const status = twin(page, 'fig-sentence.status');
  await until(page, (part) => document.querySelector('[data-control="fig-sentence.status"]')?.textContent.includes(part), text).catch(async () => {
    const now = (await status.count()) > 0 ? await status.textContent() : 'nothing';
    throw new Error(`expected the message “${text}”, but the page says ${now}`);
  });
}

/** No animation frame for half a second: everything that was under way has been drawn. */
export const settled = (page) => until(page, () => document.documentElement.dataset.application === 'live' && performance.now() - window.frames_.last > 500);

/** The figure's title, as the twin announces it. */
export const title = (page, figure = 'fig-sentence') => page.locator(`[data-control="${figure}.title"]`).textContent();

export const twin = (page, id) => page.locator(`[data-control="${id}"]`);

/** Strings of a language, as the page uses them. */
export const strings = (language) => JSON.parse(readFileSync(`content/${language}/strings.json`, 'utf8'));

/** Number of different colours in a PNG, in a rectangle of it. */
export function colours(png, { x, y, width, height }) {
  const picture = PNG.sync.read(png);
  const found = new Set();
  for (let row = Math.max(0, Math.round(y)); row < Math.min(picture.height, y + height); row += 1) {
    for (let column = Math.max(0, Math.round(x)); column < Math.min(picture.width, x + width); column += 1) {
      found.add(picture.data.readUInt32BE(4 * (row * picture.width + column)));
    }
  }
  return found.size;
}

/** Replaces the reader's sentence in the sentence figure, key by key. */
export async function type(page, text) {
  const input = twin(page, 'fig-sentence.input');
  await input.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}
