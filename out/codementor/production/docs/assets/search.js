// Finds in what search-index.js lists: [title, words, path, kind]. Texts become text nodes, never markup. The list is
// fetched when somebody is about to search, as a script: a page from a folder may not read other files.
(() => {
  'use strict';
  const most = 30;
  const kinds = ['service', 'infrastructure', 'monitoring', 'alert'];
  const field = document.getElementById('query');
  const list = document.getElementById('found');
  const count = document.getElementById('found-count');
  let asked = false;
  let items = null;

  const load = () => {
    if (asked) return;
    asked = true;
    const script = document.createElement('script');
    script.src = new URL('search-index.js', document.querySelector('script[data-search]').src).href;
    script.onload = () => {
      items = globalThis.SEARCH.map(([title, words, path, kind]) => ({
        title, words, path, kind, low: title.toLowerCase(), all: `${title} ${words} ${kind}`.toLowerCase(),
      }));
      search();
    };
    script.onerror = () => { count.textContent = 'The list of what there is could not be read'; };
    document.head.append(script);
  };

  // Better: the title itself, its beginning, inside it, anywhere.
  const rank = (item, whole) => item.low === whole ? 0 : item.low.startsWith(whole) ? 1 : item.low.includes(whole) ? 2 : 3;

  // Of what fits as well: what runs and what fires first.
  const place = (item) => (kinds.indexOf(item.kind) + kinds.length + 1) % (kinds.length + 1);

  const shown = (item) => {
    const link = document.createElement('a');
    link.href = item.path;
    link.append(item.title);
    const about = document.createElement('span');
    about.append(item.words ? `${item.kind}: ${item.words}` : item.kind);
    link.append(about);
    const entry = document.createElement('li');
    entry.append(link);
    return entry;
  };

  const search = () => {
    load();
    if (!items) return;
    const whole = field.value.trim().toLowerCase();
    const parts = whole.split(/\s+/).filter(Boolean);
    const found = parts.length ? items.filter((item) => parts.every((part) => item.all.includes(part))) : [];
    const sorted = found
      .map((item) => [rank(item, whole), item])
      .sort((one, other) => one[0] - other[0] || place(one[1]) - place(other[1]) || (one[1].low < other[1].low ? -1 : 1))
      .slice(0, most);
    list.replaceChildren(...sorted.map(([, item]) => shown(item)));
    const more = found.length > most ? `, the first ${most}` : '';
    count.textContent = !parts.length ? '' : found.length ? `${found.length} found${more}` : 'Nothing found';
  };

  field.addEventListener('input', search);
  field.addEventListener('focus', load);
  field.addEventListener('keydown', (event) => {
    const first = list.querySelector('a');
    if (event.key === 'ArrowDown' && first) { event.preventDefault(); first.focus(); }
    if (event.key === 'Enter' && first) first.click();
  });
  list.addEventListener('keydown', (event) => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === 'ArrowDown' && links[at + 1]) { event.preventDefault(); links[at + 1].focus(); }
    if (event.key === 'ArrowUp') { event.preventDefault(); (links[at - 1] || field).focus(); }
    if (event.key === 'Escape') field.focus();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== field && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
    }
  });
  if (field.value) search();
})();
