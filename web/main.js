// Brings the page to life: the static article is already readable; this loads the application (WebAssembly), which draws
// the article and its figures on a fixed canvas behind the page, and connects it to the browser. If anything that it needs
// is missing, the static article simply stays.
import { load, root } from './assets.js';
import { Mirror } from './mirror.js';
import { listenToPointer } from './pointer.js';
import { TextLayer } from './text_layer.js';

const html = document.documentElement;
const languages = [...document.querySelectorAll('a[data-language]')].map((a) => a.dataset.language);

/** Tells the reader, in the page's own words, why the figures stay still. */
function stayStatic(reason) {
  html.dataset.application = 'unavailable';
  const notice = document.querySelector('[data-notice]');
  if (notice) notice.hidden = false;
  console.info(`The live figures are not available: ${reason}`);
}

function supported() {
  const canvas = document.createElement('canvas');
  if (!canvas.getContext('webgl2')) return 'WebGL 2 is missing';
  if (typeof WebAssembly !== 'object') return 'WebAssembly is missing';
  return '';
}

// ---------------------------------------------------------------------------------------------------------------- page

class Page {
  constructor(canvas) {
    this.canvas = canvas;
    this.tail = 0; // frames still to draw
    this.pending = false;
    this.timer = 0; // of the frame that the application asked for later
    this.due = Infinity; // when that is
    this.controls = new Map(); // figure id → its controls, as last published
    this.mirror = new Mirror((event) => this.control(event));
    this.textLayer = new TextLayer(document.querySelector('article'));
    this.language = html.lang;
    this.layout = null;
    this.contextLost = false;
    this.printing = false;
  }

