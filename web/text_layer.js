// The text layer: the static article stays in normal flow under the drawn one, with transparent text, so that scrolling,
// selecting, copying, finding, links and reading aloud are the browser's own. One layout decides, the C++ one: every
// leaf block takes its place and height from there, and every line breaks where the drawn line breaks.
//
// Blocks stay in the flow and are moved by their margins: the browser copies no line end after a block that is positioned
// absolutely, so two paragraphs would be copied as one.
//
// How lines are forced without breaking copy and find: the text stays inline and in order. Each run of a line is a
// no-wrap span, the last one of a line is padded up to the column's width, so the next line's first span cannot fit beside it
// and wraps by itself. No element ends a line, so copying gives running text and find-in-page matches across lines.

/** Height of a closed fold-out as it is drawn (src/widgets/document_layout.cpp), in CSS pixels. */
const heading = 48;

/** Plain text of a block as the layout counts it: its own text nodes in order, nested blocks excluded. */
function textNodesOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, {
    acceptNode(node) {
      const parent = node.parentElement;
      if (parent.closest('[data-block]') !== block) return NodeFilter.FILTER_REJECT;
      if (parent.closest('[data-silent]')) return NodeFilter.FILTER_REJECT;
      return NodeFilter.FILTER_ACCEPT;
    },
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** Byte offsets (UTF-8) to UTF-16 offsets of one string, for a sorted list of offsets. */
function byteToUnit(text) {
  const table = new Uint32Array(3 * text.length + 1);
  let byte = 0;
  let unit = 0;
  for (const character of text) {
    const code = character.codePointAt(0);
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    table.fill(unit, byte, byte + bytes);
    byte += bytes;
    unit += character.length;
  }
  table.fill(unit, byte);
  return (offset) => table[Math.min(offset, table.length - 1)];
}

export class TextLayer {
  /** @param {HTMLElement} article the element that holds the blocks and gives the page its height */
  constructor(article) {
    this.attach(article);
  }

  /** Starts over with another article, after the language was switched. */
  attach(article) {
    this.article = article;
    this.placed = new Map(); // index of a block of text → what it was placed as last
    this.blocks = new Map([...article.querySelectorAll('[data-block]')].map((block) => [Number(block.dataset.block), block]));
  }

  /** The block at the top of the viewport and how far into it we are: what a new layout must keep in place. */
  anchor() {
    const top = 64;
    let best = null;
    for (const [index, block] of this.blocks) {
      const box = block.getBoundingClientRect();
      if (box.height === 0) continue;
      if (box.bottom > top && (best === null || box.top < best.top)) best = { index, top: box.top };
    }
    return best;
  }

  restore(anchor) {
    if (anchor === null || window.scrollY === 0) return;
    const block = this.blocks.get(anchor.index);
    if (!block) return;
    const moved = block.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: 'instant' });
  }

  /**
   * Applies a layout.
   * @param {{width: number, height: number, blocks: number[][], lines: number[][]}} layout in CSS pixels of the document;
   *   blocks: [index, x, y, width, height]; lines: runs, [block, first, end, x, baseline, width, height, fontSize, last]
   * @param keep what anchor() gave before the article was exchanged, if it was
   */
  apply(layout, keep = this.anchor()) {
    this.article.style.height = `${layout.height}px`;
    this.flow = 0; // how far down the blocks reach that are placed already, in document order
    const rects = new Map(layout.blocks.map(([index, x, y, width, height]) => [index, { x, y, width, height }]));
    const runs = new Map();
    for (const [index, first, end, x, baseline, width, height, fontSize, last] of layout.lines) {
      if (!runs.has(index)) runs.set(index, []);
      runs.get(index).push({ first, end, x, baseline, width, height, fontSize, last: last === 1 });
    }
    const corrections = [];
    for (const [index, block] of this.blocks) {
      const rect = rects.get(index);
      if (!rect) continue;
      if (block.matches('figure, hr')) this.#place(block, rect.x, rect.y, rect.width, rect.height);
      const own = runs.get(index);
      if (own) this.#placeText(index, block, rect, own, corrections);
    }
    this.#correctWidths(corrections);
    this.restore(keep);
  }

  /** The article as it was before any layout, in the page's own flow. */
  release() {
    this.article.removeAttribute('style');
    this.placed.clear();
    for (const block of this.blocks.values()) revert(block);
    for (const element of this.article.querySelectorAll('.placed')) {
      element.classList.remove('placed');
      element.removeAttribute('style');
    }
  }

  #placeText(index, block, rect, runs, corrections) {
    // A figure that grows only moves what is below it: a text whose lines are as they were keeps them.
    const shape = shapeOf(rect, runs);
    const known = this.placed.get(index);
    if (known?.shape === shape) {
      return this.#place(known.holder, known.x, rect.y + known.down, known.width, known.height);
    }
    const place = (holder, x, y, width, height) => {
      this.placed.set(index, { shape, holder, x, down: y - rect.y, width, height });
      this.#place(holder, x, y, width, height);
    };
    revert(block);
    const nodes = textNodesOf(block);
    if (nodes.length === 0) return;
    if (block.classList.contains('table')) {
      place(block, rect.x, rect.y, rect.width, rect.height);
      return this.#placeTable(nodes, rect, runs, corrections);
    }
    // The element that is placed: the block itself, or the part of it that holds its own text (a primer's summary).
    const holder = block.querySelector('[data-block]') ? childHolding(block, nodes[0]) : block;
    // A line may reach a little beyond the column (punctuation hangs over its edge): here it still has to fit.
    const right = Math.max(rect.x + rect.width, ...runs.map((run) => run.x + run.width)) + 2;
    const top = topOf(runs[0]);
    // A fold-out's heading answers over the whole height that is drawn for it.
    const reach = holder.matches('summary') ? Math.max(0, (heading - runs[0].height) / 2) : 0;
    place(holder, rect.x, top - reach, right - rect.x, topOf(runs.at(-1)) + runs.at(-1).height - top + 2 * reach);
    if (reach > 0) holder.style.paddingBlock = `${reach}px`;
    // Of the size of its runs: two sizes on one baseline would round to a taller line.
    holder.style.fontSize = `${Math.max(...runs.map((run) => run.fontSize))}px`;
    holder.style.lineHeight = `${runs[0].height}px`;
    const parts = divide(nodes, runs);
    let startsLine = true;
    for (const part of parts) {
      const { run } = part;
      part.pad = run.last && part.endsRun ? Math.max(0, right - (run.x + run.width) - 1) : 0;
      part.indent = startsLine && part.startsRun ? Math.max(0, run.x - rect.x) : 0;
      startsLine = run.last && part.endsRun;
    }
    corrections.push(...parts);
    wrap(nodes, parts);
  }

  /** Puts a block where it is drawn: its margin leads from the end of the block before it. */
  #place(element, x, y, width, height) {
    element.classList.add('placed');
    const style = { marginLeft: `${x}px`, marginTop: `${y - this.flow}px`, width: `${width}px`, height: `${height}px` };
    for (const [name, value] of Object.entries(style)) if (element.style[name] !== value) element.style[name] = value;
    this.flow = y + height;
  }

  /** Cells do not follow each other: each is moved to its own runs and takes no room. */
  #placeTable(nodes, rect, runs, corrections) {
    const cells = new Map();
    const parts = divide(nodes, runs);
    for (const part of parts) {
      const cell = part.node.parentElement.closest('td, th');
      if (!cells.has(cell)) cells.set(cell, []);
      cells.get(cell).push(part);
    }
    for (const [cell, own] of cells) {
      const left = Math.min(...own.map((part) => part.run.x));
      const right = Math.max(...own.map((part) => part.run.x + part.run.width)) + 2;
      cell.classList.add('placed');
      cell.style.left = `${left - rect.x}px`;
      cell.style.top = `${topOf(own[0].run) - rect.y}px`;
      cell.style.width = `${right - left}px`;
      cell.style.lineHeight = `${own[0].run.height}px`;
      let startsLine = true;
      for (const part of own) {
        part.pad = part.run.last && part.endsRun ? Math.max(0, right - (part.run.x + part.run.width) - 1) : 0;
        part.indent = startsLine && part.startsRun ? Math.max(0, part.run.x - left) : 0;
        startsLine = part.run.last && part.endsRun;
      }
    }
    corrections.push(...parts);
    wrap(nodes, parts);
  }

  /** The browser's own advance widths differ by fractions of a pixel: spread the difference over the letters. */
  #correctWidths(parts) {
    const texts = parts.filter((part) => part.span);
    // Neighbours of one font are shaped together, and a quotation mark before a comma is kerned across the border between two
    // runs. Once corrected they are shaped apart, so they have to be measured apart: their spacing differs by nearly nothing.
    texts.forEach((part, i) => {
      part.span.style.letterSpacing = i % 2 === 0 ? '0.0001px' : '0.0002px';
    });
    // Measured on endless lines: a span that wrapped would lose the space at its start.
    this.article.classList.add('measuring');
    for (const part of texts) part.natural = part.span.getBoundingClientRect().width - part.pad;
    this.article.classList.remove('measuring');
    for (const part of texts) {
      const letters = [...part.span.textContent].length;
      if (letters > 0 && part.natural > 0) part.span.style.letterSpacing = `${(part.width - part.natural) / letters}px`;
    }
  }
}

