// The entrance: goes on to the language that the reader chose before, else to the first of the browser's that we have, else to
// the first one. The fragment is kept, so that a link to a chapter works without a language.
(() => {
  const links = [...document.querySelectorAll('a[data-language]')];
  let wanted = navigator.languages ?? [navigator.language];
  try {
    const remembered = localStorage.getItem('attention.language');
    if (remembered) wanted = [remembered, ...wanted];
  } catch {
    // Private windows may forbid it.
  }
  const find = (code) => links.find((link) => link.dataset.language === code.toLowerCase().split('-')[0]);
  const link = wanted.map(find).find(Boolean) ?? links[0];
  location.replace(link.href + location.search + location.hash);
})();
