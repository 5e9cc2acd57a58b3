// The accessible mirror: a real DOM control for each control that the canvas draws, in reading order inside the article's
// <figure>, with role, name and value. Screen readers, keyboards, browser tests and clicks all go through these;
// the canvas only shows. A composite (the words of a sentence, the wall, the presets) is one Tab stop with arrow keys inside.

const roles = {
  button: ['button', 'button'],
  toggle: ['button', 'button'],
  radio: ['button', 'radio'],
  option: ['div', 'option'],
  slider: ['input', null],
  textbox: ['input', null],
  link: ['a', null],
  disclosure: ['button', 'button'],
  image: ['div', 'img'],
  status: ['div', 'status'],
};
const groupRoles = { radio: 'radiogroup', option: 'listbox' };

/** Hundreds of twins stay as they are from one keystroke to the next: a write that changes nothing still costs the browser work. */
function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export class Mirror {
  /** @param {(event: {id: string, kind: string, text?: string, number?: number}) => void} send */
  constructor(send) {
    this.send = send;
    this.elements = new Map(); // control id → element
    this.groups = new Map(); // group id → element
    this.known = new Map(); // control id → last control
    this.current = new Map(); // group id → id of its Tab stop
    this.holders = new Map();
  }

  /** Forgets the elements of an article that was replaced. */
  clear() {
    this.elements.clear();
    this.groups.clear();
    this.known.clear();
    this.holders.clear();
    this.current.clear();
  }

  element(id) {
    return this.elements.get(id);
  }

  /** The twin container of a figure, made on first use. The static fallback text leaves the reading order. */
  #holder(figure) {
    const known = this.holders.get(figure);
    if (known?.isConnected) return known;
    const owner = document.getElementById(figure);
    if (!owner) return null;
    const holder = document.createElement('div');
    holder.className = 'twins';
    owner.append(holder);
    for (const fallback of owner.querySelectorAll('.fallback')) fallback.hidden = true;
    owner.classList.add('live');
    this.holders.set(figure, holder);
    return holder;
  }

  /**
   * @param {Map<string, object[]>} figures all controls of some figures, as src/widgets/controls.h, rectangles in CSS pixels of the
   *   document; figures that are not named keep theirs
   */
  apply(figures) {
    // Places are read before anything is written: each reading after a writing would lay the page out again.
    const corners = new Map();
    for (const figure of figures.keys()) {
      const owner = this.#holder(figure)?.parentElement;
      if (!owner) continue;
      const box = owner.getBoundingClientRect();
      corners.set(figure, { x: box.left + window.scrollX, y: box.top + window.scrollY });
    }
    const present = new Set();
    const order = new Map();
    for (const [figure, corner] of corners) {
      const holder = this.#holder(figure);
      for (const control of figures.get(figure)) {
        present.add(control.id);
        const parent = control.group ? this.#group(control, holder, order) : holder;
        const element = this.#element(control, parent);
        const list = order.get(parent) ?? [];
        list.push(element);
        order.set(parent, list);
        this.#update(element, control, corner);
      }
    }
    for (const [id, element] of this.elements) {
      if (present.has(id) || !figures.has(this.known.get(id).figure)) continue;
      element.remove();
      this.elements.delete(id);
      this.known.delete(id);
    }
    for (const [id, group] of this.groups) {
      if (group.childElementCount > 0) continue;
      group.remove();
      this.groups.delete(id);
    }
    for (const [parent, list] of order) {
      this.#order(parent, list);
      if (parent.dataset.group) this.#tabStop(parent.dataset.group, parent);
    }
  }

  #group(control, holder, order) {
    let group = this.groups.get(control.group);
    if (!group?.isConnected) {
      group = document.createElement('div');
      group.className = 'group';
      group.dataset.group = control.group;
      group.setAttribute('role', groupRoles[control.role] ?? 'group');
      group.addEventListener('keydown', (event) => this.#arrow(event, control.group));
      holder.append(group);
      this.groups.set(control.group, group);
    }
    const list = order.get(holder) ?? [];
    order.set(holder, list);
    if (order.has(group)) return group; // it is in the list already, with its name
    order.set(group, []);
    list.push(group);
    if (control.group_name) setAttribute(group, 'aria-label', control.group_name);
    setAttribute(group, 'data-columns', String(control.columns ?? 0));
    return group;
  }

  #element(control, parent) {
    let element = this.elements.get(control.id);
    if (element?.isConnected && this.known.get(control.id)?.role === control.role) {
      if (element.parentElement !== parent) parent.append(element);
      return element;
    }
    element?.remove();
    const [tag, role] = roles[control.role];
    element = document.createElement(tag);
    if (role && !(tag === 'button' && role === 'button')) element.setAttribute('role', role);
    if (tag === 'button') element.type = 'button';
    element.className = `twin ${control.role}`;
    element.dataset.control = control.id;
    const id = control.id;
    if (control.role === 'textbox') {
      element.type = 'text';
      element.autocomplete = 'off';
      element.spellcheck = false;
      element.dir = 'auto'; // Arabic and Hebrew are written from the right
      element.enterKeyHint = 'done';
      const report = (event) => {
        if (!event.isComposing) this.send({ id, kind: 'text', text: element.value });
      };
      element.addEventListener('input', report);
      element.addEventListener('compositionend', () => this.send({ id, kind: 'text', text: element.value }));
      element.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' && !event.isComposing) this.send({ id, kind: 'press' });
      });
    } else if (control.role === 'slider') {
      element.type = 'range';
      element.addEventListener('input', () => this.send({ id, kind: 'number', number: Number(element.value) }));
    } else if (control.role === 'link') {
      element.rel = 'noopener';
    } else if (control.role === 'status') {
      element.setAttribute('aria-live', 'polite');
    } else if (control.role !== 'image') {
      element.addEventListener('click', () => this.send({ id, kind: 'press' }));
    }
    if (control.role === 'option') {
      element.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          this.send({ id, kind: event.key === 'Enter' ? 'open' : 'press' });
        }
      });
    }
    element.addEventListener('focus', () => this.send({ id, kind: 'focus' }));
    element.addEventListener('blur', () => this.send({ id, kind: 'blur' }));
    parent.append(element);
    this.elements.set(id, element);
    return element;
  }

  #update(element, control, corner) {
    const before = this.known.get(control.id);
    this.known.set(control.id, control);
    const { x, y, width, height } = control.rect;
    control.place = `left: ${x - corner.x}px; top: ${y - corner.y}px; width: ${width}px; height: ${height}px;`;
    if (control.font_size > 0) control.place += ` font-size: ${control.font_size}px;`;
    if (before?.place !== control.place) element.style.cssText = control.place;
    if (before?.role !== control.role || before?.name !== control.name || before?.value !== control.value) {
      if (control.role === 'status') {
        element.textContent = control.name;
      } else if (control.role === 'textbox') {
        element.setAttribute('aria-label', control.name);
        if (document.activeElement !== element) element.value = control.value;
      } else {
        element.setAttribute('aria-label', control.name);
        if (control.role !== 'slider') element.title = '';
      }
      if (control.role === 'slider') element.setAttribute('aria-valuetext', control.value);
      if (control.role === 'link') element.href = control.value;
      else if (control.value && control.role !== 'textbox' && control.role !== 'slider') {
        element.dataset.value = control.value;
        element.setAttribute('aria-description', control.value);
      } else if (before?.value) {
        element.removeAttribute('aria-description');
        delete element.dataset.value;
      }
    }
    if (control.role === 'textbox' && control.max_length > 0 && element.maxLength !== control.max_length) element.maxLength = control.max_length;
    if (control.role === 'toggle') setAttribute(element, 'aria-pressed', String(control.selected));
    if (control.role === 'radio') setAttribute(element, 'aria-checked', String(control.selected));
    if (control.role === 'option') setAttribute(element, 'aria-selected', String(control.selected));
    if (control.role === 'disclosure') setAttribute(element, 'aria-expanded', String(control.expanded));
    if (control.role === 'slider') {
      element.min = control.minimum;
      element.max = control.maximum;
      element.step = control.step > 0 ? control.step : 'any';
      if (document.activeElement !== element) element.value = control.number;
    }
    if ('disabled' in element) {
      if (element.disabled !== control.disabled) element.disabled = control.disabled;
    } else if (control.disabled) element.setAttribute('aria-disabled', 'true');
    else element.removeAttribute('aria-disabled');
  }

  #order(parent, list) {
    let at = null;
    for (const element of list) {
      const expected = at === null ? parent.firstElementChild : at.nextElementSibling;
      if (expected !== element && element !== document.activeElement) parent.insertBefore(element, expected);
      at = element;
    }
  }

  /** Exactly one child of a composite can be reached by Tab: the focused one, else the selected one, else the first. */
  #tabStop(id, group) {
    const children = [...group.children];
    const focused = children.find((child) => child === document.activeElement);
    const selected = children.find(
      (child) => child.getAttribute('aria-selected') === 'true' || child.getAttribute('aria-checked') === 'true',
    );
    const stop = focused ?? selected ?? children.find((c) => c.dataset.control === this.current.get(id)) ?? children[0];
    for (const child of children) setAttribute(child, 'tabindex', child === stop ? '0' : '-1');
  }

  #arrow(event, id) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const group = this.groups.get(id);
    const children = [...group.children].filter((child) => !child.disabled);
    const at = children.indexOf(document.activeElement);
    if (at < 0) return;
    const columns = Number(group.dataset.columns) || 0;
    let to = at;
    switch (event.key) {
      case 'ArrowRight': to = at + 1; break;
      case 'ArrowLeft': to = at - 1; break;
      case 'ArrowDown': to = at + (columns || 1); break;
      case 'ArrowUp': to = at - (columns || 1); break;
      case 'Home': to = 0; break;
      case 'End': to = children.length - 1; break;
      default: return;
    }
    event.preventDefault();
    if (to < 0 || to >= children.length) return;
    this.current.set(id, children[to].dataset.control);
    for (const child of children) child.tabIndex = child === children[to] ? 0 : -1;
    children[to].focus({ preventScroll: false });
    this.send({ id: children[to].dataset.control, kind: 'press' }); // the selection follows the focus
  }

  /** A matrix for those who cannot see the texture: made when asked for, at the end of its figure. */
  table(data) {
    const holder = this.#holder(data.figure);
    if (!holder) return;
    holder.parentElement.querySelector(`[data-table="${CSS.escape(data.id)}"]`)?.remove();
    const region = document.createElement('div');
    region.className = 'data-table';
    region.dataset.table = data.id;
    region.tabIndex = 0;
    region.setAttribute('role', 'region');
    region.setAttribute('aria-label', data.caption);
    const table = document.createElement('table');
    table.createCaption().textContent = data.caption;
    const head = table.createTHead().insertRow();
    for (const title of data.columns) {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.textContent = title;
      head.append(cell);
    }
    const body = table.createTBody();
    for (const row of data.rows) {
      const line = body.insertRow();
      row.forEach((text, i) => {
        const cell = document.createElement(i === 0 ? 'th' : 'td');
        if (i === 0) cell.scope = 'row';
        cell.textContent = text;
        line.append(cell);
      });
    }
    region.append(table);
    region.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      region.remove();
      this.elements.get(data.id)?.focus();
    });
    holder.parentElement.append(region);
    region.focus();
  }
}
