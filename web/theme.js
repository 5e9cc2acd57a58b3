// Runs before the first paint: the paper that the reader chose, and a mark that scripts run (buttons that need them show).
// It also closes the contents once one of their links was followed, whether or not the application runs.
(() => {
  const html = document.documentElement;
  html.dataset.script = '';
  try {
    const theme = localStorage.getItem('attention.theme');
    if (theme === 'light' || theme === 'dark') html.dataset.theme = theme;
  } catch {
    // Private windows may forbid it: the system's choice stays.
  }
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('#contents a')) document.getElementById('contents').hidePopover?.();
  });
})();
