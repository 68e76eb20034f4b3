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

  const shown = globalThis.SwaggerUIBundle({
    dom_id: '#reference',
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