/** Everything about a block's runs but how far down the page they are. */
function shapeOf(rect, runs) {
  const parts = [rect.x, rect.width];
  for (const { first, end, x, baseline, width, height, fontSize, last } of runs) {
    parts.push(first, end, x, Math.round(100 * (baseline - rect.y)), width, height, fontSize, last);
  }
  return parts.join();
}

/** The top of a run's line box: CSS centres the font's ascent and descent in the line's height. */
function topOf(run) {
  return run.baseline - run.height / 2 - 0.33 * run.fontSize;
}

function childHolding(block, node) {
  let element = node.parentElement;
  while (element.parentElement !== block) element = element.parentElement;
  return element;
}

/**
 * Which piece of which text node each run is. A run may span several nodes (a link's text and the full stop after it have
 * one style): its width is shared by length, which the browser's own measure corrects.
 */
function divide(nodes, runs) {
  const encoder = new TextEncoder();
  const starts = [];
  let total = 0;
  for (const node of nodes) {
    starts.push(total);
    total += encoder.encode(node.data).length;
  }
  starts.push(total);
  const parts = [];
  let n = 0;
  for (const run of runs) {
    while (n < nodes.length && starts[n + 1] <= run.first) n += 1;
    const own = [];
    for (let i = n; i < nodes.length && starts[i] < run.end; i += 1) {
      const first = Math.max(run.first, starts[i]);
      const end = Math.min(run.end, starts[i + 1]);
      if (end > first) own.push({ node: nodes[i], first: first - starts[i], end: end - starts[i], run });
    }
    own.forEach((part, i) => {
      part.width = (run.width * (part.end - part.first)) / Math.max(1, run.end - run.first);
      part.startsRun = i === 0;
      part.endsRun = i === own.length - 1;
    });
    parts.push(...own);
  }
  return parts;
}

