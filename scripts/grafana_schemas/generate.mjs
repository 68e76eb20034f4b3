// Writes the strict JSON Schemas and the list of units: see README.md beside this file.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, '../../generator/monitorgen/targets/grafana/schemas');
const VERSIONS = ['11.6', '12.4', '13.2'];
const PLUGINS = [
  'timeseries', 'stat', 'gauge', 'bargauge', 'table', 'heatmap', 'histogram', 'statetimeline', 'piechart', 'logs', 'text',
];
const TYPES = {
  dashboard: 'Dashboard', row: 'Row', timeseries: 'Timeseries', stat: 'Stat', gauge: 'Gauge', bargauge: 'Bargauge',
  table: 'Table', heatmap: 'Heatmap', histogram: 'Histogram', 'state-timeline': 'StateTimeline', piechart: 'Piechart',
  logs: 'Logs', text: 'Text', alertlist: 'Alertlist',
};

const work = mkdtempSync(join(tmpdir(), 'grafana-schemas-'));
try {
  const made = new Map(VERSIONS.map((version) => [version, schemas(version)]));
  for (const [version, byType] of made) {
    const folder = join(OUT, version);
    mkdirSync(folder, { recursive: true });
    for (const [type, schema] of Object.entries(byType)) {
      relax(schema, made.get(VERSIONS[0])[type]);
      writeFileSync(join(folder, `${type}.json`), `${JSON.stringify(schema)}\n`);
    }
  }
  // A unit that the oldest and the newest version know is there in those between.
  const units = [VERSIONS[0], VERSIONS[VERSIONS.length - 1]].map(unitsOf).reduce((all, own) => all.filter((unit) => own.includes(unit)));
  writeFileSync(join(OUT, 'units.json'), `${JSON.stringify(units.sort(), null, 1)}\n`);
} finally {
  rmSync(work, { recursive: true });
}

/** The schemas of one version, by panel type. */
function schemas(version) {
  const dist = join(HERE, 'node_modules', `grafana-${version}`, 'dist');
  // Declarations moved from esm/ to types/ in the course of version 12.
  const types = existsSync(join(dist, 'types')) ? join(dist, 'types') : join(dist, 'esm');
  const imports = [
    `import * as dashboard from '${declarations(join(types, 'raw/dashboard/x'))}';`,
    ...PLUGINS.map(
      (name) => `import * as ${name} from '${declarations(join(types, `raw/composable/${name}/panelcfg/x`))}';`,
    ),
  ];
  const entry = join(work, `${version}.ts`);
  writeFileSync(entry, `${imports.join('\n')}\n${readFileSync(join(HERE, 'panels.ts'), 'utf8')}`);
  const tsconfig = join(work, `${version}.json`);
  const options = {
    strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler',
    types: [], paths: { '@grafana/schema': [join(types, 'index.d.ts')] },
  };
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: options, files: [entry] }));
  const generator = createGenerator({
    path: entry, tsconfig, jsDoc: 'none', topRef: false, expose: 'none', additionalProperties: false,
  });
  return Object.fromEntries(Object.entries(TYPES).map(([name, type]) => [name, generator.createSchema(type)]));
}

/** The one declaration file of a folder, as TypeScript imports it. */
function declarations(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.d.ts'));
  if (files.length !== 1) throw new Error(`${folder} holds ${files.length} declaration files`);
  return join(folder, files[0].replace(/\.d\.ts$/, ''));
}

/** Options that came after the oldest version are never required: every version reads the documents of older ones. */
function relax(schema, oldest) {
  const options = schema.properties.options;
  if (options?.required) options.required = options.required.filter((name) => name in oldest.properties.options.properties);
}

/** The ids of the units that a version's panels know, in @grafana/data's table of value formats. */
function unitsOf(version) {
  const exact = JSON.parse(readFileSync(join(HERE, 'node_modules', `grafana-${version}`, 'package.json'), 'utf8')).version;
  const folder = join(work, `data-${version}`);
  mkdirSync(folder);
  execFileSync('npm', ['pack', '--silent', `@grafana/data@${exact}`], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('tar', ['xzf', readdirSync(folder)[0]], { cwd: folder });
  const text = readFileSync(join(folder, 'package/dist/esm/valueFormats/categories.mjs'), 'utf8');
  const unescaped = (string) => JSON.parse(string.replace(/\\x(..)/g, '\\u00$1'));
  return [...text.matchAll(/\bid: ("[^"]+")/g)].map((match) => unescaped(match[1]));
}