  // Frames: one-shot requests, so an idle page makes no callbacks. Three frames follow each event of the pointer, because the
  // interface library spreads a press and its release over frames; what else happens needs one, and the application asks for more.
  schedule(frames = 3) {
    this.tail = Math.max(this.tail, frames);
    if (this.pending || this.contextLost || !this.module) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.tail -= 1;
      clearTimeout(this.timer);
      this.due = Infinity;
      this.environment();
      this.module._page_frame(0);
      if (this.tail > 0) this.schedule(this.tail);
    });
  }

  wake(seconds) {
    if (seconds <= 0) return this.schedule(1);
    const due = performance.now() + seconds * 1000;
    if (due >= this.due) return; // the earlier frame asks again
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.schedule(1), seconds * 1000);
  }

  // ------------------------------------------------------------------------------------------- into the application

  bytes(data, call) {
    const module = this.module;
    const pointer = module._malloc(Math.max(1, data.byteLength));
    module.HEAPU8.set(data instanceof Uint8Array ? data : new Uint8Array(data), pointer);
    const result = call(pointer, data.byteLength);
    module._free(pointer);
    return result;
  }

  text(value, call) {
    this.bytes(new TextEncoder().encode(`${value}\0`), call);
  }

  environment() {
    const ratio = this.ratio;
    const signature = [
      this.canvas.width, this.canvas.height, ratio, Math.round(window.scrollY * ratio),
      this.dark() ? 1 : 0, matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : 0,
      matchMedia('(pointer: coarse)').matches ? 1 : 0,
    ];
    this.module._page_environment(...signature);
  }

  dark() {
    const theme = html.dataset.theme;
    return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  control(event) {
    const { id, kind, text = '', number = 0 } = event;
    const kinds = { press: 0, focus: 1, blur: 2, text: 3, number: 4, hover: 5, leave: 6, open: 7 };
    this.text(id, (idPointer) => this.text(text, (textPointer) => {
      this.module._page_control_event(kinds[kind], idPointer, textPointer, number);
    }));
    this.schedule(1);
  }

  resize(entry) {
    const size = entry?.devicePixelContentBoxSize?.[0];
    this.ratio = window.devicePixelRatio;
    // The browser's own count is exact at any zoom. Where a device is pretended (developer tools) it is that of the real screen, though.
    const pixels = (counted, css) => (Math.abs(counted - css * this.ratio) <= 1 ? counted : Math.round(css * this.ratio));
    const width = pixels(size?.inlineSize, this.canvas.clientWidth);
    const height = pixels(size?.blockSize, this.canvas.clientHeight);
    if (width === this.canvas.width && height === this.canvas.height && this.ratio === this.lastRatio) return;
    this.lastRatio = this.ratio;
    this.canvas.width = width;
    this.canvas.height = height;
    // A resized canvas is blank until it is drawn: draw now, before the browser shows it.
    if (this.module && !this.contextLost) {
      this.environment();
      this.module._page_frame(1);
    }
    this.schedule();
  }

  // -------------------------------------------------------------------------------------------- from the application
  // These are what src/platform/web/host_web.cpp calls through emscripten/library_attention.js.

  hostFunctions() {
    return {
      load: (id, path) => {
        load(path).then(
          (data) => this.bytes(data, (pointer, length) => this.module._page_asset(id, pointer, length, 1)),
          () => this.module._page_asset(id, 0, 0, 0),
        ).finally(() => this.schedule());
      },
      submit: (request) => this.worker.postMessage({ request }, [request]),
      cancel: (id) => this.worker.postMessage({ cancel: id }),
      layout: (json) => {
        this.layout = JSON.parse(json);
        this.applyLayout();
      },
      controls: (json) => {
        const fresh = new Map(Object.entries(JSON.parse(json)));
        for (const [figure, controls] of fresh) this.controls.set(figure, controls);
        if (this.takenOver && this.controlsLanguage() === this.language) this.mirror.apply(this.scaled(fresh));
      },
      table: (json) => this.mirror.table(JSON.parse(json)),
      address: (fragment, push) => {
        const url = `${location.pathname}${fragment ? `#${fragment}` : ''}`;
        if (push) history.pushState(null, '', url);
        else history.replaceState(null, '', url);
      },
      language: (code, title) => this.switchLanguage(code, title),
      scrollTo: (y, animated) => {
        scrollTo({ top: y / this.ratio, behavior: animated ? 'smooth' : 'instant' });
      },
      focus: (id) => this.mirror.element(id)?.focus(),
      copy: (text) => this.copy(text),
      saveFile: (name, mime, data) => this.save(name, new Blob([data], { type: mime })),
      savePicture: (name, x, y, width, height) => {
        this.picture = { name, x, y: y - window.scrollY * this.ratio, width, height };
        // The drawing buffer is only readable right after drawing: the next frame's end takes the picture.
        this.takePicture();
      },
      openLink: (url) => window.open(url, '_blank', 'noopener'),
      cursor: (name) => {
        html.style.setProperty('--figure-cursor', name);
      },
      remember: (key, value) => {
        try {
          localStorage.setItem(`attention.${key}`, value);
        } catch {
          // Private windows may forbid it; nothing depends on it.
        }
      },
      recall: (key) => {
        try {
          return localStorage.getItem(`attention.${key}`) ?? '';
        } catch {
          return '';
        }
      },
      wake: (seconds) => this.wake(seconds),
      drawWord: (word, size) => drawWord(word, size),
    };
  }

  scaled(figures) {
    const r = this.ratio;
    const scale = (c) => ({
      ...c,
      rect: { x: c.rect.x / r, y: c.rect.y / r, width: c.rect.width / r, height: c.rect.height / r },
      font_size: c.font_size / r,
    });
    return new Map([...figures].map(([figure, controls]) => [figure, controls.map(scale)]));
  }

  controlsLanguage() {
    return this.layout?.language ?? this.language;
  }

  applyLayout() {
    if (this.layout === null || this.layout.language !== this.language || this.printing) return;
    const r = this.ratio;
    const layout = {
      width: this.layout.width / r,
      height: this.layout.height / r,
      blocks: this.layout.blocks.map(([i, x, y, w, h]) => [i, x / r, y / r, w / r, h / r]),
      lines: this.layout.lines.map(([b, f, e, x, base, w, h, s, last]) => [b, f, e, x / r, base / r, w / r, h / r, s / r, last]),
    };
    const first = !this.takenOver;
    this.takenOver = true;
    html.dataset.application = 'live';
    this.textLayer.apply(layout, this.keep ?? undefined);
    this.keep = null;
    if (first) this.followFragment();
    this.mirror.apply(this.scaled(this.controls));
    this.schedule();
  }

  /**
   * Paper gets the static article: the canvas shows one screen, and the text over it is transparent and broken for that screen.
   * @param {boolean} on whether the page is being printed
   */
  print(on) {
    if (!this.takenOver || on === this.printing) return;
    this.printing = on;
    if (on) {
      this.keep = this.textLayer.anchor();
      html.dataset.application = 'printing';
      this.textLayer.release();
    }
    for (const fallback of document.querySelectorAll('.figure .fallback')) fallback.hidden = !on;
    if (!on) this.applyLayout();
  }

  /** Fetches the static article of another language and puts it in place; the application's layout follows it. */
  async switchLanguage(code, title) {
    if (code === this.language) return;
    const url = new URL(`${code}/`, root);
    const text = new TextDecoder().decode(await load(`${code}/index.html`));
    this.keep = this.textLayer.anchor();
    const other = new DOMParser().parseFromString(text, 'text/html');
    for (const selector of ['.skip', 'header', '#contents', 'main', 'footer']) {
      const fresh = other.querySelector(selector);
      const old = document.querySelector(selector);
      if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    }
    html.lang = code;
    document.title = title || other.title;
    this.language = code;
    this.mirror.clear();
    this.textLayer.attach(document.querySelector('article'));
    connectBar(this);
    history.pushState(null, '', url.pathname + location.hash);
    this.applyLayout();
  }

  followFragment() {
    const fragment = decodeURIComponent(location.hash.slice(1));
    if (fragment === '') return;
    document.getElementById(fragment.split('?')[0])?.scrollIntoView({ behavior: 'instant' });
    this.text(fragment, (pointer) => this.module._page_fragment(pointer));
    this.schedule();
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      area.className = 'offscreen';
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  }

  save(name, blob) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  takePicture() {
    requestAnimationFrame(() => {
      this.module._page_frame(1);
      const { name, x, y, width, height } = this.picture;
      const copy = document.createElement('canvas');
      copy.width = width;
      copy.height = height;
      copy.getContext('2d').drawImage(this.canvas, x, y, width, height, 0, 0, width, height);
      copy.toBlob((blob) => blob && this.save(name, blob), 'image/png');
    });
  }

  // -------------------------------------------------------------------------------------------------------- events

  listen() {
    listenToPointer(
      (x, y, inside) => {
        this.module._page_pointer(x * this.ratio, y * this.ratio, inside ? 1 : 0);
        this.schedule();
      },
      (down) => {
        this.module._page_pointer_button(down ? 1 : 0);
        this.schedule();
      },
    );
    addEventListener('scroll', () => this.schedule(1), { passive: true });
    addEventListener('hashchange', () => this.followFragment());
    addEventListener('popstate', () => {
      const code = location.pathname.split('/').filter(Boolean).at(-1);
      if (languages.includes(code) && code !== this.language) this.control({ id: `bar.language.${code}`, kind: 'press' });
    });
    document.addEventListener('visibilitychange', () => this.schedule());
    const paper = matchMedia('print');
    paper.addEventListener('change', () => this.print(paper.matches));
    addEventListener('beforeprint', () => this.print(true));
    addEventListener('afterprint', () => this.print(false));
    for (const query of ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)']) {
      matchMedia(query).addEventListener('change', () => this.schedule());
    }
    // Links that set a figure's state: "#fig-sentence?preset=swapped".
    document.addEventListener('click', (event) => {
      const link = event.target.closest?.('main a[href^="#"]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const target = decodeURIComponent(link.getAttribute('href').slice(1));
      if (!target.includes('?')) return;
      event.preventDefault();
      history.pushState(null, '', `#${target}`);
      this.control({ id: 'link', kind: 'open', text: target });
      const figure = document.getElementById(target.split('?')[0]);
      const box = figure?.getBoundingClientRect();
      if (box && (box.top < 56 || box.bottom > innerHeight)) figure.scrollIntoView({ behavior: this.motion(), block: 'nearest' });
    });
    document.addEventListener(
      'toggle',
      (event) => {
        const primer = event.target.closest?.('details[id]');
        if (primer && primer.closest('article')) {
          this.control({ id: primer.id, kind: 'number', number: primer.open ? 1 : 0 });
        }
      },
      true,
    );
    new ResizeObserver((entries) => this.resize(entries[0])).observe(this.canvas, this.pixelBox());
    this.watchRatio();
    this.canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.contextLost = true;
      this.module._page_context_lost();
    });
    this.canvas.addEventListener('webglcontextrestored', () => {
      this.contextLost = false;
      this.module._page_context_restored();
      this.schedule();
    });
  }

  pixelBox() {
    return 'ResizeObserverEntry' in window && 'devicePixelContentBoxSize' in ResizeObserverEntry.prototype
      ? { box: 'device-pixel-content-box' }
      : { box: 'content-box' };
  }

  watchRatio() {
    matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        this.resize();
        this.watchRatio();
      },
      { once: true },
    );
  }

  motion() {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
  }
}

