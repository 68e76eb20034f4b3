// Loads the page again after a build, and shows what is wrong with the specs while the pages are older than they.
(() => {
  'use strict';
  const of = document.currentScript.dataset.build;
  const shown = document.createElement('section');
  shown.setAttribute('role', 'alert');
  shown.hidden = true;
  const title = document.createElement('strong');
  const words = document.createElement('pre');
  shown.append(title, words);
  Object.assign(shown.style, {
    position: 'fixed', inset: 'auto 0 0 0', maxHeight: '60vh', overflow: 'auto', zIndex: '10', padding: '0.75rem 1rem',
    background: '#45171a', color: '#ffffff', font: '14px/1.45 ui-monospace, Menlo, Consolas, monospace',
  });
  Object.assign(words.style, {
    whiteSpace: 'pre-wrap', margin: '0.5rem 0 0', padding: '0', border: '0', background: 'none', color: 'inherit', font: 'inherit',
  });
  document.body.append(shown);
  const tell = (heading, text) => {
    title.textContent = heading;
    words.textContent = text;
    shown.hidden = false;
  };

  const builds = new EventSource('/.monitorgen/builds');
  builds.addEventListener('message', (event) => {
    const { build, wrong } = JSON.parse(event.data);
    if (build !== of) location.reload();
    else if (wrong) tell('The specs have errors; these pages are of the last build without any.', wrong);
    else shown.hidden = true;
  });
  builds.addEventListener('error', () => tell('monitorgen serve has ended.', 'These pages change no more until it runs again.'));
})();
