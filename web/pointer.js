// Pointer, wheel and keys for the canvas. Nothing here prevents a default: scrolling, zooming, selecting, Tab and the browser's
// shortcuts stay the browser's own. Presses and keys reach the figures through their DOM twins (mirror.js); the pointer
// itself serves hovering and dragging.

/**
 * @param {(x: number, y: number, inside: boolean) => void} move viewport position in CSS pixels
 * @param {(down: boolean, figure: string) => void} button the main button, with the id of the figure under it or ''
 */
export function listenToPointer(move, button) {
  let dragging = false;
  const figureAt = (event) => event.target.closest?.('figure[data-figure]')?.id ?? '';
  addEventListener('pointermove', (event) => move(event.clientX, event.clientY, true), { passive: true });
  addEventListener(
    'pointerdown',
    (event) => {
      move(event.clientX, event.clientY, true);
      if (event.button !== 0 || !event.isPrimary) return;
      const figure = figureAt(event);
      if (figure === '' || event.target.matches('input')) return;
      dragging = true;
      button(true, figure);
    },
    { passive: true },
  );
  const release = (event) => {
    if (!dragging) return;
    dragging = false;
    move(event.clientX, event.clientY, true);
    button(false, '');
  };
  addEventListener('pointerup', release, { passive: true });
  addEventListener('pointercancel', release, { passive: true });
  document.documentElement.addEventListener('pointerleave', () => move(-1, -1, false), { passive: true });
  addEventListener('blur', () => move(-1, -1, false));
}