/** Puts each part into a no-wrap span of its own. Formulas keep their elements and only get the drawn width. */
function wrap(nodes, parts) {
  const byNode = new Map(nodes.map((node) => [node, []]));
  for (const part of parts) byNode.get(part.node)?.push(part);
  for (const [node, own] of byNode) {
    if (own.length === 0) continue;
    const formula = node.parentElement.closest('math');
    if (formula) {
      const { run } = own[0];
      formula.classList.add('drawn');
      formula.style.width = `${run.width}px`;
      formula.style.height = `${run.height}px`;
      if (own[0].indent > 0.5) formula.style.marginLeft = `${own[0].indent}px`;
      const last = own.find((part) => part.pad > 0);
      if (last) formula.style.marginRight = `${last.pad}px`;
      continue;
    }
    const unit = byteToUnit(node.data);
    const holder = document.createElement('span');
    holder.className = 'runs';
    holder.dataset.text = node.data;
    let done = 0;
    let lastEnded = false;
    for (const part of own) {
      const from = unit(part.first);
      const to = unit(part.end);
      if (from > done) holder.append(undrawn(node.data.slice(done, from), done > 0 && !lastEnded));
      const span = document.createElement('span');
      span.className = 'run';
      span.textContent = node.data.slice(from, to);
      span.style.fontSize = `${part.run.fontSize}px`;
      if (part.indent > 0.5) span.style.marginLeft = `${part.indent}px`;
      if (part.pad > 0) span.style.paddingRight = `${part.pad}px`;
      holder.append(span);
      // A divided word has no space here: let the line end between its halves.
      if (part.run.last && part.endsRun) holder.append(document.createElement('wbr'));
      part.span = span;
      done = to;
      lastEnded = part.run.last && part.endsRun;
    }
    if (done < node.data.length) holder.append(undrawn(node.data.slice(done), !lastEnded));
    node.replaceWith(holder);
  }
}

/** Text between two runs: the space at which a line ends, or, inside a line, a space that is not drawn (before a citation). */
function undrawn(text, insideLine) {
  if (!insideLine) return document.createTextNode(text);
  const gap = document.createElement('span');
  gap.className = 'gap';
  gap.textContent = text;
  return gap;
}

/** Puts the original text nodes back. */
function revert(block) {
  for (const holder of block.querySelectorAll('span.runs')) {
    if (holder.closest('[data-block]') === block) holder.replaceWith(document.createTextNode(holder.dataset.text));
  }
  for (const formula of block.querySelectorAll('math.drawn')) {
    if (formula.closest('[data-block]') !== block) continue;
    formula.removeAttribute('style');
    formula.classList.remove('drawn');
  }
  block.normalize();
}