/** A word that no shipped font covers, drawn by the browser, which knows how to shape it: one alpha channel. */
function drawWord(word, size) {
  const canvas = document.createElement('canvas');
  let context = canvas.getContext('2d', { willReadFrequently: true });
  const font = `500 ${size}px system-ui, sans-serif`;
  context.font = font;
  const measure = context.measureText(word);
  const pad = 2;
  const up = Math.ceil(measure.actualBoundingBoxAscent) + pad;
  canvas.width = Math.max(1, Math.ceil(measure.actualBoundingBoxRight + Math.max(0, measure.actualBoundingBoxLeft)) + 2 * pad);
  canvas.height = Math.max(1, up + Math.ceil(measure.actualBoundingBoxDescent) + pad);
  context = canvas.getContext('2d', { willReadFrequently: true });
  context.font = font;
  context.fillStyle = '#fff';
  context.fillText(word, pad + Math.max(0, measure.actualBoundingBoxLeft), up);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  const alpha = new Uint8Array(canvas.width * canvas.height);
  for (let i = 0; i < alpha.length; i += 1) alpha[i] = pixels[4 * i + 3];
  return { width: canvas.width, height: canvas.height, baseline: up, alpha };
}

// ----------------------------------------------------------------------------------------------------------------- bar

/** The bar is the page's own: real links and buttons, which steer the application when it runs. */
function connectBar(page) {
  for (const link of document.querySelectorAll('a[data-language]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !page?.takenOver) return;
      event.preventDefault();
      page.control({ id: `bar.language.${link.dataset.language}`, kind: 'press' });
    });
  }
  const button = document.querySelector('button[data-theme-switch]');
  button?.addEventListener('click', () => {
    const dark = html.dataset.theme ? html.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    html.dataset.theme = dark ? 'light' : 'dark';
    try {
      localStorage.setItem('attention.theme', html.dataset.theme);
    } catch {
      // Forgetting the choice is the only loss.
    }
    page?.schedule();
  });
}

