// The text layer: the static article stays in normal flow under the drawn one, with transparent text, so that scrolling,
// selecting, copying, finding, links and reading aloud are the browser's own. One layout decides, the C++ one: every
// leaf block takes its place and height from there, and every line breaks where the drawn line breaks.
//
// How lines are forced without breaking copy and find: the text stays inline and in order. Each run of a line is a
// no-wrap span, the last one of a line is padded up to the column's width, so the next line's first span cannot fit beside it
// and wraps by itself. No element ends a line, so copying gives running text and find-in-page matches across lines.

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
    /** The blocks as the server sent them, so that each new layout starts from clean text. */
    this.original = new Map();
    for (const block of article.querySelectorAll('[data-block]')) {
      this.original.set(Number(block.dataset.block), block);
    }
    this.clean = new Map();
  }

  block(index) {
    return this.original.get(index);
  }

  /** The block at the top of the viewport and how far into it we are: what a new layout must keep in place. */
  anchor() {
    const top = 64;
    let best = null;
    for (const [index, block] of this.original) {
      const box = block.getBoundingClientRect();
      if (box.height === 0) continue;
      if (box.bottom > top && (best === null || box.top < best.top)) best = { index, top: box.top };
    }
    return best;
  }

  restore(anchor) {
    if (anchor === null || window.scrollY === 0) return;
    const block = this.block(anchor.index);
    if (!block) return;
    const moved = block.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: 'instant' });
  }

  /**
   * Applies a layout.
   * @param {{width: number, height: number, blocks: number[][], lines: number[][]}} layout in CSS pixels;
   *   blocks: [index, x, y, width, height]; lines: [block, first, end, x, baseline, width, height, fontSize, last]
   */
  apply(layout) {
    const anchor = this.anchor();
    const rects = new Map();
    this.article.style.height = `${layout.height}px`;
    for (const [index, x, y, width, height] of layout.blocks) {
      const block = this.block(index);
      if (!block) continue;
      rects.set(index, { x, y, width, height });
      block.style.left = `${x}px`;
      block.style.top = `${y}px`;
      block.style.width = `${width}px`;
      block.style.height = `${height}px`;
      block.classList.add('placed');
    }
    const byBlock = new Map();
    for (const line of layout.lines) {
      if (!byBlock.has(line[0])) byBlock.set(line[0], []);
      byBlock.get(line[0]).push(line);
    }
    const corrections = [];
    for (const [index, lines] of byBlock) {
      const block = this.block(index);
      if (block && rects.has(index)) this.#breakLines(block, index, lines, rects.get(index), corrections);
    }
    this.#correctWidths(corrections);
    this.restore(anchor);
  }

  #breakLines(block, index, lines, rect, corrections) {
    if (this.clean.has(index)) {
      this.#revert(block);
    } else {
      this.clean.set(index, true);
    }
    const nodes = textNodesOf(block);
    const isTable = block.tagName === 'TABLE' || block.querySelector(':scope > table') !== null;
    let node = 0;
    let nodeStart = 0; // byte offset of the current node in the block's text
    const encoder = new TextEncoder();
    const sizes = nodes.map((n) => encoder.encode(n.data).length);
    let plan = nodes.map(() => []);
    let lineStartX = null;
    for (const line of lines) {
      const [, first, end, x, baseline, width, height, fontSize, last] = line;
      while (node < nodes.length && nodeStart + sizes[node] <= first) nodeStart += sizes[node++];
      if (lineStartX === null) lineStartX = x;
      // A run may span several text nodes (an abbreviation inside a link, say): share its width by length.
      let from = first;
      let n = node;
      let start = nodeStart;
      const pieces = [];
      while (n < nodes.length && from < end) {
        const upTo = Math.min(end, start + sizes[n]);
        if (upTo > from) pieces.push({ n, first: from - start, end: upTo - start });
        from = upTo;
        if (upTo < end) start += sizes[n++];
        else break;
      }
      const total = pieces.reduce((sum, p) => sum + p.end - p.first, 0);
      pieces.forEach((piece, i) => {
        const share = total > 0 ? (width * (piece.end - piece.first)) / total : 0;
        plan[piece.n].push({
          first: piece.first, end: piece.end, width: share, fontSize, height, baseline, x,
          startsLine: i === 0 && x === lineStartX && lineStartX !== null, last: last === 1 && i === pieces.length - 1,
          pad: Math.max(0, rect.x + rect.width - (x + width) - 1), indent: x - rect.x,
        });
      });
      lineStartX = last === 1 ? null : lineStartX;
    }
    let freshLine = true;
    nodes.forEach((text, i) => {
      const runs = plan[i];
      if (runs.length === 0) return;
      const unit = byteToUnit(text.data);
      const content = document.createDocumentFragment();
      let done = 0;
      for (const run of runs) {
        const from = unit(run.first);
        const to = unit(run.end);
        if (from > done) content.append(document.createTextNode(text.data.slice(done, from)));
        const span = document.createElement('span');
        span.className = 'run';
        span.textContent = text.data.slice(from, to);
        span.style.fontSize = `${run.fontSize}px`;
        span.style.lineHeight = `${run.height}px`;
        if (isTable) {
          span.classList.add('cell-run');
          span.style.left = `${run.indent}px`;
          span.style.top = `${run.baseline - rect.y - run.height * 0.72}px`;
        } else {
          if (freshLine && run.indent > 0.5) span.style.marginLeft = `${run.indent}px`;
          if (run.last) span.style.paddingRight = `${run.pad}px`;
        }
        content.append(span);
        // A word that was hyphenated has no space here: let the line end between its halves.
        if (run.last) content.append(document.createElement('wbr'));
        freshLine = run.last;
        corrections.push({ span, width: run.width, pad: run.last && !isTable ? run.pad : 0 });
        done = to;
      }
      if (done < text.data.length) content.append(document.createTextNode(text.data.slice(done)));
      const holder = document.createElement('span');
      holder.className = 'runs';
      holder.dataset.text = text.data;
      holder.append(content);
      text.replaceWith(holder);
    });
  }

  /** Puts the original text nodes back. */
  #revert(block) {
    for (const holder of block.querySelectorAll('span.runs')) {
      if (holder.closest('[data-block]') === block) holder.replaceWith(document.createTextNode(holder.dataset.text));
    }
  }

  /** The browser's own advance widths differ by fractions of a pixel: spread the difference over the letters. */
  #correctWidths(corrections) {
    for (const c of corrections) c.natural = c.span.getBoundingClientRect().width - c.pad;
    for (const c of corrections) {
      const letters = [...c.span.textContent].length;
      if (letters > 0) c.span.style.letterSpacing = `${(c.width - c.natural) / letters}px`;
    }
  }
}
