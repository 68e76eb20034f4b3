// Shows the document of api.js. No request leaves the page: nothing is validated elsewhere, nothing can be tried out.
(() => {
  'use strict';
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', follow);
  follow();

  const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
  const operations = Object.values(globalThis.API.paths || {})
    .reduce((sum, path) => sum + Object.keys(path).filter((key) => methods.includes(key)).length, 0);

  // What Swagger UI itself lacks for those who use a keyboard or hear the page: no link stands in a button, each choice
  // has a name. Nobody logs in where nothing can be tried out: an operation says in words what it asks for.
  const readable = ({ React }) => ({
    wrapComponents: {
      DeepLink: () => ({ text }) => React.createElement('span', null, text),
      OperationSummaryPath: (Path) => (given) => React.createElement(
        React.Fragment, null, React.createElement(Path, given), asked(React, given.operationProps.get('security')),
      ),
      authorizeBtn: () => () => null,
      authorizeOperationBtn: () => () => null,
    },
  });
  const asked = (React, security) => {
    const ways = security ? security.toJS().map((way) => Object.keys(way).join(' + ') || 'nothing') : [];
    const words = ways.length ? ways.join(' or ') : 'nothing';
    return words === 'nothing' ? null : React.createElement('small', { className: 'asked' }, `asks for ${words}`);
  };

  const reference = document.getElementById('reference');
  const name = (selector, words) => reference.querySelectorAll(selector).forEach((each) => {
    if (!each.textContent.trim() || each.tagName === 'SELECT') each.setAttribute('aria-label', words);
  });
  new MutationObserver(() => {
    name('#servers', 'Server');
    name('.json-schema-2020-12-accordion:not([aria-label])', 'Schema');
  }).observe(reference, { childList: true, subtree: true });

  const shown = globalThis.SwaggerUIBundle({
    dom_id: '#reference',
    plugins: [readable],
    deepLinking: true,
    docExpansion: operations > 60 ? 'none' : 'list',
    defaultModelsExpandDepth: 0,
    filter: true,
    supportedSubmitMethods: [],
    validatorUrl: null,
  });
  // The document has an address, though nobody ever asks for it: references are not followed below one of a file.
  shown.specActions.updateUrl('https://document.invalid/');
  shown.specActions.updateLoadingStatus('success');
  shown.specActions.updateSpec(JSON.stringify(globalThis.API));
})();