// --------------------------------------------------------------------------------------------------------------- start

async function start() {
  const reason = supported();
  if (reason !== '') {
    connectBar(null);
    return stayStatic(reason);
  }
  const canvas = document.createElement('canvas');
  canvas.id = 'canvas';
  canvas.setAttribute('aria-hidden', 'true');
  document.body.prepend(canvas);
  const page = new Page(canvas);
  connectBar(page);
  html.dataset.application = 'loading';
  page.worker = new Worker(new URL('./engine_worker.js', import.meta.url), { type: 'module' });
  page.worker.onmessage = ({ data }) => {
    if (!data.event) return;
    if (!page.module) return;
    if (page.bytes(data.event, (pointer, length) => page.module._page_engine_event(pointer, length))) page.schedule(1);
  };
  const { default: createPage } = await import('./attention_page.js');
  const module = await createPage({ canvas, host: page.hostFunctions() });
  page.resize();
  page.module = module;
  await document.fonts.ready;
  page.environment();
  const fragment = decodeURIComponent(location.hash.slice(1));
  page.text(html.lang, (language) => page.text(fragment, (f) => module._page_start(language, f)));
  // Making the context gave the canvas GLFW's size: back to the window's.
  page.lastRatio = 0;
  page.resize();
  page.listen();
  window.addEventListener('error', () => {
    if (!page.takenOver) stayStatic('the application could not start');
  });
  if (location.search.includes('observe')) window.attentionPage = page;
}

start().catch((error) => stayStatic(error));
